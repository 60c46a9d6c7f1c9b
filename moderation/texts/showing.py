"""What the review shows: every text of a language beside the English, as it would go out with example values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from config.settings import Settings
from feedback_service import clock
from feedback_service.languages import DEFAULT, SPOKEN
from feedback_service.models import TextOverride
from feedback_service.storage import reading
from feedback_service.texts import overrides, reviews, wording
from feedback_service.texts.catalogue import SAFETY
from feedback_service.texts.overrides import Overrides
from feedback_service.texts.segments import segments
from feedback_service.texts.translations import is_translated
from feedback_service.texts.wording import Voice

_BLANK = re.compile(r"%\((\w+)\)s")
EXAMPLES: dict[str, str] = {
    "reference": "K7M4-QX9D",
    "words": "…",
    "signed_as": "Ward manager",
}


@dataclass(frozen=True)
class Language:
    """A language that people are written to in, and how many of its texts nobody has confirmed yet."""

    code: str
    name: str
    drafts: int


@dataclass(frozen=True)
class Proposal:
    """Words that wait for a second member; `segments` with example values."""

    id: int
    words: str
    segments: int
    proposed_by: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """One text. `words` and `english` are as they would go; `wording` names exactly the words behind them.

    Not `is_translated`: people get it in English, and there is nothing to confirm. `raw` are the words with their
    blanks, as somebody who proposes better ones begins; `is_override` where they are not the shipped ones.
    """

    key: str
    about: str
    is_safety: bool
    english: str
    words: str
    segments: int
    wording: str
    is_translated: bool
    is_override: bool
    may_be_bettered: bool
    raw: str
    blanks: Sequence[str]
    proposals: Sequence[Proposal]
    confirmed_by: str | None
    confirmed_at: datetime | None


def languages() -> list[Language]:
    """Every language but English, in the order that the service has them."""
    with reading() as session:
        drafts = reviews.drafts(session)
    return [Language(code, SPOKEN[code], count) for code, count in drafts.items()]


def texts(language: str) -> Sequence[Shown] | None:
    """Every text in the language, safety first; None for a language that nobody is written to in."""
    if language not in SPOKEN:
        return None
    with reading() as session:
        standing = reviews.standing(session, language)
        used = overrides.in_force(session, {language, DEFAULT})
        waiting = [each for each in overrides.current(session, language) if each.confirmed_at is None]
    return [_shown(each, language, used, [one for one in waiting if one.key == each.text.key]) for each in standing]


def _shown(each: reviews.Standing, language: str, used: Overrides, waiting: Sequence[TextOverride]) -> Shown:
    words = _example(each.text.key, language, used)
    return Shown(
        may_be_bettered=overrides.may_be_bettered(each.text.key),
        is_override=(language, each.text.key) in used,
        raw=each.words,
        blanks=sorted(overrides.blanks(each.text.english)),
        proposals=[_proposal(one, used) for one in waiting],
        key=each.text.key,
        about=_BLANK.sub(r"\1", each.text.about),
        is_safety=each.text.is_safety,
        english=_example(each.text.key, DEFAULT, used),
        words=words,
        segments=segments(words),
        wording=each.wording,
        is_translated=is_translated(each.text.key, language) or (language, each.text.key) in used,
        confirmed_by=each.confirmed_by,
        confirmed_at=each.confirmed_at,
    )


def _proposal(one: TextOverride, used: Overrides) -> Proposal:
    words = _example(one.key, one.language, {**used, (one.language, one.key): one.words})
    return Proposal(one.id, words, segments(words), one.proposed_by, one.proposer.name, one.proposed_at)


def _example(key: str, language: str, used: Overrides) -> str:
    """The text alone: a draft of a safety text would go with the English after it, which is not to be confirmed."""
    settings: Settings = current_app.extensions["settings"]
    to = Voice(language, SAFETY, used)
    in_a_month = date(clock.now().year + 1, 1, 31)
    day = wording.day_in_words(in_a_month, language)
    values: dict[str, str] = {
        **EXAMPLES,
        "link": f"{settings.public_url}/…",
        "hours": settings.inbox_watched,
        "complaints": settings.complaints_line,
        "day": day,
        "reason": wording.say(to, "reason_not_ours"),
    }
    if key == "status":
        values["where"] = wording.say(to, "status_published")
        values["stage"] = wording.say(to, "stage_doing", day=day)
    return wording.say(to, key, **values)
