"""The words of a text, each in the one form that all its spellings share.

    NFKC, lower case ──> accents, harakat, tatweel and joiners off ──> letters that are written in two ways as one
    ──> English endings off (Snowball), for whatever is in Latin letters: the language is often not known

So "Wards" finds "ward", "zolty" finds "żółty", and Arabic is found with and without its harakat. Signs that are part
of a word, such as the vowels of Panjabi, stay. Words that say nothing by themselves ("the", "and") are left out.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from snowballstemmer import stemmer

VERSION = 1
"""Rises with every change of these rules: what an older one indexed is then indexed anew."""

LONGEST = 40
"""Of a longer word only this many letters count."""

_NOTHING = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "is",
        "was",
        "it",
        "we",
        "my",
        "our",
        "that",
        "this",
        "be",
        "as",
        "by",
        "are",
        "were",
    ]
)
_BLOCKS = (range(0x0300, 0x3100), range(0xA600, 0xAC00), range(0xFE00, 0xFE30))
_MARKS = "".join(chr(code) for code in chain(*_BLOCKS) if unicodedata.category(chr(code)).startswith("M"))
_JOINERS = "'’ʼ‘`\u200c\u200d"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}ـ]|[{_JOINERS}](?=[^\W_]))*")
_ACCENTS = (range(0x0300, 0x0370), range(0x0591, 0x05C8), range(0x0610, 0x061B), range(0x064B, 0x0660))
_MORE_ACCENTS = (range(0x0670, 0x0671), range(0x06D6, 0x06EE), range(0xFE00, 0xFE10))
_OFF = [*chain(*_ACCENTS, *_MORE_ACCENTS), *map(ord, f"{_JOINERS}ـ")]
_TWO_LETTERS: dict[str, str | int | None] = {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
_ONE_FORM = {
    **dict.fromkeys(_OFF),
    **str.maketrans("łøđħŧıٱىیةک", "lodhtiاييهك"),
    **str.maketrans(_TWO_LETTERS),
}


@dataclass(frozen=True)
class Word:
    """A word where it stands in a text: code points `start` up to, not with, `end`; `form` is what it is found by."""

    form: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of the text that can be found, in order."""
    for match in _WORD.finditer(text):
        form = _form(match.group())
        if form:
            yield Word(form, match.start(), match.end())


def forms(text: str) -> set[str]:
    """What the text is found by."""
    return {word.form for word in words(text)}


def stretches(text: str, wanted: Set[str] | Collection[str]) -> list[tuple[int, int]]:
    """Where the wanted words stand in the text."""
    return [(word.start, word.end) for word in words(text) if word.form in wanted]


@lru_cache(maxsize=8192)
def _form(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    plain = "".join(unicodedata.normalize("NFKD", plain).translate(_ONE_FORM).split())[:LONGEST]
    if plain in _NOTHING or (len(plain) == 1 and plain.isascii() and plain.isalpha()):
        return ""
    # A stemmer keeps what it works on in itself, so each word gets one of its own: threads share nothing.
    return stemmer("english").stemWord(plain) if plain.isascii() else plain
