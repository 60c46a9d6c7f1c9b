"""The translated texts: gettext catalogues of their own domain, read once."""

import hashlib
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from feedback_service.languages import DEFAULT
from feedback_service.texts.catalogue import TEXTS

FOLDER = Path(__file__).parent.parent / "translations"
DOMAIN = "texts"


def translated(key: str, language: str) -> str:
    """The words of a text in a language, with their blanks; in English where there is no translation."""
    english = TEXTS[key].english
    return english if language == DEFAULT else str(_catalogue(language).ugettext(english))


def is_translated(key: str, language: str) -> bool:
    """Whether the language has words of its own for this text."""
    return language != DEFAULT and translated(key, language) != TEXTS[key].english


def filled(key: str, language: str, values: dict[str, object]) -> str:
    """The shipped words with their blanks filled in."""
    return translated(key, language) % values


def wording(key: str, language: str, words: str | None = None) -> str:
    """Names exactly these words of a text in a language: SHA-256 over the English and the translation.

    `words` are those that are used in place of the shipped ones.
    """
    pair = f"{TEXTS[key].english}\n{translated(key, language) if words is None else words}"
    return hashlib.sha256(pair.encode()).hexdigest()


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(FOLDER), [language], DOMAIN)
