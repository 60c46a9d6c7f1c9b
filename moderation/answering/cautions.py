"""What a careless answer looks like: warned of before it goes, and gone all the same once the warning is confirmed."""

from enum import StrEnum

from sqlalchemy.orm import Session

from moderation.answering.quality import only_pals
from moderation.answering.reuse import was_used


class Caution(StrEnum):
    """A warning; the values are on record where an answer went out despite it."""

    ALREADY_USED = "already_used"
    ONLY_PALS = "only_pals"


def cautions(session: Session, words: str) -> list[Caution]:
    """The warnings that these words call for."""
    found = []
    if was_used(session, words):
        found.append(Caution.ALREADY_USED)
    if only_pals(words):
        found.append(Caution.ONLY_PALS)
    return found
