"""The database, opened so that a commit means the disk has it.

SQLite: write-ahead log, `synchronous=FULL`, foreign keys on, and BEGIN IMMEDIATE for every
writing transaction (a deferred one that upgrades fails with "locked" under load). The service
refuses to start when one of these did not take. The `pysqlite3` module is used because it
carries its own SQLite: distributions still ship 3.40, which has the rare WAL-reset bug.

Under gevent one thread serves everybody and SQLite's busy wait would stop it. So writers of one
process take turns at a lock that gevent can wait for, and while another process writes (an import,
a command) the one whose turn it is asks again and again, sleeping in between. Readers of a
write-ahead log wait for nobody.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flask import current_app
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, Executable, create_engine, event, make_url
from sqlalchemy.orm import Session

BUSY_TIMEOUT_MS = 10_000
POSTGRESQL_LIMITS = {
    "connect_timeout": 5,
    "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=30s",
}
"""Nobody waits for ever: not for a connection, not for a lock, not for a process that stands still."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.005, 0.05
IMMEDIATE = "BEGIN IMMEDIATE"
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class DurabilityError(Exception):
    """A setting that keeps committed data safe did not take; the message names it."""


class Database:
    """One database: `transaction()` to write, `reading()` to read; used through the module's functions."""

    def __init__(self, url: str) -> None:
        """`url`: an SQLAlchemy address, sqlite or postgresql. Nothing is opened yet."""
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgresql_engine(url)
        # PostgreSQL takes a snapshot for each statement unless told otherwise; SQLite for each transaction.
        snapshot: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(**snapshot)
        self._writer = self.engine.execution_options(begin_statement=IMMEDIATE)
        self._turn = threading.Lock()

    def check_durability(self) -> None:
        """Raise DurabilityError unless a commit is on disk when it returns."""
        with self.engine.connect() as connection:
            wanted = (
                {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
                if self.is_sqlite
                else {"fsync": "on", "full_page_writes": "on"}
            )
            verb = "PRAGMA" if self.is_sqlite else "SHOW"
            for name, value in wanted.items():
                found = connection.exec_driver_sql(f"{verb} {name}").scalar()
                if found != value:
                    raise DurabilityError(f"{name} is {found!r}, not {value!r}: a commit might not survive a crash")
            if not self.is_sqlite:
                commit = connection.exec_driver_sql("SHOW synchronous_commit").scalar()
                if commit == "off":
                    raise DurabilityError("synchronous_commit is off: a commit might not survive a crash")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing session, committed when the block ends, rolled back when it raises.

        Before the commit the callables added with `before_commit` run, in the same transaction; what they add runs too.
        After the commit the callables added with `after_commit` run, in order. Nesting is a
        mistake (the second would wait for the first for ever) and raises RuntimeError.
        """
        if _writing.get():
            raise RuntimeError("a transaction is already open in this task")
        token = _writing.set(True)
        try:
            with self._turn_to_write(), Session(self._writer, expire_on_commit=False) as session:
                with session.begin():
                    yield session
                    _finish(session)
                followers: list[Callable[[], None]] = session.info.get("after_commit", [])
        finally:
            _writing.reset(token)
        for follow in followers:
            follow()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading, on one snapshot; what it changes is lost, or refused."""
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._turn:
            yield


def before_commit(session: Session, key: Hashable, last: Callable[[], None]) -> None:
    """Run `last` at the end of the session's transaction, inside it: once for each `key`, whoever asks for it."""
    session.info.setdefault("before_commit", {})[key] = last


def _finish(session: Session) -> None:
    while asked := session.info.pop("before_commit", None):
        for last in asked.values():
            last()


def after_commit(session: Session, follow: Callable[[], None]) -> None:
    """Run `follow` once the session's transaction is on disk; never when it rolls back."""
    session.info.setdefault("after_commit", []).append(follow)


def changed(session: Session, statement: Executable) -> int:
    """Do what the statement says and return how many rows it changed."""
    result: Any = session.execute(statement)
    return int(result.rowcount)


def _sqlite_engine(url: str) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=sqlite, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for statement in (
        f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
    ):
        connection.execute(statement)


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get("begin_statement", "BEGIN")
    if statement == IMMEDIATE:
        _begin_writing(connection)
    else:
        connection.exec_driver_sql(statement)


def _begin_writing(connection: Connection) -> None:
    """Begin as soon as no other process writes; SQLAlchemy's OperationalError after BUSY_TIMEOUT_MS."""
    driver: Any = connection.connection.driver_connection
    deadline, pause = time.monotonic() + BUSY_TIMEOUT_MS / 1000, SHORTEST_PAUSE
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < deadline:
            try:
                driver.execute(IMMEDIATE)
            except sqlite.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite.SQLITE_BUSY:
                    raise
            else:
                return
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        connection.exec_driver_sql(IMMEDIATE)
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _postgresql_engine(url: str) -> Engine:
    psycopg_url = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(
        psycopg_url,
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        connect_args=POSTGRESQL_LIMITS,
        hide_parameters=True,
    )


def current_database() -> Database:
    """The running application's database."""
    database: Database = current_app.extensions["database"]
    return database


def transaction() -> Any:
    """`with transaction() as session:` on the running application's database; see `Database.transaction`."""
    return current_database().transaction()


def reading() -> Any:
    """`with reading() as session:` on the running application's database; see `Database.reading`."""
    return current_database().reading()
