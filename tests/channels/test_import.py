"""Comments from a CSV file: each stored once, however often it is imported and wherever it was stopped."""

import csv
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.fernet import Fernet
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from channels.csv_import.reading import BadRow, Row, Unusable, parse_day, read_rows
from feedback_service import clock
from feedback_service.models import Feedback, FeedbackHistory, Place
from feedback_service.storage import Database, reading, transaction
from feedback_service.vocabulary import Channel, Moderation, PlaceKind
from tests.conftest import make_settings
from tests.support import databases
from tests.support.server import ROOT
from wsgi import create_app

TODAY = date(2026, 11, 23)
HEADER = ["comment_id", "date", "fft_score", "text"]
ROWS = [
    ["A1", "30/09/2021", "1", "The crew were kind"],
    ["A2", "01/10/2021", "5", "We waited for three hours, outside\nin the rain"],
    ["A3", "02/10/2021", "7", "شكرا جزيلا"],
]


def write(folder: Path, rows: list[list[str]], header: list[str] = HEADER, name: str = "comments.csv") -> str:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


def imports(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["import", *arguments])


def everything(app: Flask) -> list[Feedback]:
    with app.app_context(), reading() as session:
        found = list(session.scalars(select(Feedback).order_by(Feedback.id)).unique())
        assert all(each.messages for each in found)
        return found


def parsed(text: str, **options: str) -> list[Row | BadRow]:
    return list(read_rows(StringIO(text, newline=""), TODAY, **options))


def test_every_row_becomes_feedback_that_nobody_agreed_to_publish(each_app: Flask, tmp_path: Path) -> None:
    result = imports(each_app, write(tmp_path, ROWS))
    assert (result.exit_code, result.stdout) == (0, "3 read: 3 stored, 0 already there, 0 bad\n")
    found = everything(each_app)
    assert [each.messages[0].body for each in found] == [row[3] for row in ROWS]
    assert [each.fft for each in found] == [1, 5, None]
    for each in found:
        assert (each.channel, each.consent, each.contact_id, each.status) == (
            Channel.IMPORT, None, None, Moderation.PENDING,
        )  # fmt: skip


def test_a_row_is_received_at_noon_of_its_day_by_the_local_clock(app: Flask, tmp_path: Path) -> None:
    imports(app, write(tmp_path, ROWS[:1]))
    assert everything(app)[0].received_at == datetime(2021, 9, 30, 11, 0, tzinfo=UTC)
    with app.app_context(), reading() as session:
        assert session.scalars(select(FeedbackHistory.at)).one() == datetime(2021, 9, 30, 11, 0, tzinfo=UTC)


def test_nothing_is_received_in_the_future(app: Flask, tmp_path: Path) -> None:
    morning = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    with clock.at(morning):
        result = imports(app, write(tmp_path, [["1", "23/11/2026", "", "today"], ["2", "24/11/2026", "", "tomorrow"]]))
    assert result.stdout == "2 read: 1 stored, 0 already there, 1 bad\n"
    assert "line 3: the date is in the future" in result.stderr
    assert everything(app)[0].received_at == morning


def test_the_same_file_again_stores_nothing_new(each_app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, ROWS)
    imports(each_app, file)
    more = write(tmp_path, [*ROWS, ["A4", "3/10/2021", "2", "One more"]])
    again = imports(each_app, more)
    assert (again.exit_code, again.stdout) == (0, "4 read: 1 stored, 3 already there, 0 bad\n")
    assert len(everything(each_app)) == 4


def test_rows_without_an_id_are_told_apart_by_what_they_hold(app: Flask, tmp_path: Path) -> None:
    rows = [["Good", "01/10/2021"], ["Good", "02/10/2021"], ["Bad", "02/10/2021"]]
    first = imports(app, write(tmp_path, rows, ["Comment", "Date"]))
    renamed = imports(app, write(tmp_path, rows, ["Comment", "Date"], name="comments (1).csv"))
    assert first.stdout == "3 read: 3 stored, 0 already there, 0 bad\n"
    assert renamed.stdout == "3 read: 0 stored, 3 already there, 0 bad\n"


def test_files_that_number_their_rows_alike_lose_nothing_and_a_renamed_file_doubles_nothing(
    app: Flask, tmp_path: Path
) -> None:
    others = [[row[0], *row[1:-1], f"{row[-1]} elsewhere"] for row in ROWS]
    imports(app, write(tmp_path, ROWS, name="comments.csv"))
    assert imports(app, write(tmp_path, others, name="comments.csv")).stdout.startswith("3 read: 3 stored")
    assert imports(app, write(tmp_path, ROWS, name="renamed.csv")).stdout.startswith("3 read: 0 stored")


def test_bad_rows_are_named_by_line_without_their_words_and_the_rest_is_stored(app: Flask, tmp_path: Path) -> None:
    rows = [
        ["1", "30/09/2021", "1", "fine\nover two lines"],
        ["2", "30/09/2021", "1", "  "],
        ["3", "31/02/2021", "1", "secret one"],
        ["4", "", "1", "secret two"],
        ["5", "30/09/2021", "1", "x" * 10_001],
        ["6", "30/09/2021", "1", "secret", "a cell too many"],
        ["7"],
        [],
        ["8", "30/09/2021", "1", "fine too"],
    ]
    result = imports(app, write(tmp_path, rows))
    assert (result.exit_code, result.stdout) == (1, "8 read: 2 stored, 0 already there, 6 bad\n")
    assert [line for line in result.stderr.splitlines() if line.startswith("line")] == [
        "line 4: no text",
        "line 5: the date is missing or unreadable",
        "line 6: the date is missing or unreadable",
        "line 7: the text is longer than 10000 characters",
        "line 8: more columns than the header has",
        "line 9: no text",
    ]
    assert "secret" not in result.stderr + result.stdout
    assert len(everything(app)) == 2


