"""The words around names, read from `cues.toml`: where a phrase of them stands in a text."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from feedback_service.identifying.words import Word, fold, split

FILE = Path(__file__).parent / "cues.toml"
_WITHIN = re.compile(r"[ .\u00a0]{1,3}|-")
"""What may stand between the words of a phrase."""

BEFORE_NAMES = ("staff", "title", "intro", "am", "kin")
"""The sorts of phrases that a name follows."""

Phrases = dict[str, list[tuple[str, ...]]]


@dataclass(frozen=True)
class Cues:
    """The phrases of each sort by their first word, the longest first; `single` are those of one word, `first` the
    words that a phrase begins with which a name follows."""

    phrases: dict[str, Phrases]
    single: dict[str, frozenset[str]]
    first: frozenset[str]

    def length(self, sort: str, words: Sequence[Word], place: int) -> int:
        """How many words the longest phrase of this sort has that stands at `place`; 0 for none."""
        if place >= len(words):
            return 0
        for phrase in self.phrases.get(sort, {}).get(words[place].folded, ()):
            if self._stands(phrase, words, place):
                return len(phrase)
        return 0

    def has(self, sort: str, word: Word) -> bool:
        """Whether the word by itself is of this sort."""
        return word.folded in self.single.get(sort, ())

    @staticmethod
    def _stands(phrase: tuple[str, ...], words: Sequence[Word], place: int) -> bool:
        if place + len(phrase) > len(words):
            return False
        rest = zip(phrase[1:], words[place + 1 : place + len(phrase)], strict=True)
        return all(wanted == word.folded and _WITHIN.fullmatch(word.gap) for wanted, word in rest)


@cache
def cues(language: str | None) -> Cues:
    """Those of the language and of English, which is mixed in everywhere; those of all where nobody knows."""
    table = _table()
    codes = [code for code in table if code == "en" or language is None or code == language]
    phrases: dict[str, Phrases] = {}
    single: dict[str, set[str]] = {}
    for code in codes:
        for sort, written in table[code].items():
            for phrase in written:
                # A letter alone is a word of another language.
                if (
                    language is None
                    and code != "en"
                    and len(phrase) == 1
                    and len(phrase[0]) == 1
                    and phrase[0].isascii()
                ):
                    continue
                phrases.setdefault(sort, {}).setdefault(phrase[0], []).append(phrase)
                if len(phrase) == 1:
                    single.setdefault(sort, set()).add(phrase[0])
    for by_first in phrases.values():
        for each in by_first.values():
            each.sort(key=len, reverse=True)
    first = frozenset(word for sort in BEFORE_NAMES for word in phrases.get(sort, ()))
    return Cues(phrases, {sort: frozenset(words) for sort, words in single.items()}, first)


@cache
def _table() -> dict[str, dict[str, list[tuple[str, ...]]]]:
    """By language and sort, each phrase as folded words."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        code: {
            sort: [words for phrase in written.split(",") if (words := tuple(each.folded for each in _parts(phrase)))]
            for sort, written in sorts.items()
        }
        for code, sorts in raw.items()
    }


def _parts(phrase: str) -> list[Word]:
    return split(fold(phrase).strip())
