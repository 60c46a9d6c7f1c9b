"""Figures of two sides as a plain text table; the ratio is taken within each round."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

LABEL, CELL = 36, 30


@dataclass(frozen=True)
class Row:
    """One figure per round for each side, in the order of the rounds; empty where it cannot be measured."""

    label: str
    product: Sequence[float]
    peer: Sequence[float]


def row(label: str, figure: str, rounds: Sequence[tuple[object, object]]) -> Row:
    """The row of one attribute of the (product, peer) rounds; a round where either has None is left out."""
    values = [(getattr(ours, figure), getattr(theirs, figure)) for ours, theirs in rounds]
    known = [each for each in values if None not in each]
    return Row(label, [ours for ours, _ in known], [theirs for _, theirs in known])


def table(
    title: str,
    peer: str,
    rows: Sequence[Row],
    notes: Sequence[str],
    *,
    product: str = "the product",
    ratio: str = "product / other",
) -> str:
    """The section of one comparison; `product`, `peer` and `ratio` head its columns."""
    lines = [title, f"{'':{LABEL}}{product:>{CELL}}{peer:>{CELL}}{ratio:>{CELL}}"]
    for row in rows:
        ratios = [ours / theirs for ours, theirs in zip(row.product, row.peer, strict=True) if theirs]
        cells = "".join(f"{_spread(values):>{CELL}}" for values in (row.product, row.peer, ratios))
        lines.append(f"{row.label:{LABEL}}{cells}")
    return "\n".join([*lines, *notes])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (above 0, at most 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[ceil(share * len(ordered)) - 1]


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "not measured"
    return f"{_number(median(values))} ({_number(min(values))} to {_number(max(values))})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
