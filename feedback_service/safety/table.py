"""The table of phrases, one file for each language, read once and made into a tree of letters."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from feedback_service.safety.normal import LONG_WORD, joined, normal, slips
from feedback_service.safety.notation import ANY_ENDING, GAP, parts

FOLDER = Path(__file__).with_name("phrases")
LANGUAGES = ("en", "pa", "pl", "ar", "ro", "es", "it", "ur", "pt", "gu", "fr", "ta", "fa", "so", "ne", "hi", "bn", "ps")
WORDS, UNLESS, HARMLESS = "words", "unless", "harmless"
COLUMNS = ["kind", "phrase", "note"]


class Danger(StrEnum):
    """What somebody may be in danger of; the order is how soon a person should look."""

    EMERGENCY = "emergency"
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    HARM_TO_OTHERS = "harm_to_others"
    ABUSE = "abuse"


@dataclass(frozen=True, eq=False)
class Row:
    """One line of a table, cut into parts. `kind` is what a match means, None for an exception.

    `excuses` is the row whose matches the exception makes harmless, None for every row of its language.
    """

    language: str
    line: int
    kind: StrEnum | None
    phrase: str
    parts: list[list[str]]
    note: str
    excuses: "Row | None" = None


@dataclass(frozen=True, slots=True)
class End:
    """A row's phrase ends here; `words` and `letters` count the plain phrase, 0 where it has several parts."""

    row: Row
    words: int = 0
    letters: int = 0


@dataclass(eq=False, slots=True)
class Node:
    """A place in the tree of letters, and what may follow from here.

    `next` leads from a letter to all the letters up to the next place, and to that place;
    `parts_by_letter` to the parts of phrases that go on here with that letter, and from "" to those
    that may also go on otherwise.
    """

    next: dict[str, tuple[str, "Node"]] = field(default_factory=dict)
    ends: tuple[End, ...] = ()
    parts: tuple["Node", ...] = ()
    parts_by_letter: Mapping[str, tuple["Node", ...]] = field(default_factory=dict)
    any_ending: "Node | None" = None
    gap: "Node | None" = None
    leads_on: bool = False
    """Whether something other than a letter follows."""


@dataclass(frozen=True)
class Table:
    """Everything that screening needs; `respell` leads from a word as typed to the letters of what is meant."""

    rows: tuple[Row, ...]
    tree: Node
    respell: Mapping[str, str]


@cache
def table() -> Table:
    """The table of danger, read from the files beside this module on the first call."""
    return read(FOLDER, LANGUAGES, Danger)


def read(folder: Path, languages: Iterable[str], kinds: type[StrEnum]) -> Table:
    """A table from the files of `folder`, one for each language, whose rows mean one of `kinds`.

    Raises ValueError with file and line for a row that cannot be read.
    """
    rows = tuple(row for language in languages for row in _rows(folder, language, kinds))
    spellings = _spellings()
    tree = Node()
    letters_of = lru_cache(maxsize=None)(lambda word: normal(word, spellings).replace(" ", ""))
    for row in rows:
        _plant(tree, row, letters_of)
    _index(tree)
    return Table(rows, tree, _slips(rows, spellings) | spellings)


def _rows(folder: Path, language: str, kinds: type[StrEnum]) -> Iterator[Row]:
    groups: dict[str, str] = {}
    danger: Row | None = None
    for line, (kind, phrase, note) in _lines(folder / f"{language}.tsv", COLUMNS):
        try:
            if kind == WORDS:
                name, _, listed = phrase.partition("=")
                groups[name.strip("{} ")] = listed.strip()
                continue
            if phrase.startswith(GAP) or phrase.endswith(GAP):
                raise ValueError(f"{GAP} must stand between words")
            cut = parts(phrase, groups)
            if kind in (UNLESS, HARMLESS):
                yield Row(language, line, None, phrase, cut, note, danger if kind == UNLESS else None)
            else:
                danger = Row(language, line, kinds(kind), phrase, cut, note)
                yield danger
        except ValueError as error:
            raise ValueError(f"{language}.tsv, line {line}: {error}") from error


