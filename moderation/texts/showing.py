"""What the review shows: every text of a language beside the English, as it would go out with example values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from config.settings import Settings
from feedback_service import clock
from feedback_service.languages import DEFAULT, SPOKEN
from feedback_service.storage import reading
from feedback_service.texts import reviews, wording
from feedback_service.texts.catalogue import SAFETY
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
class Shown:
    """One text. `words` and `english` are as they would go; `wording` names exactly the words behind them.

    Not `is_translated`: people get it in English, and there is nothing to confirm.
    """

    key: str
    about: str
    is_safety: bool
    english: str
    words: str
    segments: int
    wording: str
    is_translated: bool
    confirmed_by: str | None
    confirmed_at: datetime | None


def languages() -> list[Language]:
    """Every language but English, in the order that the service has them."""
    with reading() as session:
        drafts = reviews.drafts(session)
    return [Language(code, SPOKEN[code], count) for code, count in drafts.items()]


def texts(language: str) -> Sequence[Shown] | None:
    """Every text in the language, safety first; None for a language that nobody is written to in."""
    if language not in SPOKEN or language == DEFAULT:
        return None
    with reading() as session:
        standing = reviews.standing(session, language)
    return [_shown(each, language) for each in standing]


def _shown(each: reviews.Standing, language: str) -> Shown:
    words = _example(each.text.key, language)
    return Shown(
        key=each.text.key,
        about=_BLANK.sub(r"\1", each.text.about),
        is_safety=each.text.is_safety,
        english=_example(each.text.key, DEFAULT),
        words=words,
        segments=segments(words),
        wording=each.wording,
        is_translated=is_translated(each.text.key, language),
        confirmed_by=each.confirmed_by,
        confirmed_at=each.confirmed_at,
    )


def _example(key: str, language: str) -> str:
    """The text alone: a draft of a safety text would go with the English after it, which is not to be confirmed."""
    settings: Settings = current_app.extensions["settings"]
    to = Voice(language, SAFETY)
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
