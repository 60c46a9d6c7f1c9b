"""How a text is spelt, made comparable: pure functions over letters, for any script.

Nothing here raises, whatever the text holds.
"""

import re
import unicodedata
from collections.abc import Iterator

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u00b4`\u02bb]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Me"})
_RUN = re.compile(r"(.)\1{2,}")
_SAME_LETTERS = str.maketrans(
    {
        **dict.fromkeys("یىېےۍ", "ي"),
        **dict.fromkeys("ہھەة", "ه"),
        **{"ک": "ك", "ګ": "گ", "ٱ": "ا", "ł": "l", "đ": "d", "ø": "o", "ı": "i"},
    }
)
"""Letters that have no accent to take off, and those that Arabic, Urdu, Persian and Pashto keyboards swap."""


def clean(text: str) -> str:
    """Compatible forms made one, and what cannot be seen left out: direction marks, joiners, lone surrogates."""
    whole = unicodedata.normalize("NFKC", text)
    return "".join(
        " " if letter.isspace() else letter for letter in whole if letter.isspace() or not _is_unseen(letter)
    )


def words_of(text: str) -> list[str]:
    """The case-folded words of a clean text; of one without any, its symbols, each once, as one word.

    "Don't!" is one word, "👍👍🏽" is "👍"; signs are left out.
    """
    kept = (
        letter if unicodedata.category(letter)[0] in "LMN" else " "
        for letter in _APOSTROPHES.sub("", text).casefold()
    )  # fmt: skip
    words = "".join(kept).split()
    symbols = dict.fromkeys(letter for letter in text if unicodedata.category(letter) == "So")
    return words or (["".join(symbols)] if symbols else [])


def normal(text: str) -> str:
    """A message for comparing with another: letters and digits only, run together, case-folded.

    Accents stay. Of a message without letters the symbols stay, each once: "👍👍🏽!" is "👍".
    """
    return "".join(words_of(clean(text)))


def fold(letters: str) -> str:
    """Without accents, vowel points and the dots below; letters that keyboards swap made one."""
    apart = unicodedata.normalize("NFD", letters)
    return "".join(letter for letter in apart if not _is_accent(letter)).translate(_SAME_LETTERS)


def spellings(words: list[str]) -> Iterator[list[str]]:
    """The words as they came, then with drawn-out letters shortened: "stoppp", "yesss", "nooo"."""
    yield words
    for letters in (r"\1", r"\1\1"):
        short = [_RUN.sub(letters, word) for word in words]
        if short != words and len("".join(short)) > 1:
            yield short


def is_price(letter: str) -> bool:
    """A currency or per cent sign: what stands beside it is no answer by number."""
    return letter == "%" or unicodedata.category(letter) == "Sc"


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN or "\ufe00" <= letter <= "\ufe0f"


def _is_accent(letter: str) -> bool:
    # The signs of Indic scripts are vowels, not accents; only the nukta is forgiven.
    return "\u0300" <= letter <= "\u036f" or "\u064b" <= letter <= "\u0670" or letter in "\u093c\u09bc\u0a3c\u0abc"
