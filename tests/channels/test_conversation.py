"""Consent, the questions and the preview from a basic phone, over the signed webhook, to the exact words."""

import pytest
from sqlalchemy import select

from feedback_service import publishing
from feedback_service.conversation import previews
from feedback_service.equality.models import EqualityAnswers
from feedback_service.keywords.words import Keyword
from feedback_service.models import (
    InboundMessage,
    OutboundMessage,
)
from feedback_service.texts import wording
from feedback_service.vocabulary import (
    Author,
    Moderation,
)
from tests.support.line import Line
from tests.support.speakers import (
    Speaker,
    asks_about_the_words,
    entry,
    everybody,
    feedback_of,
    hides,
    moves,
    tells,
    word,
    wording_link,
)


@everybody
def test_consent_is_asked_for_after_the_receipt_and_silence_keeps_it_private(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    assert joan.gets() == [joan.says("consent_question", reference=reference)]
    line.day.passes(days=3)
    assert joan.gets() == []
    assert feedback_of(line).consent is None
    with line.looking() as session:
        assert publishing.obstacles(line.latest(session)) == [publishing.Obstacle.CONSENT]


@everybody
@pytest.mark.parametrize(("keyword", "agrees"), [(Keyword.YES, True), (Keyword.NO, False), (Keyword.PRIVATE, False)])
def test_a_yes_and_a_no_are_kept_and_a_few_questions_offered_once(
    line: Line, speaker: Speaker, keyword: Keyword, agrees: bool
) -> None:
    joan, _ = tells(line, speaker)
    joan.gets()
    said, offer = joan.says("consent_yes" if agrees else "consent_no"), joan.says("questions_offer")
    assert joan.texts(word(keyword, speaker)) == f"{said}\n{offer}"
    assert feedback_of(line).consent is agrees
    assert joan.texts(word(Keyword.NO, speaker)) == joan.says("questions_declined")
    line.day.passes(hours=2)
    joan.texts(speaker.own_words)
    joan.gets()
    assert joan.texts(word(keyword, speaker)) == said


@everybody
def test_the_questions_are_answered_by_number_and_equality_answers_stand_apart(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    assert joan.texts(word(Keyword.YES, speaker)) == joan.says("question_fft")
    assert joan.texts("2") == joan.says("question_author")
    assert joan.texts("9") == joan.says("not_a_choice")
    assert joan.texts("2") == joan.says("equality_offer")
    assert joan.texts(word(Keyword.YES, speaker)) == joan.says("question_ethnic_group")
    assert joan.texts("3") == joan.says("question_asian")
    assert joan.texts("2") == joan.says("questions_done")
    feedback = feedback_of(line)
    assert (feedback.fft, feedback.author) == (2, Author.CARER)
    with line.looking() as session:
        kept = session.scalars(select(EqualityAnswers)).one()
        assert (kept.ethnic_group, kept.ethnic_background, kept.ethnic_code) == ("asian", "pakistani", "J")
        written = [*session.scalars(select(InboundMessage.body)), *session.scalars(select(OutboundMessage.body))]
    assert joan.says("question_asian") not in written
    assert [body for body in written if body in {"3", "2"}] == ["2", "2"], "only how it was, and who writes"


@everybody
def test_nought_ends_the_questions_at_any_point(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    joan.texts(word(Keyword.YES, speaker))
    assert joan.texts("0") == joan.says("questions_ended")
    assert joan.gets() == []
    assert feedback_of(line).fft is None


@everybody
def test_changed_words_are_shown_first_and_a_yes_puts_exactly_these_on_the_board(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    hides(line, reference, speaker.hides)
    asks_about_the_words(line, reference)
    feedback = feedback_of(line)
    with line.looking() as session:
        shown = wording.preview(
            joan.voice(), reference, feedback.follow_token, previews.public_words(line.latest(session))
        )
    assert joan.gets() == [shown]
    assert speaker.hides not in shown
    reply = joan.texts(word(Keyword.YES, speaker))
    assert reply == joan.says("published", link=wording_link(line))
    assert entry(line).withdrawn_at is None
    assert speaker.hides not in str(entry(line).payload)


@everybody
def test_private_to_the_preview_keeps_it_off_and_silence_too(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    hides(line, reference, speaker.hides)
    asks_about_the_words(line, reference)
    joan.gets()
    with line.looking() as session:
        assert publishing.obstacles(line.latest(session)) == [publishing.Obstacle.PREVIEW]
    assert joan.texts(word(Keyword.PRIVATE, speaker)) == joan.says("consent_no")
    assert feedback_of(line).consent is False


@everybody
def test_their_own_words_take_the_place_of_the_preview_and_are_asked_about_again(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    hides(line, reference, speaker.hides)
    asks_about_the_words(line, reference)
    joan.gets()
    assert joan.texts(speaker.own_words) == joan.says("reworded")
    asks_about_the_words(line, reference)
    assert speaker.own_words in joan.gets()[0]
    assert joan.texts(word(Keyword.YES, speaker)) == joan.says("published", link=wording_link(line))
    assert entry(line).payload["said"][0]["words"] == speaker.own_words


@everybody
def test_a_change_of_mind_takes_it_off_every_board(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    moves(line, reference, Moderation.PUBLISHED)
    line.day.passes(days=40)
    assert joan.texts(word(Keyword.PRIVATE, speaker)) == joan.says("made_private", reference=reference)
    assert entry(line).withdrawn_at is not None
    assert feedback_of(line).status == Moderation.WITHDRAWN
