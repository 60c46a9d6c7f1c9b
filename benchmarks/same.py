"""The same story told by several people: how many listed pairs are found, how many others are taken for one, and how
long a page's work takes."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path

from feedback_service.similarity import ALIKE, Story, likeness, rarity, story

PAIRS = Path(__file__).parents[1] / "tests" / "data" / "same_story.tsv"
CANDIDATES = 300
PRECISION, RECALL = 0.7, 0.75
THRESHOLDS = (0.3, 0.36, ALIKE, 0.48, 0.54, 0.6)


@dataclass(frozen=True)
class Pair:
    """One line of the list, with its likeness."""

    is_held: bool
    is_same: bool
    first: str
    second: str
    likeness: float


def measure() -> tuple[str, list[str]]:
    """The report's section, and lines when too much of it is wrong or missed."""
    pairs, every = _pairs()
    held = [each for each in pairs if each.is_held]
    precision, recall = _quality(held, ALIKE)
    problems = [
        f"same story: {name} {figure:.3f}, below {floor}"
        for name, figure, floor in (("precision", precision, PRECISION), ("recall", recall, RECALL))
        if figure < floor
    ]
    lines = [
        f"Same story: {len(pairs)} listed pairs, {sum(each.is_same for each in pairs)} of them the same; "
        f"suggested from a likeness of {ALIKE} on",
        f"{'':14}{'open':>22}{'held':>22}",
        f"{'likeness':14}{'precision':>12}{'recall':>10}{'precision':>12}{'recall':>10}",
        *(_row(threshold, pairs) for threshold in THRESHOLDS),
        "The open pairs chose the threshold and the kinds of words; the held ones were written with them and looked at",
        "once. All were written by the authors of the list, so that real ones will be found less often.",
        *_named("Missed", [each for each in held if each.is_same and each.likeness < ALIKE]),
        *_named("Taken for the same", [each for each in held if not each.is_same and each.likeness >= ALIKE]),
        _speed(every),
    ]
    return "\n".join(lines), problems


def _pairs() -> tuple[list[Pair], list[Story]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    stories = {words: story(words) for row in rows for words in (row["first"], row["second"])}
    weights = rarity(stories.values())
    pairs = [
        Pair(
            row["set"] == "held",
            row["expected"] == "same",
            row["first"],
            row["second"],
            likeness(stories[row["first"]], stories[row["second"]], weights),
        )
        for row in rows
    ]
    return pairs, list(stories.values())


def _quality(pairs: list[Pair], threshold: float) -> tuple[float, float]:
    found = [each.is_same for each in pairs if each.likeness >= threshold]
    wanted = sum(each.is_same for each in pairs)
    return sum(found) / len(found) if found else 1.0, sum(found) / wanted


def _row(threshold: float, pairs: list[Pair]) -> str:
    cells = ""
    for is_held in (False, True):
        precision, recall = _quality([each for each in pairs if each.is_held is is_held], threshold)
        cells += f"{precision:>12.3f}{recall:>10.3f}"
    return f"{threshold:<14}{cells}"


def _named(title: str, pairs: list[Pair]) -> list[str]:
    named = "; ".join(f"“{each.first}” / “{each.second}” ({each.likeness:.2f})" for each in pairs)
    return [f"{title}, held: {named or 'none'}."]


def _speed(every: list[Story]) -> str:
    """The processor time of comparing one story with as many as a page looks at."""
    candidates = [every[number % len(every)] for number in range(CANDIDATES)]
    started = time.process_time()
    weights = rarity(candidates)
    for each in candidates:
        likeness(every[0], each, weights)
    return f"{CANDIDATES} candidates for one page: {1e3 * (time.process_time() - started):.0f} ms, processor time."
