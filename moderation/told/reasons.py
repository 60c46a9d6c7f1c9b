"""The reasons that each decision at the desk offers, in the language of the member who chooses.

They are written for the person who reads them; that a comment is negative is never one of them.
"""

from typing import Any

from flask_babel import LazyString, get_locale

from feedback_service import reasons
from feedback_service.languages import DEFAULT
from feedback_service.vocabulary import Because, Moderation

OWN = str(Because.OWN)


def _words(code: Because) -> str:
    locale = get_locale()
    return reasons.in_language(code, locale.language if locale else DEFAULT)


WORDS: dict[str, Any] = {str(code): LazyString(_words, code) for code in Because if code != Because.OWN}
"""Every listed reason by its code."""


def _listed(decision: Moderation) -> dict[str, Any]:
    return {str(code): WORDS[code] for code in reasons.LISTED[decision]}


REASONS = _listed(Moderation.REJECTED)
"""For rejecting."""
PRIVATE_REASONS = _listed(Moderation.PRIVATE)
WITHDRAWAL_REASONS = _listed(Moderation.WITHDRAWN)