def _lines(path: Path, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, as its number and one cell for each column."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if next(reader) != columns:
            raise ValueError(f"{path.name} must begin with the columns {', '.join(columns)}")
        for cells in reader:
            if cells and cells[0].strip():
                given = [each.strip() for each in cells]
                yield reader.line_num, [*given, *[""] * (len(columns) - len(given))][: len(columns)]


def _spellings() -> dict[str, str]:
    return {
        normal(typed, {}) if meant == "=" else typed.replace("'", ""): " ".join(
            normal(word, {}) for word in (typed if meant == "=" else meant).split()
        )
        for _, (line, meant) in _lines(FOLDER / "spellings.tsv", ["typed", "meant"])
        for typed in line.split()
    }


def _plant(tree: Node, row: Row, letters_of: Callable[[str], str]) -> None:
    """Add a row: its first part to the tree, each other part as a tree of its own that the one before leads to."""
    roots = [tree, *(Node() for _ in row.parts[1:])]
    end = End(row)
    for root, part, following in zip(roots, row.parts, [*roots[1:], None], strict=True):
        for plain in part:
            node = _grow(root, plain, letters_of)
            if plain and node is root:
                raise ValueError(f"{row.language}.tsv, line {row.line}: {plain!r} holds no letter")
            if following:
                node.parts += (following,)
            else:
                is_whole = len(roots) == 1
                node.ends += (End(row, len(plain.split()), len(plain.replace(" ", ""))) if is_whole else end,)
            node.leads_on = True


def _grow(node: Node, plain: str, letters_of: Callable[[str], str]) -> Node:
    """The place that a plain phrase leads to from `node`."""
    together: list[str] = []
    for word in plain.replace(GAP, f" {GAP} ").split():
        if word != GAP:
            together.append(letters_of(word.rstrip(ANY_ENDING)))
        if word == GAP:
            node, together = _branch(node, joined(together)), []
            node.gap, node.leads_on = node.gap or Node(), True
            node = node.gap
        elif word.endswith(ANY_ENDING):
            node, together = _branch(node, joined(together)), []
            node.any_ending, node.leads_on = node.any_ending or Node(), True
            node = node.any_ending
    return _branch(node, joined(together))


def _branch(node: Node, letters: str) -> Node:
    """The place that these letters lead to from `node`, made where there is none."""
    while letters:
        first = letters[0]
        if first not in node.next:
            node.next[first] = (letters, Node())
        label, child = node.next[first]
        shared = len(label) if letters.startswith(label) else _shared(label, letters)
        if shared < len(label):
            between = Node()
            between.next[label[shared]] = (label[shared:], child)
            node.next[first] = (label[:shared], between)
            child = between
        node, letters = child, letters[shared:]
    return node


def _index(tree: Node) -> None:
    """Let each place find the parts that go on with a letter; places with the same parts share one index.

    Behind a part that may be left out comes the next one, so both go on from the place before.
    """
    places = _places(tree)
    onward = {place: tuple(dict.fromkeys(_reachable(place.parts))) for place in places}
    for root in {part for place in places for part in place.parts}:
        onward[root] = ()
        root.leads_on = bool(root.ends or root.gap or root.any_ending)
    indexes: dict[tuple[Node, ...], Mapping[str, tuple[Node, ...]]] = {}
    for place in places:
        place.parts = onward[place]
        if place.parts not in indexes:
            letters = {"", *(letter for part in place.parts for letter in part.next)}
            indexes[place.parts] = {
                letter: tuple(part for part in place.parts if part.leads_on or letter in part.next)
                for letter in letters
            }
        place.parts_by_letter = indexes[place.parts]


def _places(tree: Node) -> set[Node]:
    found: set[Node] = set()
    left = [tree]
    while left:
        node = left.pop()
        if node not in found:
            found.add(node)
            left += [child for _, child in node.next.values()]
            left += [each for each in (*node.parts, node.any_ending, node.gap) if each]
    return found


def _reachable(parts: Iterable[Node]) -> Iterator[Node]:
    for part in parts:
        yield part
        yield from _reachable(part.parts)


def _shared(one: str, other: str) -> int:
    """How many letters two words have in common at their beginning."""
    shared = 0
    while one[shared : shared + 1] == other[shared : shared + 1] != "":
        shared += 1
    return shared


def _slips(rows: tuple[Row, ...], spellings: Mapping[str, str]) -> dict[str, str]:
    """From each way to mistype a long English word of the table once to the word."""
    words = {
        (normal(word.strip(f"{ANY_ENDING}{GAP}"), {}), row.language == "en" and row.kind is not None)
        for row in rows
        for part in row.parts
        for plain in part
        for word in plain.split()
    }
    known = {word for word, _ in words}
    made: dict[str, str] = {}
    for word, is_english in sorted(words):
        if is_english and len(word) >= LONG_WORD and word.isascii():
            made.update((slip, word) for slip in slips(word) if slip not in known and slip not in spellings)
        if is_english and word.endswith("ing") and len(word) >= LONG_WORD - 1 and word[:-1] not in known:
            made.setdefault(word[:-1], word)
    return made
