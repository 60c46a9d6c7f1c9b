"""A CSV file of comments, read row by row: pure, with constant memory.

Columns are found by name, in any case: text (text, comment, feedback), date (day/month/year or
ISO 8601), fft_score, place, language. Only the text is needed; the others, an id for one, help to
tell rows with the same words apart.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO

from feedback_service.vocabulary import MAX_WORDS

NAMES = {
    "text": ("text", "comment", "feedback"),
    "date": ("date",),
    "fft": ("fft_score", "fft"),
    "place": ("place",),
    "language": ("language",),
}
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,4})?")


class Unusable(Exception):
    """The file as a whole cannot be imported; the message is one line and repeats nothing from a row."""


@dataclass(frozen=True)
class Row:
    """One comment. `reference` tells it from every other.

    `day` is None where the file has no dates; `place` is as written, "" for none.
    """

    line: int
    reference: str
    words: str
    day: date | None = None
    fft: int | None = None
    place: str = ""
    language: str | None = None


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be stored, by the line on which it begins; `reason` repeats nothing from it."""

    line: int
    reason: str


def read_rows(file: TextIO, today: date, text_column: str | None = None) -> Iterator[Row | BadRow]:
    """Every row of the file, in order; blank lines are passed over.

    `today` is the last day that a date may be. Raises Unusable for what is no CSV file in UTF-8,
    and when there is no column with the text.
    """
    reader = csv.reader(file, strict=True)
    try:
        header = next(reader, [])
        columns = _columns(header, text_column)
        line = reader.line_num
        for cells in reader:
            begins, line = line + 1, reader.line_num
            if cells:
                yield _row(begins, cells, len(header), columns, today)
    except UnicodeDecodeError:
        raise Unusable("The file is not in UTF-8. Save it as “CSV UTF-8” and try again.") from None
    except csv.Error as error:
        raise Unusable(f"The file is not CSV at line {reader.line_num}: {error}.") from None


def _columns(header: Iterable[str], text_column: str | None) -> dict[str, int]:
    """Where each known column stands."""
    places = {name.strip().casefold(): index for index, name in reversed(list(enumerate(header)))}
    names: Mapping[str, tuple[str, ...]] = NAMES
    if text_column is not None:
        names = {**NAMES, "text": (text_column.strip().casefold(),)}
    found = {
        meaning: next(places[name] for name in wanted if name in places)
        for meaning, wanted in names.items()
        if any(name in places for name in wanted)
    }
    if "text" not in found:
        raise Unusable(f"The file has no column called {' or '.join(names['text'])}.")
    return found


def _row(line: int, cells: list[str], width: int, columns: Mapping[str, int], today: date) -> Row | BadRow:
    if len(cells) > width:
        return BadRow(line, "more columns than the header has")

    def cell(meaning: str) -> str:
        index = columns.get(meaning)
        return cells[index] if index is not None and index < len(cells) else ""

    words = cell("text")
    if not words.strip():
        return BadRow(line, "no text")
    if len(words) > MAX_WORDS:
        return BadRow(line, f"the text is longer than {MAX_WORDS} characters")
    try:
        day = parse_day(cell("date")) if "date" in columns else None
    except ValueError:
        return BadRow(line, "the date is missing or unreadable")
    if day is not None and day > today:
        return BadRow(line, "the date is in the future")
    fft = cell("fft").strip()
    language = cell("language").strip()
    return Row(
        line=line,
        reference=_digest(cells),
        words=words,
        day=day,
        fft=int(fft) if fft in {"1", "2", "3", "4", "5"} else None,
        place=cell("place").strip(),
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def parse_day(text: str) -> date:
    """A day from `30/09/2021` or ISO 8601, with or without a time. Raises ValueError.

    Spreadsheets leave some dates as month/day/year in a file of day/month/year. Where the second
    number can be no month there is only that one reading, and it is taken.
    """
    text = text.strip()
    if match := _SLASHED.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        return date(year, month, day) if month <= 12 else date(year, day, month)
    return datetime.fromisoformat(text).date()


def _digest(cells: list[str]) -> str:
    """What tells the row from every other: its whole content, so that neither a renamed file nor
    another file that numbers its rows alike can double or swallow what somebody said.
    """
    content = "\x1f".join(cells).encode("utf-8", "replace")
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
