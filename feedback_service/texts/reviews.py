"""Which translations a named reviewer has confirmed, in exactly the words that are sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.languages import DEFAULT, SPOKEN
from feedback_service.models import TextReview
from feedback_service.storage import transaction
from feedback_service.texts import overrides
from feedback_service.texts.catalogue import SAFETY, TEXTS, Text
from feedback_service.texts.overrides import Overrides
from feedback_service.texts.translations import translated, wording


class NotTheseWords(ValueError):
    """The words changed since the reviewer read them, or there are no such words."""


@dataclass(frozen=True)
class Standing:
    """One text in one language: a draft until `confirmed_at`."""

    text: Text
    words: str
    wording: str
    confirmed_by: str | None
    confirmed_at: datetime | None


def confirmed_safety(session: Session, language: str, used: Overrides) -> frozenset[str]:
    """The keys of the safety texts that may be sent in `language` without the English beside them, in these words."""
    if language == DEFAULT:
        return SAFETY
    return _confirmed(session, language, used) & SAFETY


def standing(session: Session, language: str) -> list[Standing]:
    """Every text in `language`, in the order of a conversation, safety first."""
    rows = session.scalars(select(TextReview).where(TextReview.language == language)).unique()
    reviews = {(row.key, row.wording): row for row in rows}
    used = overrides.in_force(session, {language})
    found = []
    for text in sorted(TEXTS.values(), key=lambda each: not each.is_safety):
        words = used.get((language, text.key))
        review = reviews.get((text.key, wording(text.key, language, words)))
        found.append(
            Standing(
                text,
                translated(text.key, language) if words is None else words,
                wording(text.key, language, words),
                review.staff.name if review else None,
                review.reviewed_at if review else None,
            )
        )
    return found


def drafts(session: Session) -> dict[str, int]:
    """How many texts nobody has confirmed yet, by language."""
    used = overrides.in_force(session, SPOKEN)
    others = [language for language in SPOKEN if language != DEFAULT]
    return {language: len(TEXTS.keys() - _confirmed(session, language, used)) for language in others}


def confirm(language: str, key: str, words: str, staff_id: int) -> None:
    """Keep that this member of staff confirmed the text; twice is once.

    `words` is the `wording` that the reviewer was shown. Raises NotTheseWords when it is not the present one.
    """
    if language not in SPOKEN or language == DEFAULT or key not in TEXTS:
        raise NotTheseWords
    with transaction() as session:
        used = overrides.in_force(session, {language}).get((language, key))
        if words != wording(key, language, used):
            raise NotTheseWords
        if session.get(TextReview, (language, key, words)) is not None:
            return
        session.add(TextReview(language=language, key=key, wording=words, staff_id=staff_id, reviewed_at=clock.now()))
        audit.record(session, "text.confirmed", f"text:{language}:{key}", staff_id=staff_id)


def take_back(language: str, key: str, words: str, staff_id: int) -> None:
    """The text is a draft again."""
    with transaction() as session:
        found = session.get(TextReview, (language, key, words))
        if found is not None:
            session.delete(found)
            audit.record(session, "text.confirmation_taken_back", f"text:{language}:{key}", staff_id=staff_id)


def _confirmed(session: Session, language: str, used: Overrides) -> frozenset[str]:
    rows = session.execute(select(TextReview.key, TextReview.wording).where(TextReview.language == language))
    return frozenset(
        key for key, words in rows if key in TEXTS and words == wording(key, language, used.get((language, key)))
    )
