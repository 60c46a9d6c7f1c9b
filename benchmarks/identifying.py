"""Suggestions of what identifies: precision and recall by kind on the listed texts, and how long one text takes."""

import csv
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from feedback_service.identifying import names
from feedback_service.identifying.finder import find
from feedback_service.identifying.found import Found
from feedback_service.identifying.lists import Lists, lists
from feedback_service.vocabulary import Hidden

TEXTS = Path(__file__).parents[1] / "tests" / "data" / "identifying_messages.tsv"
FLOORS = {
    Hidden.NHS_NUMBER: 0.99,
    Hidden.PHONE: 0.99,
    Hidden.EMAIL: 0.99,
    Hidden.POSTCODE: 0.99,
    Hidden.NATIONAL_INSURANCE: 0.99,
    Hidden.NAME: 0.9,
    Hidden.STAFF_NAME: 0.9,
}
"""The least recall on all listed texts."""
PRECISION_OF_NAMES = 0.8
SPLITS = ("seen", "held")
LENGTH = 10_000
_MARK = re.compile(r"\{(\w+):([^}]*)\}")
_NAMES = frozenset({Hidden.NAME, Hidden.STAFF_NAME})
NOTES = (
    "A detail is found when suggestions of its kind cover all of it (a name: whether taken for staff or not); a",
    "suggestion is right when it touches a detail of its kind. The texts, the rules and most lists have the same",
    "authors, and `held` was only set aside from tuning: names that nobody thought of are missed more often. A person",
    "reads every word all the same.",
)


@dataclass(frozen=True)
class Listed:
    """One listed text. `details` are (start, end, kind) in code points."""

    line: int
    split: str
    language: str
    text: str
    details: Sequence[tuple[int, int, Hidden]]


@dataclass
class Score:
    """`marked` details of a kind and how many were `found`; suggestions `made` of it and how many were `right`."""

    marked: int = 0
    found: int = 0
    made: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.made if self.made else 1.0


Scores = dict[tuple[Hidden, str], Score]


def measure(*, shows_misses: bool = False) -> tuple[str, list[str]]:
    """The report's section, and a line for each floor that is not reached."""
    texts = listed()
    scores = score(texts)
    languages = len({each.language for each in texts})
    count = sum(len(each.details) for each in texts)
    lines = [
        f"What identifies: {len(texts)} listed texts with {count} details, in {languages} languages",
        f"{'':20}"
        + "".join(f"{f'{name} ({split})':>20}" for split in (*SPLITS, "all") for name in ("recall", "precision")),
        *(_row(kind, scores) for kind in Hidden if (kind, "all") in scores),
        *(
            [miss for kind in Hidden for split in SPLITS for miss in scores.get((kind, split), Score()).misses]
            if shows_misses
            else ()
        ),
        _unlisted(texts),
        *NOTES,
        _speed(texts),
    ]
    return "\n".join(lines), problems(scores)


def problems(scores: Scores) -> list[str]:
    """A line for each floor that is not reached."""
    found = [
        f"identifying: recall of {kind} {scores[kind, 'all'].recall:.3f}, below {floor}"
        for kind, floor in FLOORS.items()
        if scores[kind, "all"].recall < floor
    ]
    names = [scores[kind, "all"] for kind in _NAMES]
    precision = sum(each.right for each in names) / sum(each.made for each in names)
    return found if precision >= PRECISION_OF_NAMES else [*found, f"identifying: precision of names {precision:.3f}"]


def listed() -> list[Listed]:
    """Every listed text, its marks taken out."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Listed(rows.line_num, row["split"], row["language"], *_unmarked(row["text"])) for row in rows]


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int, Hidden]]]:
    text, details, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        details.append((len(text), len(text) + len(match[2]), Hidden(match[1])))
        text += match[2]
        last = match.end()
    return text + marked[last:], details


def score(texts: Sequence[Listed]) -> Scores:
    """What is found of each kind, by split and of all."""
    scores: Scores = {}
    for each in texts:
        found = find(each.text, each.language)
        for split in (each.split, "all"):
            for start, end, kind in each.details:
                mine = scores.setdefault((kind, split), Score())
                mine.marked += 1
                if _is_covered(each.text, start, end, kind, found):
                    mine.found += 1
                else:
                    mine.misses.append(f"  missed, line {each.line}, {kind}: {each.text[start:end]}")
            for one in found:
                mine = scores.setdefault((one.kind, split), Score())
                mine.made += 1
                if any(
                    _alike(kind, one.kind) and one.start < end and start < one.end for start, end, kind in each.details
                ):
                    mine.right += 1
                else:
                    mine.misses.append(f"  wrong, line {each.line}, {one.kind}: {each.text[one.start : one.end]}")
    return scores


def _is_covered(text: str, start: int, end: int, kind: Hidden, found: Sequence[Found]) -> bool:
    covered = {place for one in found if _alike(kind, one.kind) for place in range(one.start, one.end)}
    return all(place in covered for place in range(start, end) if text[place].isalnum())


def _alike(one: Hidden, other: Hidden) -> bool:
    return one == other or {one, other} == _NAMES


def _row(kind: Hidden, scores: Scores) -> str:
    cells = []
    for split in (*SPLITS, "all"):
        mine = scores.get((kind, split), Score())
        cells += [f"{mine.recall:.3f} of {mine.marked}", f"{mine.precision:.3f} of {mine.made}"]
    return f"{kind:20}" + "".join(f"{cell:>20}" for cell in cells)


def _unlisted(texts: Sequence[Listed]) -> str:
    """How many of the names the words around them find, as if no list knew any."""
    nothing: frozenset[str] = frozenset()
    known = Lists(nothing, nothing, nothing, nothing, lists().common)
    marked = found = 0
    for each in texts:
        by_context = list(names.find(each.text, each.language, known))
        for start, end, kind in each.details:
            if kind in _NAMES:
                marked += 1
                found += _is_covered(each.text, start, end, kind, by_context)
    return f"Names that no list knows: recall {found / marked:.3f} of {marked}, the lists of names left empty."


def _speed(texts: Sequence[Listed]) -> str:
    taken = [1000 * _seconds(text, language) for text, language in _long(texts)]
    return f"{LENGTH:,} characters: {median(taken):,.0f} ms (at most {max(taken):,.0f}), processor time."


def _long(texts: Sequence[Listed]) -> Iterator[tuple[str, str]]:
    for language in ("en", "ar", "pl"):
        joined = " ".join(each.text for each in texts if each.language == language)
        yield (joined * (LENGTH // len(joined) + 1))[:LENGTH], language


def _seconds(text: str, language: str) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        find(text, language)
        times.append(time.process_time() - started)
    return min(times)
