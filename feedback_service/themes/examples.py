"""Labelled texts: what somebody said, and all the themes that it is about.

`respondent` keeps a person's texts together, so that a model is measured on people it has not seen.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feedback_service.themes.framework import BY_SOURCE, NO_THEME, THEMES

_COLUMNS = {"comment_id", "text", "themes"}
_QUESTION = re.compile(r"\s*-?\s*Q\d+$")
_SLUGS = {theme.slug for theme in THEMES}


class NotLabelled(ValueError):
    """The file is not one of labelled texts; the message is one line for the person who gave it."""


@dataclass(frozen=True)
class Example:
    """`themes` are slugs; none of them is a label as well: about nothing that the framework names."""

    respondent: str
    text: str
    themes: frozenset[str]


def from_csv(path: Path) -> list[Example]:
    """The labelled comments of a CSV file with the columns comment_id, text and themes, these separated by `|`, each by
    its slug or its name in the framework's data. Several comments of one person are `<person> - Q1`, `<person> - Q2`.

    Raises NotLabelled, with the line where there is one, and OSError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := _COLUMNS - set(reader.fieldnames or ()):
                raise NotLabelled(f"{path.name} has no column {sorted(missing)[0]}")
            return list(_examples(path.name, reader))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotLabelled(f"{path.name} is not a CSV file in UTF-8: {error}") from None


def _examples(name: str, reader: "csv.DictReader[str]") -> Iterator[Example]:
    for row in reader:
        text = (row["text"] or "").strip()
        if not text:
            continue
        try:
            themes = frozenset(filter(None, (_slug(each) for each in (row["themes"] or "").split("|"))))
        except KeyError as error:
            raise NotLabelled(f"{name}, line {reader.line_num}: there is no theme {error.args[0]!r}") from None
        yield Example(_QUESTION.sub("", row["comment_id"] or f"line {reader.line_num}"), text, themes)


def _slug(written: str) -> str | None:
    plain = written.strip().casefold()
    if plain in NO_THEME:
        return None
    if plain in _SLUGS:
        return plain
    if plain not in BY_SOURCE:
        raise KeyError(written.strip())
    return BY_SOURCE[plain]
