"""The equality questions by text: what may be kept only here.

The person's number is not kept as a message, and the words of the second question, which tell the
answer to the first, are kept in this room alone, for as long as the questions can be answered.
"""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.equality import answers
from feedback_service.equality.models import EqualityAnswers, EqualityText
from feedback_service.equality.questions import CODES, NOT_STATED, Background, EthnicGroup
from feedback_service.models import Feedback, OutboundMessage
from feedback_service.storage import transaction
from feedback_service.texts.segments import segments
from feedback_service.texts.translations import translated

GROUPS = (*list(EthnicGroup)[:5], EthnicGroup.NOT_SAID)
"""The groups by the number that the text gives them, from 1."""
BACKGROUND_TEXTS = {
    EthnicGroup.WHITE: "question_white",
    EthnicGroup.MIXED: "question_mixed",
    EthnicGroup.ASIAN: "question_asian",
    EthnicGroup.BLACK: "question_black",
    EthnicGroup.OTHER: "question_other",
}


def is_open(feedback: Feedback) -> bool:
    """Whether the questions can still be answered."""
    return answers.is_open(feedback)


def declined(session: Session, feedback: Feedback) -> None:
    """Asked, and not said: on record as such unless something was said before."""
    if session.get(EqualityAnswers, feedback.id) is None:
        session.add(EqualityAnswers(feedback_id=feedback.id, ethnic_code=NOT_STATED, answered_at=clock.now()))


def take_group(session: Session, feedback: Feedback, choice: int) -> str | None:
    """Keep the group with this number; returns the key of the text that asks further, None when there is none."""
    group = GROUPS[choice - 1]
    answers.keep_group(session, feedback, group)
    return BACKGROUND_TEXTS.get(group)


def take_background(session: Session, feedback: Feedback, choice: int) -> bool:
    """Keep the background with this number within the chosen group; False for a number that it does not have."""
    group = answers.kept_group(session, feedback)
    offered = [*CODES[group], Background.NOT_SAID] if group else []
    if not 1 <= choice <= len(offered):
        return False
    answers.keep_background(session, feedback, offered[choice - 1])
    return True


def parts_of(language: str) -> int:
    """How many parts the longest second question has in a language: each counts as that, so that none shows."""
    return max(segments(translated(key, language)) for key in BACKGROUND_TEXTS.values())


def keep(session: Session, text: OutboundMessage, words: str) -> None:
    """The words of a text that must not stand with the others."""
    session.add(EqualityText(outbound_id=text.id, words=words, created_at=clock.now()))


def words_of(session: Session, text: OutboundMessage) -> str | None:
    """The words that are kept here for this text, None for any other."""
    kept = session.get(EqualityText, text.id)
    return kept.words if kept else None


def forget_texts() -> int:
    """Delete the words of questions that nobody can answer any more; returns how many. An idempotent sweep."""
    with transaction() as session:
        over = EqualityText.created_at < clock.now() - answers.OPEN_FOR
        return int(session.execute(delete(EqualityText).where(over)).rowcount)