def test_places_are_found_by_slug_or_name_and_an_unknown_one_is_a_bad_row(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), transaction() as session:
        session.add_all(
            Place(kind=PlaceKind.TEAM, slug=slug, name=name)
            for slug, name in (("marigold", "Marigold Ward"), ("crisis", "Crisis Team"))
        )
    rows = [["1", "One", "marigold"], ["2", "Two", "marigold ward"], ["3", "Three", ""], ["4", "Four", "Nowhere"]]
    result = imports(app, write(tmp_path, rows, ["id", "feedback", "place"]), "--place", "crisis")
    assert result.exit_code == 1
    assert "line 5: there is no such place" in result.stderr
    assert [each.place.slug for each in everything(app) if each.place] == ["marigold", "marigold", "crisis"]
    assert imports(app, write(tmp_path, rows), "--place", "nowhere").exit_code == 2


def test_the_column_with_the_text_can_be_named(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, [["1", "Their words", "not this"]], ["id", "What did you think?", "text"])
    assert imports(app, file, "--text", "what did you think?").exit_code == 0
    assert everything(app)[0].messages[0].body == "Their words"


def test_an_unusable_file_is_refused_in_one_line_with_nothing_stored(app: Flask, tmp_path: Path) -> None:
    unusable = {
        "no_text_column.csv": b"id,words\n1,hello\n",
        "empty.csv": b"",
        "latin.csv": "id,text\n1,fine\n2,caf\xe9\n".encode("latin-1"),
        "utf16.csv": "id,text\n1,hello\n".encode("utf-16"),
        "binary.csv": bytes(range(256)) * 10,
        "unclosed.csv": b'id,text\n1,fine\n2,"never closed\n3,swallowed\n',
        "endless.csv": b'id,text\n1,fine\n2,"' + b"x" * 200_000 + b'"\n',
    }
    for name, content in unusable.items():
        (tmp_path / name).write_bytes(content)
    for name in [*unusable, "missing.csv", ".", "nul\x00.csv"]:
        result = imports(app, str(tmp_path / name))
        assert (result.exit_code, result.stdout) == (2, ""), name
        assert len(result.stderr.strip().splitlines()) == 1, (name, result.stderr)
        assert result.stderr.startswith("Error: ")
    assert everything(app) == []


def test_a_database_that_is_not_set_up_is_one_line_too(tmp_path: Path) -> None:
    app = create_app(make_settings(f"sqlite:///{tmp_path}/empty.sqlite3"))
    result = imports(app, write(tmp_path, ROWS))
    assert result.exit_code == 1
    assert "db upgrade" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_import_killed_half_way_goes_on_where_it_was_and_doubles_nothing(
    sqlite_template: Path, tmp_path: Path
) -> None:
    url = databases.copy_sqlite(sqlite_template, tmp_path)
    file = write(tmp_path, [[f"K{number}", "30/09/2021", "1", f"Comment {number}"] for number in range(400)])
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")},
        "SECRET_KEY": "x" * 40,
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": url,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import", file]
    killed = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    database = Database(url)

    def count() -> int:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(Feedback)) or 0

    while count() < 20:
        assert killed.poll() is None, "it ended before it could be killed"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    already = count()
    assert 20 <= already < 400
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert again.stdout == f"400 read: {400 - already} stored, {already} already there, 0 bad\n"
    assert count() == 400
    database.engine.dispose()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/09/2021", date(2021, 9, 30)),
        ("3/9/2021", date(2021, 9, 3)),
        (" 2021-09-30 ", date(2021, 9, 30)),
        ("2021-09-30T23:59:00", date(2021, 9, 30)),
        ("9/30/2021", date(2021, 9, 30)),
    ],
)
def test_a_day_is_read_in_the_usual_ways(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["", "yesterday", "31/02/2021", "13/13/2021", "0/1/2021", "30/09/21", "30.09.2021"])
def test_anything_else_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_day(text)


@pytest.mark.parametrize("row_id", ["x" * 100, "nul\x00", "\u202e"])
def test_an_odd_or_long_id_still_makes_one_short_reference(row_id: str) -> None:
    text = f"id,text\n{row_id},Hello\n"
    first, second = (next(read_rows(StringIO(text), TODAY)) for _ in range(2))
    assert isinstance(first, Row)
    assert first == second
    assert first.reference.isprintable()
    assert len(first.reference) <= 80


@pytest.mark.parametrize(
    ("written", "read"), [("ar", "ar"), ("en-GB", "en-GB"), ("", None), ("x" * 50, None), ("?", None)]
)
def test_a_language_that_cannot_be_one_is_not_kept(written: str, read: str | None) -> None:
    (row,) = parsed(f"text,language\nHello,{written}\n")
    assert isinstance(row, Row)
    assert row.language == read


@given(st.text(max_size=300))
def test_no_file_breaks_the_reader(text: str) -> None:
    try:
        rows = parsed(f"id,date,text\n{text}")
    except Unusable:
        return
    assert all(isinstance(row, Row | BadRow) for row in rows)
