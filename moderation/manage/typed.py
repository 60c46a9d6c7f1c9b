"""A form of a managing page as it was sent, with what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import request

from feedback_service.web.typed import clean_line

LONGEST_NUMBER = 9
"""Digits: what is longer names no row."""


@dataclass(frozen=True)
class Typed:
    """`values` are the fields of one value, `lists` those of several; empty before anything was sent."""

    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[int]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_overtaken: bool = False

    def value(self, name: str, stored: object = "") -> str:
        """What was typed, or what is stored where nothing was sent."""
        return self.values.get(name, "" if stored is None else str(stored))

    def has(self, name: str, number: int, stored: Sequence[int] = ()) -> bool:
        """Whether the box of a list is ticked."""
        return number in self.lists.get(name, stored)

    def wrong(self, errors: dict[str, str]) -> "Typed":
        """The same with what is wrong."""
        return Typed(self.values, self.lists, errors)

    def overtaken(self) -> "Typed":
        """The same, sent from a page that was older than a colleague's change."""
        return Typed(self.values, self.lists, {}, is_overtaken=True)


def read(*names: str, lists: Sequence[str] = ()) -> Typed:
    """The fields of the form that was sent."""
    values = {name: clean_line(request.form.get(name, "")) for name in names}
    return Typed(values, {name: [each for each in map(number, request.form.getlist(name)) if each] for name in lists})


def number(raw: str) -> int | None:
    """The number of a row, None for what is none."""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) <= LONGEST_NUMBER else None


def version() -> int:
    """The version that the page showed; 0, which nothing has, for a form that carries none."""
    return number(request.form.get("version", "")) or 0
