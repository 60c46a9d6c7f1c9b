"""Whether words may distress who reads them, and why: signs of danger, and a small list of our own beside this file.

A match hides the words behind a plain label until the reader asks for them; nothing else follows from it. The phrases
are written as those of danger are (`feedback_service/safety/README.md`); they are read in every language at once.
"""

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_service.models import Feedback
from feedback_service.public_words import opened_additions, public_words
from feedback_service.safety.screening import Match, screen, signs
from feedback_service.safety.table import Danger, Table, read

FOLDER = Path(__file__).with_name("phrases")
LANGUAGES = ("en", "pa", "pl", "ar", "ur")
REMEMBERED = 5000
"""Texts of which a process remembers what was found, by a digest and never by their words."""


class Distress(StrEnum):
    """What may distress, in the order in which it is said."""

    FLAG = "flag"
    DANGER = "danger"
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    ABUSE = "abuse"
    ASSAULT = "assault"
    DEATH = "death"
    RESTRAINT = "restraint"
    RACISM = "racism"


LABELS: dict[Distress, Any] = {
    Distress.FLAG: _l("a safety flag"),
    Distress.DANGER: _l("danger to life"),
    Distress.SUICIDE: _l("suicide"),
    Distress.SELF_HARM: _l("self-harm"),
    Distress.VIOLENCE: _l("violence"),
    Distress.ABUSE: _l("abuse"),
    Distress.ASSAULT: _l("assault"),
    Distress.DEATH: _l("death"),
    Distress.RESTRAINT: _l("being held down or locked in"),
    Distress.RACISM: _l("racist words"),
}
_OF_DANGER = {
    Danger.EMERGENCY: Distress.DANGER,
    Danger.SUICIDE: Distress.SUICIDE,
    Danger.SELF_HARM: Distress.SELF_HARM,
    Danger.HARM_TO_OTHERS: Distress.VIOLENCE,
    Danger.ABUSE: Distress.ABUSE,
}
_remembered: dict[bytes, frozenset[Distress]] = {}


def of_feedback(feedback: Feedback, *, originals: bool) -> list[Distress]:
    """Why the words of this feedback may distress, its messages and flags loaded; empty where nothing says so.

    Without `originals` it is said of what hiding left alone: the label tells nobody what a text is about that they may
    not open.
    """
    if originals:
        texts = [message.body for message in feedback.messages]
    else:
        texts = [public_words(feedback), opened_additions(feedback)]
    found = set().union(*map(of_words, texts))
    if not found and any(flag.cleared_at is None for flag in feedback.flags):
        found = {Distress.FLAG}
    return in_order(found)


def of_words(words: str) -> frozenset[Distress]:
    """Why these words may distress."""
    key = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).digest()
    if key not in _remembered:
        if len(_remembered) >= REMEMBERED:
            _remembered.clear()
        _remembered[key] = _search(words)
    return _remembered[key]


def in_order(found: Iterable[Distress]) -> list[Distress]:
    """As they are said."""
    return sorted(found, key=list(Distress).index)


def labels(found: Sequence[Distress]) -> list[str]:
    """What a reader is told before they read."""
    return [str(LABELS[each]) for each in found]


@cache
def table() -> Table:
    """The phrases of our own, read on the first call."""
    return read(FOLDER, LANGUAGES, Distress)


def _search(words: str) -> frozenset[Distress]:
    danger = screen(words)
    found = {_OF_DANGER[danger.kind]} if danger else set()
    return frozenset(found | {Distress(str(match.row.kind)) for match in signs(words, table(), _place)})


def _place(match: Match) -> tuple[int, int]:
    return match.start, -match.end
