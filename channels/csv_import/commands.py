"""`flask --app wsgi import FILE`: comments that people gave elsewhere, from a CSV file.

The file is read twice: first to say what is wrong with it before anything is stored, then to store.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from channels.csv_import.importing import placed, places_by_name, store
from channels.csv_import.reading import BadRow, Row, Unusable, read_rows
from config.settings import Settings
from feedback_service.clock import today
from feedback_service.commands import Refused


@dataclass(frozen=True)
class _File:
    """The file to import and how to read it."""

    path: Path
    text_column: str | None
    places: dict[str, int]
    default_place: int | None
    timezone: str

    def rows(self) -> Iterator[Row | BadRow]:
        with _opened(self.path) as file:
            for row in read_rows(file, today(self.timezone), self.text_column):
                yield placed(row, self.places)


@click.command("import")
@click.argument("file")
@click.option("--text", "text_column", metavar="COLUMN", help="The column with what people said.")
@click.option("--place", metavar="SLUG", help="The place that rows are about which name none.")
@with_appcontext
def import_command(file: str, text_column: str | None, place: str | None) -> None:
    """Store the comments in the CSV file FILE as feedback that nobody has agreed to publish.

    Started again after a stop it stores the rest; rows that are there already are passed over.
    The exit status is 1 when there were bad rows, 2 when the file is unusable.
    """
    settings: Settings = current_app.extensions["settings"]
    try:
        places = places_by_name()
        if place is not None and place.casefold() not in places:
            raise Refused("There is no place with this slug.")
        default = places[place.casefold()] if place is not None else None
        path = Path(file)
        wanted = _File(path, text_column, places, default, settings.timezone)
        good, bad = _check(wanted)
        stored = _store(wanted, good)
    except Unusable as error:
        raise Refused(str(error)) from None
    except SQLAlchemyError:
        raise click.ClickException(
            "The database does not answer, or `flask --app wsgi db upgrade` is due. Start again to store the rest."
        ) from None
    click.echo(f"{good + bad} read: {stored} stored, {good - stored} already there, {bad} bad")
    if bad:
        raise SystemExit(1)


def _check(file: _File) -> tuple[int, int]:
    """Name every bad row; the number of good ones and of bad ones."""
    good = bad = 0
    for row in file.rows():
        if isinstance(row, BadRow):
            bad += 1
            click.echo(f"line {row.line}: {row.reason}", err=True)
        else:
            good += 1
    return good, bad


def _store(file: _File, length: int) -> int:
    """Store every good row; how many were new."""
    stored = 0
    with click.progressbar(length=length, label="Storing", file=sys.stderr) as bar:
        for row in file.rows():
            if isinstance(row, Row):
                stored += store(row, file.places, file.default_place, file.timezone)
                bar.update(1)
    return stored


@contextmanager
def _opened(path: Path) -> Iterator:
    if path.exists() and not path.is_file():
        # A pipe could be read once only.
        raise Unusable("The file cannot be read: it is not an ordinary file.")
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise Unusable(f"The file cannot be read: {reason or 'its name is not usable'}.") from None
    with file:
        yield file
