"""A commit is on disk, transactions take turns, personal fields are encrypted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from flask import Flask
from pysqlite3 import dbapi2 as sqlite_driver
from sqlalchemy import event, inspect, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from feedback_service.models import Counter, Place
from feedback_service.storage import (
    Base,
    Database,
    DurabilityError,
    FieldCipher,
    UtcDateTime,
    after_commit,
    database,
    reading,
    transaction,
)
from feedback_service.storage.migrate import current_head, expected_head, upgrade
from tests.support import databases


def test_the_database_confirms_its_durability(each_app: Flask) -> None:
    each_app.extensions["database"].check_durability()


@pytest.mark.parametrize(
    ("pragma", "name"), [("synchronous=OFF", "synchronous"), ("journal_mode=MEMORY", "journal_mode")]
)
def test_the_service_refuses_a_database_that_could_forget(tmp_path: Path, pragma: str, name: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'unsafe.sqlite3'}")
    event.listen(database.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))
    with pytest.raises(DurabilityError, match=name):
        database.check_durability()


def test_writers_take_turns_and_none_is_refused(each_app: Flask) -> None:
    def add_one(_: int) -> None:
        with each_app.app_context(), transaction() as session:
            counter = session.scalars(select(Counter).where(Counter.name == "board").with_for_update()).one()
            counter.value += 1

    with ThreadPoolExecutor(10) as writers:
        list(writers.map(add_one, range(100)))
    with each_app.app_context(), reading() as session:
        assert session.scalar(select(Counter.value).where(Counter.name == "board")) == 100


@contextmanager
def another_writer(app: Flask) -> Iterator[sqlite_driver.Connection]:
    """As another process: it holds the only right to write until it commits."""
    path = app.extensions["database"].engine.url.database
    connection = sqlite_driver.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    finally:
        connection.close()


def add_ealing(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.add(Place(kind="borough", slug="ealing", name="Ealing"))


def test_a_writer_waits_for_another_process_and_readers_do_not(app: Flask) -> None:
    with another_writer(app) as other, ThreadPoolExecutor(1) as writers:
        written = writers.submit(add_ealing, app)
        with app.app_context(), reading() as session:
            assert session.scalars(select(Place)).all() == []
        assert not written.done()
        other.execute("COMMIT")
        written.result(10)


def test_a_writer_gives_up_when_another_process_never_ends(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 100)
    with another_writer(app), pytest.raises(OperationalError, match="locked"):
        add_ealing(app)
    monkeypatch.undo()
    add_ealing(app)


def test_a_transaction_inside_a_transaction_is_a_mistake(app: Flask) -> None:
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="already open"):
        transaction().__enter__()


def test_what_follows_a_commit_does_not_follow_a_rollback(app: Flask) -> None:
    rung: list[str] = []
    with app.app_context():
        with transaction() as session:
            after_commit(session, lambda: rung.append("committed"))
        with pytest.raises(ZeroDivisionError), transaction() as session:
            after_commit(session, lambda: rung.append("rolled back"))
            _ = 1 / 0
    assert rung == ["committed"]


def test_reading_changes_nothing(app: Flask) -> None:
    with app.app_context():
        with reading() as session:
            session.add(Place(kind="borough", slug="ealing", name="Ealing"))
            session.flush()
        with reading() as session:
            assert session.scalars(select(Place)).all() == []


def test_a_reader_keeps_its_snapshot_while_others_write(each_app: Flask) -> None:
    with each_app.app_context(), reading() as session, ThreadPoolExecutor(1) as writers:
        assert session.scalars(select(Place.slug)).all() == []
        writers.submit(add_ealing, each_app).result(10)
        assert session.scalars(select(Place.slug)).all() == []
    with each_app.app_context(), reading() as session:
        assert session.scalars(select(Place.slug)).all() == ["ealing"]


def test_an_error_of_the_database_does_not_repeat_what_was_written(each_app: Flask) -> None:
    with pytest.raises(SQLAlchemyError) as failed, each_app.app_context(), transaction() as session:
        session.add(Place(kind="nonsense", slug="a-secret-name", name="A secret name"))
    assert "[parameters:" not in str(failed.value)


@pytest.mark.postgresql
def test_nobody_waits_for_ever_at_postgresql() -> None:
    with databases.fresh_postgresql() as url:
        limited = Database(url)
        with limited.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "10s"
            assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "30s"
        limited.engine.dispose()


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())


def test_equal_values_are_encrypted_differently_and_found_by_their_index() -> None:
    cipher = FieldCipher([Fernet.generate_key().decode()])
    assert cipher.encrypt("+447700900001") != cipher.encrypt("+447700900001")
    assert cipher.index("sms", "+447700900001") == cipher.index("sms", "+447700900001")
    assert cipher.index("sms", "+447700900001") != cipher.index("whatsapp", "+447700900001")


def test_an_old_key_still_reads_and_finds_while_the_new_one_writes() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before, after = FieldCipher([old]), FieldCipher([new, old])
    assert after.decrypt(before.encrypt("hello")) == "hello"
    assert before.index("sms", "x") in after.indexes("sms", "x")
    with pytest.raises(InvalidToken):
        before.decrypt(after.rotate(before.encrypt("hello")))


def test_migrations_make_the_schema_that_the_models_describe(each_app: Flask) -> None:
    with each_app.extensions["database"].engine.connect() as connection:
        found = inspect(connection)
        # What SQLite keeps its full-text index in is its own affair.
        tables = {name for name in found.get_table_names() if "_index" not in name} - {"alembic_version"}
        assert tables == set(Base.metadata.tables)
        for name, table in Base.metadata.tables.items():
            assert {column["name"] for column in found.get_columns(name)} == set(table.columns.keys())
            unique = {tuple(each["column_names"]) for each in found.get_unique_constraints(name)}
            wanted = {
                tuple(column.name for column in constraint.columns)
                for constraint in table.constraints
                if type(constraint).__name__ == "UniqueConstraint"
            }
            assert wanted <= unique


def test_upgrading_twice_changes_nothing(each_app: Flask) -> None:
    engine = each_app.extensions["database"].engine
    upgrade(engine)
    assert current_head(engine) == expected_head()


@pytest.mark.postgresql
def test_a_fresh_postgresql_reaches_the_newest_migration() -> None:
    with databases.fresh_postgresql() as url:
        database = Database(url)
        assert current_head(database.engine) == expected_head()
        database.engine.dispose()
