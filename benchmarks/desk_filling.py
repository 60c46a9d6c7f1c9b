"""Filling an empty database with the rows of a desk, by the quickest way that each database has."""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from flask import Flask

from benchmarks.desk_rows import COLUMNS, TEAMS, WARDS, Writer
from feedback_service.storage import Database, current_database


def fill(app: Flask, size: int, staff: Callable[[], None]) -> None:
    """Fill the application's empty, migrated database. `staff` adds who signs in."""
    with app.app_context():
        database = current_database()
        staff()
        if database.is_sqlite:
            _fill_sqlite(database, size)
        else:
            _fill_postgresql(database, size)


def _places() -> tuple[Sequence[tuple[Any, ...]], Sequence[tuple[Any, ...]]]:
    boroughs = [(number, "borough", f"borough-{number}", f"Borough {number}", None) for number in range(1, 4)]
    sites = [(number, "site", f"site-{number}", f"Site {number}", number % 3 + 1) for number in range(4, 16)]
    wards = [(number, "team", f"ward-{number}", f"Ward {number}", number % 12 + 4) for number in range(16, WARDS + 16)]
    now = "2026-01-01 00:00:00"
    return [*boroughs, *sites, *wards], [(number, f"Team {number}", now) for number in range(1, TEAMS + 1)]


_FIRST = {"places": "id kind slug name parent_id", "teams": "id name created_at"}


def _fill_sqlite(database: Database, size: int) -> None:
    writer = Writer(size, lambda at: at.strftime("%Y-%m-%d %H:%M:%S.%f"))
    connection: Any = database.engine.raw_connection()
    driver = connection.driver_connection
    driver.execute("PRAGMA synchronous=OFF")

    def put(table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        names, marks = ", ".join(f'"{each}"' for each in columns.split()), ", ".join("?" * len(columns.split()))
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)

    driver.execute("BEGIN IMMEDIATE")
    for (table, columns), rows in zip(_FIRST.items(), _places(), strict=True):
        put(table, columns, rows)
    for batch in writer.batches():
        for table, rows in batch.of.items():
            put(table, COLUMNS[table], rows)
    driver.execute("COMMIT")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _fill_postgresql(database: Database, size: int) -> None:
    writer = Writer(size, lambda at: at.strftime("%Y-%m-%d %H:%M:%S.%f+00"))
    shelves = ("search_originals", "search_open")
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")

        def put(table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
            names = ", ".join(f'"{each}"' for each in columns.split())
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

        for shelf in shelves:
            cursor.execute(f"DROP INDEX ix_{shelf}_tokens")
        for (table, columns), rows in zip(_FIRST.items(), _places(), strict=True):
            put(table, columns, rows)
        for batch in writer.batches():
            for table, rows in batch.of.items():
                put(table, COLUMNS[table], rows)
        for shelf in shelves:
            cursor.execute(f"CREATE INDEX ix_{shelf}_tokens ON {shelf} USING gin (tokens) WITH (fastupdate = off)")
        # What its own vacuum does by and by.
        cursor.execute("VACUUM ANALYZE")
