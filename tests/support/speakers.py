"""People who text in five languages, and the staff who read, ask and answer them."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from feedback_service import answers, lifecycle, publishing
from feedback_service.conversation import previews, telling
from feedback_service.keywords.words import Keyword, display
from feedback_service.models import (
    BoardEntry,
    Feedback,
    Redaction,
    Response,
)
from feedback_service.texts import wording
from feedback_service.vocabulary import (
    Hidden,
    Moderation,
    ResponseKind,
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
    """Amina asks; a colleague proposed it, as it takes with a nurse's name."""
    colleague = line.story.colleague
    with line.at_work() as session:
        feedback = lifecycle.locked(session, reference)
        assert feedback
        previews.ask(session, feedback, line.story.amina, seconded_by=colleague)


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
    """Amina decides; a colleague proposed it, as it takes with a nurse's name."""
    colleague = line.story.colleague
    with line.at_work() as session:
        feedback = lifecycle.locked(session, reference)
        assert feedback
        if to == Moderation.PRIVATE:
            publishing.keep_private(session, feedback, line.story.amina, open_to_responders=True)
        else:
            publishing.publish(session, feedback, line.story.amina, seconded_by=colleague)


def entry(line: Line) -> BoardEntry:
    with line.looking() as session:
        return session.scalars(select(BoardEntry)).one()


def wording_link(line: Line) -> str:
    with line.app.app_context():
        return wording.entry_link(entry(line).id)
