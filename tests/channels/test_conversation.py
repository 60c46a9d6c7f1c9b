"""The whole conversation from a basic phone, over the signed webhook, in five languages, to the exact words."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from feedback_service import answers, lifecycle, publishing
from feedback_service.conversation import previews, telling
from feedback_service.equality.models import EqualityAnswers
from feedback_service.keywords.words import Keyword, display
from feedback_service.models import (
    Alarm,
    BoardEntry,
    Contact,
    Feedback,
    GivenVerdict,
    InboundMessage,
    OutboundMessage,
    Redaction,
    Response,
    SafetyFlag,
)
from feedback_service.texts import wording
from feedback_service.vocabulary import (
    Author,
    Hidden,
    Moderation,
    OutboundKind,
    OutboundStatus,
    ResponseKind,
    Stage,
    Verdict,
)
from tests.support.line import Handset, Line


@dataclass(frozen=True)
class Speaker:
    """What somebody who speaks this language texts."""

    language: str
    words: str
    hides: str
    more: str
    danger: str
    own_words: str
    missing: str
    answer: str


SPEAKERS = [
    Speaker(
        "en",
        "The nurse Comfort was kind but we waited five hours",
        "Comfort",
        "and nobody told us why",
        "i want to die",
        "The nurse was kind but we waited too long",
        "You did not say when it will change",
        "There are two nurses more at night now.",
    ),
    Speaker(
        "ar",
        "كانت الممرضة سعاد لطيفة لكننا انتظرنا خمس ساعات",
        "سعاد",
        "ولم يخبرنا أحد بالسبب",
        "اريد ان اموت",
        "كانت الممرضة لطيفة لكننا انتظرنا طويلا",
        "لم تقولوا متى سيتغير هذا",
        "يوجد الآن ممرضتان إضافيتان في الليل.",
    ),
    Speaker(
        "pa",
        "ਨਰਸ ਸਿਮਰਨ ਬਹੁਤ ਚੰਗੀ ਸੀ ਪਰ ਅਸੀਂ ਪੰਜ ਘੰਟੇ ਉਡੀਕ ਕੀਤੀ",
        "ਸਿਮਰਨ",
        "ਅਤੇ ਕਿਸੇ ਨੇ ਸਾਨੂੰ ਨਹੀਂ ਦੱਸਿਆ ਕਿਉਂ",
        "ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ",
        "ਨਰਸ ਚੰਗੀ ਸੀ ਪਰ ਅਸੀਂ ਬਹੁਤ ਉਡੀਕ ਕੀਤੀ",
        "ਤੁਸੀਂ ਇਹ ਨਹੀਂ ਦੱਸਿਆ ਕਿ ਇਹ ਕਦੋਂ ਬਦਲੇਗਾ",
        "ਹੁਣ ਰਾਤ ਨੂੰ ਦੋ ਹੋਰ ਨਰਸਾਂ ਹਨ।",
    ),
    Speaker(
        "pl",
        "Pielęgniarka Zofia była bardzo miła, ale czekaliśmy pięć godzin",
        "Zofia",
        "i nikt nam nie powiedział dlaczego",
        "chcę umrzeć",
        "Pielęgniarka była bardzo miła, ale czekaliśmy za długo",
        "Nie napisali Państwo, kiedy to się zmieni",
        "W nocy są teraz dwie pielęgniarki więcej.",
    ),
    Speaker(
        "so",
        "Kalkaaliyadu Hodan aad bay u fiicnayd laakiin waxaan sugnay shan saacadood",
        "Hodan",
        "mana jirin qof noo sheegay sababta",
        "waxaan rabaa inaan dhinto",
        "Kalkaaliyadu aad bay u fiicnayd laakiin aad baan u sugnay",
        "Ma aydaan sheegin goorta ay isbeddeli doonto",
        "Hadda waxaa jira laba kalkaaliye oo dheeraad ah habeenkii.",
    ),
]
everybody = pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)


def word(keyword: Keyword, speaker: Speaker) -> str:
    return display(keyword, speaker.language)


def feedback_of(line: Line) -> Feedback:
    with line.looking() as session:
        feedback = line.latest(session)
        assert feedback.messages
        assert feedback.flags is not None
        return feedback


def tells(line: Line, speaker: Speaker, number: str = "+447700900001") -> tuple[Handset, str]:
    """Somebody texts for the first time; their handset and the reference they got."""
    joan = line.handset(speaker.language, number)
    reply = joan.texts(speaker.words)
    feedback = feedback_of(line)
    with line.app.app_context():
        expected = wording.receipt(joan.voice(), "receipt", feedback.reference, feedback.follow_token)
    assert reply == expected
    assert feedback.language == speaker.language
    return joan, feedback.reference


def hides(line: Line, reference: str, words: str) -> None:
    with line.at_work() as session:
        feedback = lifecycle.locked(session, reference)
        assert feedback
        for message in feedback.messages:
            start = message.body.find(words)
            if start >= 0:
                message.redactions.append(
                    Redaction(start=start, end=start + len(words), kind=Hidden.STAFF_NAME, created_at=line.day.now)
                )
        lifecycle.changed(session, feedback, "hidden", staff_id=line.story.amina)


def asks_about_the_words(line: Line, reference: str) -> None:
    with line.at_work() as session:
        feedback = lifecycle.locked(session, reference)
        assert feedback
        previews.ask(session, feedback, line.story.amina)


def responds(line: Line, reference: str, words: str, kind: str = "did", translation: str | None = None) -> None:
    """Rhys answers, in the person's language too."""
    with line.at_work() as session:
        feedback = lifecycle.locked(session, reference)
        assert feedback
        response = Response(
            feedback_id=feedback.id,
            kind=ResponseKind(kind),
            words=words,
            translation=translation,
            translation_language=answers.language_of(feedback) if translation else None,
            signed_as="Ward manager",
            owner="Ward manager" if kind == "doing" else None,
            due_on=line.day.now.date() if kind == "doing" else None,
            created_at=line.day.now,
        )
        answers.write(session, feedback, response)
        lifecycle.changed(session, feedback, "answered")
        telling.tell(session, feedback, [response] if response.given_at else [])
        publishing.refresh(session, feedback)


