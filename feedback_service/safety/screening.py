"""Whether somebody may be in danger: every text against the phrases of every language at once.

Tuned to flag too much rather than too little. A match means that a person should look soon; no match
means nothing, because phrases miss what is indirect, so people read everything all the same.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_service.safety.cries import cry
from feedback_service.safety.normal import STOP, Squeezed, squeeze
from feedback_service.safety.table import Danger, End, Node, Row, Table, table

LONGEST_GAP = 3
SHORT_PHRASE = 5
_ATTACHED = frozenset("وفi")
"""What is written together with the word after it: Arabic "and", "so"; a hurried English "I"."""
_URGENCY = {kind: place for place, kind in enumerate(Danger)}


@dataclass(frozen=True)
class Found:
    """What was found: code points `start` up to, not including, `end` of the words as they were written.

    `language` is the table's that holds the phrase, not the person's; `phrase` stands as in the table.
    """

    kind: Danger
    language: str
    start: int
    end: int
    phrase: str


@dataclass(frozen=True)
class Match:
    """A row of a table whose phrase stands at `start` up to, not including, `end` of the words."""

    row: Row
    start: int
    end: int


def screen(words: str) -> Found | None:
    """The most urgent sign of danger in these words, of those the first, or None."""
    for match in signs(words, table(), _urgency):
        row = match.row
        return Found(Danger(str(row.kind)), row.language, match.start, match.end, row.phrase)
    if found := cry(words):
        return Found(Danger.EMERGENCY, found[0], 0, len(words), found[1])
    return None


def signs(words: str, prepared: Table, order: Callable[[Match], Any]) -> Iterator[Match]:
    """What the words hold of the table's phrases in this order, without what an exception makes harmless."""
    found: list[Match] = []
    excuses: list[Match] = []
    for match in _matches(words, prepared):
        (found if match.row.kind else excuses).append(match)
    for match in sorted(found, key=order):
        if not any(
            excuse.start < match.end and match.start < excuse.end and _excuses(excuse.row, match.row)
            for excuse in excuses
        ):
            yield match


def _urgency(match: Match) -> tuple[int, int, int]:
    return _URGENCY[Danger(str(match.row.kind))], match.start, -match.end


def matched(words: str) -> set[Row]:
    """Every row of the table that these words hold, exceptions too: for testing a table."""
    return {match.row for match in _matches(words, table())}


def _excuses(exception: Row, row: Row) -> bool:
    return exception.excuses is row or (exception.excuses is None and exception.language == row.language)


def _matches(words: str, prepared: Table) -> Iterator[Match]:
    text = squeeze(words, prepared.respell)
    found: list[tuple[End, int]] = []
    for word, position in enumerate(text.begins):
        _walk(prepared.tree, text, position, word, found)
        if text.letters[position] in _ATTACHED and position + 1 < text.finishes[word]:
            _walk(prepared.tree, text, position + 1, word, found)
        for end, last in found:
            spread = last - word + 1
            is_cut_up = end.words < spread < end.letters <= SHORT_PHRASE
            if not is_cut_up:
                yield Match(end.row, text.written[word][0], text.written[last][1])
        found.clear()


def _walk(node: Node, text: Squeezed, position: int, word: int, found: list[tuple[End, int]]) -> None:
    """Add each phrase that the letters from `position` (in word `word`) on spell, with its last word."""
    letters = text.letters
    while True:
        here = letters[position : position + 1]
        if node.leads_on:
            last = text.ends.get(position, -1)
            is_at_end = last >= word
            if is_at_end:
                for end in node.ends:
                    found.append((end, last))
                if node.gap:
                    _after(node.gap, text, position, bisect_left(text.finishes, position) + 1, LONGEST_GAP, found)
            parts = node.parts_by_letter
            for part in parts.get(here, parts[""]):
                if part.leads_on:
                    _walk(part, text, position, word, found)
                else:
                    label, onward = part.next[here]
                    if letters.startswith(label, position):
                        _walk(onward, text, position + len(label), word, found)
            if node.parts and (position in text.shared or not is_at_end):
                _walk_from_shared(parts, text, position - 1, word, found)
            if node.any_ending:
                _after_ending(node.any_ending, text, position, found)
        if here not in node.next:
            return
        label, node = node.next[here]
        if not letters.startswith(label, position):
            return
        position += len(label)


def _walk_from_shared(
    parts: Mapping[str, tuple[Node, ...]], text: Squeezed, position: int, word: int, found: list[tuple[End, int]]
) -> None:
    """Go on with parts that begin with the very letter that the part before ended with: it stands once."""
    if position < text.begins[word]:
        return
    letter = text.letters[position]
    for part in parts.get(letter, ()):
        label, onward = part.next.get(letter, ("", part))
        if label and text.letters.startswith(label, position):
            _walk(onward, text, position + len(label), word, found)


def _after_ending(node: Node, text: Squeezed, position: int, found: list[tuple[End, int]]) -> None:
    """Go on after the word that the letter before `position` belongs to, however that word ends."""
    last = bisect_left(text.finishes, position)
    _walk(node, text, text.finishes[last], last, found)
    _after(node, text, position, last + 1, 0, found)


def _after(node: Node, text: Squeezed, position: int, word: int, skip: int, found: list[tuple[End, int]]) -> None:
    """Go on at `word` or up to `skip` words later, within the sentence."""
    for later in range(word, min(word + skip + 1, len(text.begins))):
        begin = text.begins[later]
        if STOP in text.letters[position:begin]:
            return
        if node.leads_on or text.letters[begin] in node.next:
            _walk(node, text, begin, later, found)
