"""Hiding what identifies: pure functions over text and stretches of it.

A stretch is (start, end, kind) in code points. What the public sees is built from the result
only, never by removing things from a copy of the original somewhere else.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from feedback_service.vocabulary import Hidden

_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Stretch:
    """Code points `start` up to, not including, `end`, and what was there."""

    start: int
    end: int
    kind: Hidden


@dataclass(frozen=True)
class Piece:
    """A run of a text for showing: a word, the white space between, or a hidden stretch."""

    text: str
    start: int
    end: int
    kind: Hidden | None = None
    is_word: bool = False


def redact(text: str, stretches: Iterable[Stretch], label: Callable[[Hidden], str]) -> str:
    """The text with every stretch replaced by `label(kind)`, such as "[name removed]"."""
    result, position = [], 0
    for stretch in sorted(stretches, key=lambda each: each.start):
        result += [text[position : stretch.start], label(stretch.kind)]
        position = stretch.end
    return "".join([*result, text[position:]])


def pieces(text: str, stretches: Iterable[Stretch], cuts: Collection[int] = ()) -> list[Piece]:
    """The text cut into words, white space and hidden stretches, in order, nothing left out; words end
    at `cuts` too."""
    result: list[Piece] = []
    position = 0
    for stretch in sorted(stretches, key=lambda each: each.start):
        result += _words(text, position, stretch.start, cuts)
        result.append(Piece(text[stretch.start : stretch.end], stretch.start, stretch.end, stretch.kind))
        position = stretch.end
    return result + _words(text, position, len(text), cuts)


def _words(text: str, start: int, end: int, cuts: Collection[int]) -> list[Piece]:
    inner = sorted(cut for cut in cuts if start < cut < end)
    edges = [start, *inner, end]
    return [piece for first, last in pairwise(edges) for piece in _words_within(text, first, last)]


def _words_within(text: str, start: int, end: int) -> list[Piece]:
    result, position = [], start
    for match in _WORD.finditer(text, start, end):
        if match.start() > position:
            result.append(Piece(text[position : match.start()], position, match.start()))
        result.append(Piece(match.group(), match.start(), match.end(), is_word=True))
        position = match.end()
    if position < end:
        result.append(Piece(text[position:end], position, end))
    return result


def left_of(text: str, start: int, end: int, seen: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of the stretch is in none of the stretches `seen`, without white space at its ends; nothing where no letter
    or digit is left."""
    left, position = [], start
    for other_start, other_end in [*sorted(seen), (end, end)]:
        if other_end < start or other_start > end:
            continue
        first, last = position, min(other_start, end)
        position = max(position, other_end)
        part = text[first:last] if first < last else ""
        if any(letter.isalnum() for letter in part):
            first += len(part) - len(part.lstrip())
            left.append((first, first + len(part.strip())))
    return left


def join_words(text: str, chosen: Iterable[tuple[int, int]], existing: Iterable[Stretch]) -> list[tuple[int, int]]:
    """Join chosen words that follow each other into single stretches.

    Raises ValueError when a choice lies outside the text, splits no text, or overlaps what is
    hidden already (somebody else was faster).
    """
    hidden = [(each.start, each.end) for each in existing]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(chosen)):
        if not 0 <= start < end <= len(text):
            raise ValueError("a chosen word lies outside the text")
        if any(start < other_end and other_start < end for other_start, other_end in [*hidden, *joined]):
            raise ValueError("a chosen word is hidden already")
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