def moves(line: Line, reference: str, to: Moderation) -> None:
    with line.at_work() as session:
        feedback = lifecycle.locked(session, reference)
        assert feedback
        if to == Moderation.PRIVATE:
            publishing.keep_private(session, feedback, line.story.amina, open_to_responders=True)
        else:
            publishing.publish(session, feedback, line.story.amina)


def entry(line: Line) -> BoardEntry:
    with line.looking() as session:
        return session.scalars(select(BoardEntry)).one()


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


def wording_link(line: Line) -> str:
    with line.app.app_context():
        return wording.entry_link(entry(line).id)


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


@everybody
def test_words_of_danger_are_answered_at_once_with_the_way_to_help_and_by_no_machine_after_that(
    line: Line, speaker: Speaker
) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    reply = joan.texts(speaker.danger)
    with line.app.app_context():
        assert reply == wording.signpost(joan.voice(), reference)
        assert wording.say(joan.voice("en"), "signpost") in (reply or "")
    with line.looking() as session:
        flag = session.scalars(select(SafetyFlag)).one()
        alarm = session.scalars(select(Alarm)).one()
        assert (flag.raised_by, flag.cleared_at, alarm.read_at) == (None, None, None)
        assert publishing.Obstacle.SAFETY_FLAG in publishing.obstacles(line.latest(session))
    assert joan.texts(speaker.more) is None
    assert joan.texts(word(Keyword.YES, speaker)) is None
    assert joan.gets() == []
    line.day.passes(hours=1)
    assert joan.texts(speaker.danger) == reply


