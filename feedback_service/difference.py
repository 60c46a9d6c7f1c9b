"""What somebody wrote beside what the public reads, sentence by sentence. Pure functions."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from feedback_service.redaction import Stretch
from feedback_service.vocabulary import Hidden

_SENTENCE_END = re.compile(r"[.!?…۔।؟]{1,3}[\"'”’)]?\s+|\n+")


@dataclass(frozen=True)
class Part:
    """A run of text: as it is on both sides, or with what stands there instead for the public."""

    written: str
    public: str | None = None


@dataclass(frozen=True)
class Row:
    """A sentence, or several that something hidden joins."""

    parts: Sequence[Part]

    @property
    def is_changed(self) -> bool:
        """Whether the public reads something else."""
        return any(part.public is not None for part in self.parts)


def rows(text: str, stretches: Iterable[Stretch], label: Callable[[Hidden], str]) -> list[Row]:
    """The text in rows, in order, nothing left out."""
    ordered = sorted(stretches, key=lambda each: each.start)
    found: list[Row] = []
    start = 0
    for end in [*_ends(text, ordered), len(text)]:
        if end > start:
            found.append(Row(list(_parts(text, start, end, ordered, label))))
            start = end
    return found


def _ends(text: str, stretches: Sequence[Stretch]) -> list[int]:
    ends = (match.end() for match in _SENTENCE_END.finditer(text))
    return [end for end in ends if not any(each.start < end < each.end for each in stretches)]


def _parts(
    text: str, start: int, end: int, stretches: Sequence[Stretch], label: Callable[[Hidden], str]
) -> Iterable[Part]:
    position = start
    for each in stretches:
        if each.start < start or each.start >= end:
            continue
        if each.start > position:
            yield Part(text[position : each.start])
        yield Part(text[each.start : each.end], label(each.kind))
        position = each.end
    if position < end:
        yield Part(text[position:end])
