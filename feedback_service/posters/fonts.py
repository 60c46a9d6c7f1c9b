"""The fonts at hand, and which of them can write a text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

REGULAR, BOLD = 400, 700

# What must be there; any other family in the folder is used as well.
_EXPECTED = ("noto-sans", "noto-sans-arabic", "noto-sans-gurmukhi")


class NoLetters(ValueError):
    """No font has `characters`, a few of those that are missing."""

    def __init__(self, whose: str, characters: str) -> None:
        super().__init__(f"no poster font can write {whose}: it lacks {characters}")
        self.characters = characters


class FontsMissing(RuntimeError):
    """The poster fonts have not been built."""


@dataclass(frozen=True)
class Family:
    """One typeface: its name, its two files and the code points that both can write."""

    name: str
    regular: Path
    bold: Path
    characters: frozenset[int]


def load_families(folder: Path) -> tuple[Family, ...]:
    """Every family in `folder` (files `<family>-400.ttf` and `<family>-700.ttf`), by name.

    Raises `FontsMissing` when a family that the service's own languages need is absent.
    """
    names = sorted(path.name.removesuffix(f"-{REGULAR}.ttf") for path in folder.glob(f"*-{REGULAR}.ttf"))
    names = [name for name in names if (folder / f"{name}-{BOLD}.ttf").exists()]
    absent = [name for name in _EXPECTED if name not in names]
    if absent:
        raise FontsMissing(f"no poster fonts for {', '.join(absent)} in {folder}: run `make build`")
    return tuple(_family(name, folder) for name in names)


def _family(name: str, folder: Path) -> Family:
    regular, bold = folder / f"{name}-{REGULAR}.ttf", folder / f"{name}-{BOLD}.ttf"
    both = _characters(regular, regular.stat().st_mtime) & _characters(bold, bold.stat().st_mtime)
    return Family(name, regular, bold, both)


@lru_cache(maxsize=32)
def _characters(path: Path, _modified: float) -> frozenset[int]:
    """The code points in one font file; `_modified` makes a rebuilt font a new entry."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _needs_glyph(character: str) -> bool:
    """Spaces and invisible joiners or direction marks are laid out, not drawn."""
    return not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc")


def choose_family(text: str, families: Sequence[Family], whose: str) -> Family:
    """The family that covers most of `text`; the others fill its gaps, letter by letter.

    Raises NoLetters, naming `whose` text it is, when a character is in none of them: a poster
    with boxes in place of letters tells the very people it is for that they were forgotten.
    """
    drawn = [character for character in text if _needs_glyph(character)]
    known = frozenset().union(*(family.characters for family in families))
    strange = sorted({character for character in drawn if ord(character) not in known})
    if strange:
        raise NoLetters(whose, " ".join(strange[:5]))
    return max(families, key=lambda family: sum(ord(character) in family.characters for character in drawn))
