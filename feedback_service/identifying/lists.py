"""The lists of names, and how much a word says by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from feedback_service.identifying.words import Word, fold

FOLDER = Path(__file__).parent / "names"
_ATTACHED = "وفبلك"
"""What Arabic writes together with the word after it: and, so, with, for, like."""
_SHORT = 3


class Level(IntEnum):
    """What the lists say about a word. `word`: a name that is a word as well; `capital`: a name where it has a capital;
    `strong`: a name wherever it stands."""

    NONE = 0
    WORD = 1
    CAPITAL = 2
    STRONG = 3


@dataclass(frozen=True)
class Lists:
    """All folded. `common` are words that people use in feedback, none of them a name by itself."""

    strong: frozenset[str]
    capital: frozenset[str]
    given: frozenset[str]
    also_words: frozenset[str]
    common: frozenset[str]

    def level(self, word: Word) -> Level:
        """What is known of this word; of a double name what is known of the better half."""
        level = self._level(word.folded)
        if level or (word.has_case and "-" not in word.folded):
            return level
        return max((self._level(each) for each in _halves(word)), default=level)

    def _level(self, folded: str) -> Level:
        if folded in self.also_words:
            return Level.WORD
        if folded in self.strong:
            return Level.STRONG
        return Level.CAPITAL if folded in self.capital else Level.NONE

    def is_common(self, word: Word) -> bool:
        """Whether it is a word of every day and no name."""
        return word.folded in self.common and self.level(word) == Level.NONE


@cache
def lists() -> Lists:
    """Read once in a process."""
    latin, other = _sections("latin.txt"), _sections("other_scripts.txt")
    careful = {name for title, names in other.items() if title.endswith("_careful") for name in names}
    sure = {name for title, names in other.items() if not title.endswith("_careful") for name in names}
    return Lists(
        strong=frozenset(latin["given"] | latin["family"] | sure),
        capital=frozenset(latin["given_capital"] | latin["family_capital"]),
        given=frozenset(latin["given"] | latin["given_capital"]),
        also_words=frozenset(_words("also_words.txt") | (careful - sure) | other["arabic_careful"]),
        common=frozenset(_words("words.txt")),
    )


def _halves(word: Word) -> Iterator[str]:
    yield from (half for half in word.folded.split("-") if len(half) > _SHORT) if "-" in word.folded else ()
    if not word.has_case and word.folded[0] in _ATTACHED and len(word.folded) > _SHORT:
        yield word.folded[1:]


def _sections(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    title = ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            title = line.strip("[]")
            found[title] = set()
        else:
            found[title] |= {fold(each) for each in line.split()}
    return found


def _words(name: str) -> set[str]:
    return {fold(each) for each in (FOLDER / name).read_text(encoding="utf-8").split()}
