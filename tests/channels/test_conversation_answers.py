"""The answer and the verdict from a basic phone, over the signed webhook, to the exact words."""

import pytest
from sqlalchemy import select

from feedback_service.keywords.words import Keyword
from feedback_service.models import (
    GivenVerdict,
)
from feedback_service.texts import wording
from feedback_service.vocabulary import (
    Moderation,
    Stage,
    Verdict,
)
from tests.support.line import Line
from tests.support.speakers import (
    Speaker,
    entry,
    everybody,
    feedback_of,
    moves,
    responds,
    tells,
    word,
)


@everybody
@pytest.mark.parametrize("status", [Moderation.PUBLISHED, Moderation.PRIVATE])
def test_the_answer_comes_with_its_words_the_link_and_the_question_whether_it_helped(
    line: Line, speaker: Speaker, status: Moderation
) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    moves(line, reference, status)
    english = "There are two nurses more at night now."
    responds(line, reference, english, translation=None if speaker.language == "en" else speaker.answer)
    feedback = feedback_of(line)
    with line.app.app_context():
        expected = wording.answer(
            joan.voice(), "answer", reference, feedback.follow_token, "Ward manager", speaker.answer
        )
    assert joan.gets() == [expected]
    assert joan.texts("1") == joan.says("verdict_yes")
    with line.looking() as session:
        assert session.scalars(select(GivenVerdict.verdict)).all() == [Verdict.YES]


@everybody
def test_three_opens_it_again_on_the_board_too_with_what_is_missing(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    moves(line, reference, Moderation.PUBLISHED)
    responds(line, reference, speaker.answer, translation=speaker.answer)
    joan.gets()
    assert entry(line).stage == Stage.DID
    assert joan.texts("3") == joan.says("verdict_no")
    feedback = feedback_of(line)
    assert (feedback.answered_at, entry(line).stage) == (None, Stage.REOPENED)
    assert joan.texts(speaker.missing) == joan.says("added", reference=reference)
    added = feedback_of(line).messages[-1]
    assert (added.body, added.is_public_words) == (speaker.missing, False)
    assert speaker.missing not in str(entry(line).payload)
    responds(line, reference, speaker.answer, translation=speaker.answer)
    assert (entry(line).stage, feedback_of(line).reopened_at) == (Stage.DID, None)


@everybody
def test_a_promise_kept_is_told_to_who_asked_for_it(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    moves(line, reference, Moderation.PUBLISHED)
    responds(line, reference, speaker.answer, "doing", speaker.answer)
    joan.gets()
    responds(line, reference, speaker.answer, "did", speaker.answer)
    with line.app.app_context():
        token = feedback_of(line).follow_token
        kept = wording.answer(joan.voice(), "promise_kept", reference, token, "Ward manager", speaker.answer)
    assert joan.gets() == [kept]
