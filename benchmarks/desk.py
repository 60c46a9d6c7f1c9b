"""The queue and its search at two sizes, on both databases: a page must cost what it shows, not what there ever was.

Every page is asked for through the whole application in this process (sign-in, the queries, decryption, the template,
the record of whose words were shown), the two sizes in turn. PostgreSQL is found at BENCH_POSTGRESQL_URL.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks import desk_filling
from benchmarks.desk_texts import COMMON, MEDIUM, OTHER, RARE
from benchmarks.report import row, table
from config.settings import Settings
from feedback_service.models import Staff
from feedback_service.staff import add_staff
from feedback_service.storage import Database, transaction
from feedback_service.storage.migrate import upgrade
from feedback_service.vocabulary import Role, SignedInBy
from moderation.auth import sessions
from wsgi import create_app

SMALL, LARGE = 10_000, 1_000_000
REPEATS = 7
MOST = 2.0
"""How many times as long a page may take at LARGE."""
POSTGRESQL = os.environ.get("BENCH_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
FIELD_KEY = "YmVuY2htYXJrcyBvbmx5LCBub3RoaW5nIHNlY3JldCE="
EMAIL, PASSWORD = "amina@example.org", "an invented password for measurements"
PAGES = {
    "the queue as it opens": "/staff/",
    "tab: to answer": "/staff/?tab=answer",
    "tab: promises": "/staff/?tab=promises",
    "tab: texts not delivered": "/staff/?tab=undelivered",
    "tab: published": "/staff/?tab=published",
    "tab: private": "/staff/?tab=private",
    "tab: everything": "/staff/?tab=all",
    "nothing new (live update)": "/staff/queue/fragment?state={state}",
    "filter: a site, to decide": "/staff/?place=4",
    "filter: overdue, everything": "/staff/?tab=all&overdue=1",
    "filter: site, language, published": "/staff/?tab=published&place=4&language=pa",
    "filter: four, everything": "/staff/?tab=all&place=4&language=pl&channel=sms&consent=yes",
    f"search: rare ({RARE})": f"/staff/?q={RARE}",
    f"search: medium ({MEDIUM})": f"/staff/?q={MEDIUM}",
    f"search: common ({COMMON})": f"/staff/?q={COMMON}",
    f"search: two words ({COMMON} {OTHER})": f"/staff/?q={COMMON}+{OTHER}",
    "search: two words, one rare": f"/staff/?q={COMMON}+{RARE}",
    "search: common, to decide": f"/staff/?tab=decide&q={COMMON}",
    "search: common, in a place": f"/staff/?tab=all&place=17&q={COMMON}",
    "search: nothing has it": "/staff/?q=xylophone",
}


@dataclass(frozen=True)
class Took:
    """What a page took in milliseconds: by the clock, and of the processors (this process and PostgreSQL's)."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Side:
    """One size, signed in. `servers` are the processes of PostgreSQL that work for it, by their numbers."""

    app: Flask
    client: FlaskClient
    state: str
    servers: tuple[int, ...] = ()

    def took(self, address: str) -> Took:
        """From the request to the last byte."""
        address = address.format(state=self.state)
        if "q=" in address:
            # Leads on to the address where the words are sealed.
            address = self.client.get(address).headers["Location"]
        started, used = time.perf_counter(), self._used()
        answer = self.client.get(address)
        took = Took(1000 * (time.perf_counter() - started), 1000 * (self._used() - used))
        if answer.status_code not in {200, 204}:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return took

    def _used(self) -> float:
        """Seconds of the processors so far. What the kernel does not tell of a server elsewhere is left out."""
        files = [Path(f"/proc/{number}/schedstat") for number in self.servers]
        theirs = sum(int(each.read_text().split()[0]) for each in files if each.exists())
        return time.process_time() + theirs / 1e9


def measure(rounds: int, folder: Path, sizes: tuple[int, int] = (SMALL, LARGE)) -> tuple[str, list[str]]:
    """The report's section, and a line for each page that takes more than MOST times as long.

    What was filled before in BENCH_DESK_FOLDER is used again: filling takes minutes.
    """
    kept = os.environ.get("BENCH_DESK_FOLDER")
    folder = Path(kept) if kept else folder
    folder.mkdir(parents=True, exist_ok=True)
    sections, slow = [], []
    for name, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        try:
            with opened(sizes[0], folder, bool(kept)) as small, opened(sizes[1], folder, bool(kept)) as large:
                section, found = _compare(name, rounds, sizes, small, large)
        except psycopg.OperationalError:
            section, found = f"The desk on {name}: not measured, nothing answers at {POSTGRESQL}", []
        sections.append(section)
        slow += found
    return "\n\n".join(sections), slow


def _compare(name: str, rounds: int, sizes: tuple[int, int], small: Side, large: Side) -> tuple[str, list[str]]:
    by_processor, by_clock, slow = [], [], []
    for label, address in PAGES.items():
        both = [(_quickest(large, address), _quickest(small, address)) for _ in range(rounds)]
        by_processor.append(row(label, "processor", both))
        by_clock.append(row(label, "clock", both))
        ratio = median(ours.processor / theirs.processor for ours, theirs in both)
        if ratio > MOST:
            slow.append(f"desk: {label} on {name} takes {ratio:.1f} times as long with {sizes[1]:,} feedback")
    heads = {"product": f"{sizes[1]:,}", "ratio": "ratio"}
    note = f"Each figure: the quickest of {REPEATS} requests, the two sizes in turn, in each of {rounds} rounds."
    return "\n\n".join(
        [
            table(f"The desk on {name}: one page, ms of the processors", f"{sizes[0]:,}", by_processor, [], **heads),
            table(f"The desk on {name}: one page, ms by the clock", f"{sizes[0]:,}", by_clock, [note], **heads),
        ]
    ), slow


def _quickest(side: Side, address: str) -> Took:
    taken = [side.took(address) for _ in range(REPEATS)]
    return Took(min(each.clock for each in taken), min(each.processor for each in taken))


@contextmanager
def _sqlite(size: int, folder: Path, is_kept: bool) -> Iterator[Side]:
    path = folder / f"desk-{size}.sqlite3"
    yield _ready(f"sqlite:///{path}", size, is_filled=is_kept and path.exists())


@contextmanager
def _postgresql(size: int, _folder: Path, is_kept: bool) -> Iterator[Side]:
    name = f"feedback_service_desk_{size}"
    with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3) as administrator:
        is_there = administrator.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        is_filled = is_kept and is_there is not None
        if not is_filled:
            administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            administrator.execute(f"CREATE DATABASE {name}")
        side = None
        try:
            side = _ready(POSTGRESQL.rsplit("/", 1)[0] + f"/{name}", size, is_filled=is_filled)
            yield side
        finally:
            if side:
                side.app.extensions["database"].engine.dispose()
            if not is_kept:
                administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _ready(address: str, size: int, *, is_filled: bool) -> Side:
    database = Database(address)
    database.check_durability()
    upgrade(database.engine)
    database.engine.dispose()
    settings = Settings(
        _env_file=None,
        secret_key="a secret for measurements only, long enough",
        field_keys=FIELD_KEY,
        database_url=address,
        sign_in_limit="100000 per minute",
        embedded_scheduler=False,
    )
    app = create_app(settings)
    if not is_filled:
        print(f"Filling a database with {size:,} feedback …", file=sys.stderr)
        desk_filling.fill(app, size, lambda: add_staff(EMAIL, "Amina", Role.MODERATOR, PASSWORD))
    return _signed_in(app)


def _signed_in(app: Flask) -> Side:
    client = app.test_client()
    with app.test_request_context(), transaction() as session:
        number = session.scalars(select(Staff.id).where(Staff.email == EMAIL)).one()
        # As by a trust's own sign-in, so that no second factor has to be set up first.
        member = sessions.start(session, sessions.lock_staff(session, number), SignedInBy.PROVIDER)
    with client.session_transaction() as browser:
        browser["_user_id"], browser["_fresh"] = member.token, True
    page = client.get("/staff/").get_data(as_text=True)
    state = re.search(r'data-queue [^>]*data-state="([^"]+)"', page)
    if state is None:
        raise RuntimeError("the queue does not open")
    return Side(app, client, state.group(1), _servers(app))


def _servers(app: Flask) -> tuple[int, ...]:
    """The processes of PostgreSQL behind the application's connections: the pages use no more than there are now."""
    database: Database = app.extensions["database"]
    if database.is_sqlite:
        return ()
    with database.engine.connect() as connection:
        mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        return tuple(connection.exec_driver_sql(mine).scalars())
