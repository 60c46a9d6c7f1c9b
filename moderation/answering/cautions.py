"""What a careless answer looks like: warned of before it goes, and gone all the same once the warning is confirmed."""

from enum import StrEnum

from sqlalchemy.orm import Session

from feedback_service.models import Feedback
from moderation.answering.exposure import exposes
from moderation.answering.quality import only_pals
from moderation.answering.reuse import was_used


class Caution(StrEnum):
    """A warning; the values are on record where an answer went out despite it."""

    ALREADY_USED = "already_used"
    ONLY_PALS = "only_pals"
    EXPOSES = "exposes"


def cautions(session: Session, feedback: Feedback, words: str, *beside: str | None) -> list[Caution]:
    """The warnings that the words of an answer to this feedback call for; `beside` is what is read with them, such as
    the evidence."""
    found = []
    if was_used(session, words):
        found.append(Caution.ALREADY_USED)
    if only_pals(words):
        found.append(Caution.ONLY_PALS)
    return found + exposing(feedback, words, *beside)


def exposing(feedback: Feedback, *read: str | None) -> list[Caution]:
    """The warning about what the person and the public would read, where it shows what was hidden."""
    return [Caution.EXPOSES] if exposes(feedback, "\n".join(filter(None, read))) else []