@everybody
def test_stop_and_start_are_respected_here_as_well(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    assert joan.texts("STOP") is None
    assert joan.gets() == []
    assert joan.texts(speaker.own_words) is None
    with line.looking() as session:
        assert session.scalars(select(Contact)).one().stopped_at is not None
        about = session.scalars(select(InboundMessage.about).where(InboundMessage.about.is_not(None))).all()
        assert about == ["stop"]
    assert joan.texts("START") == joan.says("started")
    assert joan.texts(word(Keyword.HELP, speaker)) is not None


@everybody
def test_after_stop_not_even_the_way_to_help_gets_through_and_staff_see_that(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    joan.texts("STOP")
    assert joan.texts(speaker.danger) is None
    with line.looking() as session:
        sign = session.scalars(select(OutboundMessage).where(OutboundMessage.kind == OutboundKind.SIGNPOST)).one()
        assert (sign.status, sign.error_code) == (OutboundStatus.PERMANENT_FAILURE, "stopped")
        assert session.scalars(select(Alarm)).one().read_at is None


@everybody
def test_help_and_status_are_answered_in_plain_words(line: Line, speaker: Speaker) -> None:
    nobody = line.handset(speaker.language, "+447700900002")
    nobody.texts({"en": "English", "ar": "العربية", "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "so": "Soomaali"}[speaker.language])
    assert nobody.texts(word(Keyword.STATUS, speaker)) == nobody.says("status_nothing")
    with line.app.app_context():
        assert nobody.texts(word(Keyword.HELP, speaker)) == wording.help_text(nobody.voice())
    joan, reference = tells(line, speaker)
    token = feedback_of(line).follow_token
    with line.app.app_context():
        waits = wording.status(joan.voice(), reference, token, "pending", "heard")
    assert joan.texts(word(Keyword.STATUS, speaker)) == waits
    assert joan.texts(f"{word(Keyword.STATUS, speaker)} {reference}") == waits
    assert joan.texts(reference.lower()) == waits
    unknown = joan.says("status_unknown", reference="C2C2-D3D3")
    assert joan.texts("STATUS C2C2-D3D3") == unknown


@everybody
def test_a_languages_name_switches_to_it_for_good(line: Line, speaker: Speaker) -> None:
    joan = line.handset("en")
    joan.texts("The staff were kind and they listened")
    name = {"en": "English", "ar": "arabic", "pa": "Punjabi", "pl": "po polsku", "so": "Somali please"}
    joan.language = speaker.language
    assert joan.texts(name[speaker.language]) == joan.says("language_set")
    joan.texts("The food was cold on the ward again")
    assert joan.texts(word(Keyword.PRIVATE, speaker)) == joan.says(
        "made_private", reference=feedback_of(line).reference
    )


@everybody
def test_delete_asks_once_erases_everything_and_says_so(line: Line, speaker: Speaker) -> None:
    joan, reference = tells(line, speaker)
    joan.gets()
    joan.texts(word(Keyword.YES, speaker))
    moves(line, reference, Moderation.PUBLISHED)
    asks, done = joan.says("erase_question"), joan.says("erased")
    assert joan.texts(word(Keyword.DELETE, speaker)) == asks
    assert joan.texts(word(Keyword.DELETE, speaker)) == done
    with line.looking() as session:
        assert session.scalars(select(Contact)).all() == []
        assert set(session.scalars(select(InboundMessage.body))) == {""}
        assert set(session.scalars(select(OutboundMessage.body))) == {"", done}
        feedback = line.latest(session)
        assert (feedback.contact_id, feedback.status) == (None, Moderation.WITHDRAWN)
    assert entry(line).payload == {}


@everybody
def test_no_to_erasing_erases_nothing(line: Line, speaker: Speaker) -> None:
    joan, _ = tells(line, speaker)
    joan.texts(word(Keyword.DELETE, speaker))
    assert joan.texts(word(Keyword.NO, speaker)) == joan.says("erase_not")
    assert feedback_of(line).messages[0].body == speaker.words
