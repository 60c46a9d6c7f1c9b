"""Other words for a text than those that are shipped: one member of staff proposes them, a second confirms them.

They are read with every voice, by one look at a small index: so no process ever sends words that were taken back, and
there is nothing to be kept in step. Words that were written for other English than the present are left aside.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.languages import DEFAULT, SPOKEN
from feedback_service.models import TextOverride, TextReview
from feedback_service.storage import transaction
from feedback_service.texts.catalogue import TEXTS
from feedback_service.texts.segments import is_gsm_7, segments
from feedback_service.texts.translations import translated, wording
from feedback_service.vocabulary import MAX_TEXT
from feedback_service.web.typed import says_something

BLANK = re.compile(r"%\((\w+)\)s")
MOST_PARTS = 2
ON_PAGES = "reason_"
"""What the keys of texts begin with that stand on pages too, where nobody looks for other words."""
Overrides = dict[tuple[str, str], str]
"""The words by language and key."""


class Problem(StrEnum):
    """Why words cannot be used."""

    EMPTY = "empty"
    BLANKS = "blanks"
    PERCENT = "percent"
    LETTERS = "letters"
    LONG = "long"
    SAME = "same"


class NotPossible(Exception):
    """Carries the problem; nothing was changed."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Overtaken(Exception):
    """Somebody else decided about the proposal or the text, or it is not there."""


class OwnProposal(Exception):
    """Who proposed words cannot be the second pair of eyes."""


def blanks(words: str) -> frozenset[str]:
    """The names of the blanks in the words."""
    return frozenset(BLANK.findall(words))


def may_be_bettered(key: str) -> bool:
    """Whether other words for this text reach everybody who would read the shipped ones."""
    return not key.startswith(ON_PAGES)


def problem_with(key: str, language: str, words: str) -> Problem | None:
    """The first thing that is wrong with words for this text: they must have exactly the blanks of the English, and
    cost no more parts than the shipped words do, or two."""
    if not says_something(words):
        return Problem.EMPTY
    if blanks(words) != blanks(TEXTS[key].english):
        return Problem.BLANKS
    if "%" in BLANK.sub("", words):
        return Problem.PERCENT
    if language == DEFAULT and not is_gsm_7(words):
        return Problem.LETTERS
    if len(words) > MAX_TEXT or segments(words) > max(MOST_PARTS, segments(translated(key, language))):
        return Problem.LONG
    return None


def in_force(session: Session, languages: Collection[str]) -> Overrides:
    """The words that are used in place of the shipped ones in these languages."""
    rows = select(TextOverride.language, TextOverride.key, TextOverride.words, TextOverride.english).where(
        TextOverride.language.in_(languages), TextOverride.confirmed_at.is_not(None), TextOverride.ended_at.is_(None)
    )
    return {
        (language, key): words
        for language, key, words, english in session.execute(rows)
        if key in TEXTS and english == english_of(key)
    }


def current(session: Session, language: str) -> Sequence[TextOverride]:
    """What is in force or waits for a second reviewer in the language, the oldest first."""
    wanted = select(TextOverride).where(TextOverride.language == language, TextOverride.ended_at.is_(None))
    found = session.scalars(wanted.order_by(TextOverride.id)).unique()
    return [each for each in found if each.key in TEXTS and each.english == english_of(each.key)]


def propose(language: str, key: str, words: str, by: int) -> None:
    """Keep the words until a second member confirms or refuses them. Raises NotPossible, Overtaken for no such text."""
    if language not in SPOKEN or key not in TEXTS or not may_be_bettered(key):
        raise Overtaken
    if found := problem_with(key, language, words):
        raise NotPossible(found)
    with transaction() as session:
        used = in_force(session, {language}).get((language, key), translated(key, language))
        if words == used:
            raise NotPossible(Problem.SAME)
        made = TextOverride(
            language=language,
            key=key,
            words=words,
            english=english_of(key),
            proposed_by=by,
            proposed_at=clock.now(),
        )
        session.add(made)
        session.flush()
        audit.record(session, "text.override_proposed", _subject(made), staff_id=by, details={"override": made.id})


def confirm(override_id: int, by: int) -> TextOverride:
    """The words are used from now on, in place of what was. Raises OwnProposal or Overtaken."""
    try:
        with transaction() as session:
            found = _waiting(session, override_id)
            if found.proposed_by == by:
                raise OwnProposal
            _use(session, found, by)
            return found
    except IntegrityError:
        # Other words for the same text were confirmed at the same moment.
        raise Overtaken from None


def _use(session: Session, found: TextOverride, by: int) -> None:
    _end(session, found.language, found.key)
    found.confirmed_by, found.confirmed_at = by, clock.now()
    audit.record(session, "text.override_confirmed", _subject(found), staff_id=by, details={"override": found.id})
    if found.language != DEFAULT:
        exact = (found.language, found.key, wording(found.key, found.language, found.words))
        if session.get(TextReview, exact) is None:
            names = dict(zip(("language", "key", "wording"), exact, strict=True))
            session.add(TextReview(**names, staff_id=by, reviewed_at=clock.now()))


def refuse(override_id: int, by: int) -> TextOverride:
    """The words are not used; whoever proposed them may take them back so. Raises Overtaken."""
    with transaction() as session:
        found = _waiting(session, override_id)
        found.ended_at = clock.now()
        audit.record(session, "text.override_refused", _subject(found), staff_id=by, details={"override": found.id})
        return found


def back_to_shipped(language: str, key: str, by: int) -> None:
    """The words that came with the service are used again; twice is once."""
    with transaction() as session:
        if _end(session, language, key):
            audit.record(session, "text.override_ended", f"text:{language}:{key}", staff_id=by)


def english_of(key: str) -> str:
    """Names the English that words are written for."""
    return hashlib.sha256(TEXTS[key].english.encode()).hexdigest()


def _waiting(session: Session, override_id: int) -> TextOverride:
    wanted = select(TextOverride).where(TextOverride.id == override_id).with_for_update(of=TextOverride)
    found = session.scalars(wanted.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None or found.confirmed_at is not None or found.ended_at is not None:
        raise Overtaken
    if found.key not in TEXTS or found.english != english_of(found.key):
        raise Overtaken
    return found


def _end(session: Session, language: str, key: str) -> bool:
    ended = update(TextOverride).where(
        TextOverride.language == language,
        TextOverride.key == key,
        TextOverride.confirmed_at.is_not(None),
        TextOverride.ended_at.is_(None),
    )
    result: Any = session.execute(ended.values(ended_at=clock.now()))
    return bool(result.rowcount)


def _subject(override: TextOverride) -> str:
    return f"text:{override.language}:{override.key}"
