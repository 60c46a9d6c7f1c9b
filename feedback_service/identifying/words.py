"""A text as words with their places, the way the other modules look at it."""

import re
import unicodedata
from dataclasses import dataclass

MARKS = "".join(chr(point) for point in range(0x300, 0x3000) if unicodedata.category(chr(point))[0] == "M")
JOINERS = "\u200c\u200d"
_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{MARKS}{JOINERS}])*"
_WORD = re.compile(rf"{_LETTERS}(?:['’ʼ\-‐]{_LETTERS})*")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
_SENTENCE_ENDS = frozenset(".!?…\n\r۔।؟")
_SHOUTING = 0.7
_ALIKE = str.maketrans(
    {
        "ł": "l", "ı": "i", "ø": "o", "đ": "d", "ß": "ss", "’": "'", "ʼ": "'", "‐": "-", "\u200c": "", "\u200d": "",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه",
        "ک": "ك", "ګ": "گ", "ؤ": "و", "ئ": "ي", "ـ": "",
    }
)  # fmt: skip
"""Letters that people write for each other, in Latin and in Arabic scripts."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its possessive ending. `gap` is what stands between it and the word before; `opens`: it begins a
    sentence or a line; `is_capital` is False where capitals say nothing, as in a text that shouts; `has_case`: its
    script has capitals at all."""

    text: str
    start: int
    end: int
    folded: str
    gap: str
    opens: bool
    is_capital: bool
    has_case: bool


def fold(word: str) -> str:
    """The word as lists hold it: small letters, no accents, one letter for those that stand for each other."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(each for each in plain if not _is_accent(each)).translate(_ALIKE)


def _is_accent(letter: str) -> bool:
    # Only of scripts that can be read without: the vowel signs of Indian scripts are marks as well.
    return "\u0300" <= letter <= "\u036f" or "\u064b" <= letter <= "\u065f" or letter == "\u0670"


def split(text: str) -> list[Word]:
    """The words in order."""
    shouts = _shouts(text)
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        written = _POSSESSIVE.sub("", match.group())
        first = written[0]
        gap = text[last : match.start()]
        has_case = first.lower() != first.upper()
        found.append(
            Word(
                text=written,
                start=match.start(),
                end=match.start() + len(written),
                folded=fold(written),
                gap=gap,
                opens=not found or any(each in _SENTENCE_ENDS for each in gap),
                is_capital=has_case and first.isupper() and not shouts,
                has_case=has_case,
            )
        )
        last = match.end()
    return found


def _shouts(text: str) -> bool:
    small = sum(each.islower() for each in text)
    large = sum(each.isupper() for each in text)
    return large > 12 and large > _SHOUTING * (small + large)
