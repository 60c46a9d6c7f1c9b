"""The languages: those of the interface, those of texts to people, how each is named, which one this request gets."""

from dataclasses import dataclass

from flask import Request, g, has_request_context, request

from config.settings import LANGUAGES
from feedback_service.vocabulary import direction

COOKIE = "language"
DEFAULT = "en"
NAMES = {"en": "English", "ar": "العربية", "pa": "ਪੰਜਾਬੀ", "pl": "Polski"}
SPOKEN = {
    "en": "English",
    "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski",
    "ar": "العربية",
    "ro": "Română",
    "es": "Español",
    "it": "Italiano",
    "ur": "اردو",
    "pt": "Português",
    "gu": "ગુજરાતી",
    "fr": "Français",
    "ta": "தமிழ்",
    "fa": "فارسی",
    "so": "Soomaali",
    "ne": "नेपाली",
    "hi": "हिन्दी",
    "bn": "বাংলা",
    "ps": "پښتو",
}
"""The languages that texts are written in: English and the most spoken ones of the three boroughs (Census 2021
TS024), by code, each named in itself."""
DRAFTS = frozenset(LANGUAGES) - {DEFAULT}
"""Translations that no reviewer has confirmed yet: pages in them say so."""


@dataclass(frozen=True)
class Language:
    """One interface language: BCP 47 code, its name in itself, its direction, whether a draft."""

    code: str
    name: str
    direction: str
    is_draft: bool


ALL = tuple(Language(code, NAMES[code], direction(code), code in DRAFTS) for code in LANGUAGES)
BY_CODE = {language.code: language for language in ALL}


def supported_or_default(code: str | None) -> str:
    """`code` when the interface speaks it, else English."""
    return code if code in BY_CODE else DEFAULT


def spoken_or_default(code: str | None) -> str:
    """`code` when texts are written in it, else English."""
    return code if code in SPOKEN else DEFAULT


def select_language() -> str:
    """The request's language: `?lang=`, then the cookie, then what the browser accepts, then English."""
    if not has_request_context():
        return DEFAULT
    if "language" not in g:
        g.language = _choose(request)
    chosen: str = g.language
    return chosen


def _choose(current: Request) -> str:
    for wanted in (current.args.get("lang"), current.cookies.get(COOKIE)):
        if wanted in BY_CODE:
            return wanted
    return current.accept_languages.best_match(list(BY_CODE)) or DEFAULT


def current_language() -> Language:
    """The language of this request."""
    return BY_CODE[select_language()]
