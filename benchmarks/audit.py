"""The audit trail at length: how long verifying takes and how much memory, and how long the page of the trail takes."""

import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import insert, update

from config.settings import Settings
from feedback_service import audit, audit_chain, audit_sweep
from feedback_service.models import AuditRecord, Counter
from feedback_service.staff import add_staff
from feedback_service.storage import Database, reading, transaction
from feedback_service.storage.migrate import upgrade
from feedback_service.vocabulary import Role
from moderation.audit import queries
from moderation.audit.queries import Wanted
from wsgi import create_app

SIZES = (10_000, 1_000_000)
BATCH = 20_000
TIMES = 15
STAFF = 5
ACTIONS = ("feedback.viewed", "feedback.viewed", "feedback.published", "feedback.hidden", "queue.viewed")
START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2026, 3, 1)
SEARCHES = {
    "the newest": Wanted(),
    "one member's": Wanted(staff="2"),
    "one kind": Wanted(action="feedback.hidden"),
    "one member's of one kind on a day": Wanted("2", "feedback.hidden", None, DAY, DAY),
    "about one feedback": Wanted(subject="feedback:77"),
    "that never was": Wanted(action="place.retired", first_day=DAY),
}


def measure(folder: Path) -> tuple[str, list[str]]:
    """The report's section, and a line where a whole trail was called broken."""
    lines, problems = ["Audit trail, SQLite: verifying it all, and one page of it (50 records)"], []
    for size in SIZES:
        app = _app(folder / f"audit-{size}.sqlite3")
        with app.app_context():
            _fill(size)
            started, before = time.perf_counter(), _megabytes()
            with reading() as session:
                broken = audit_chain.first_broken(session)
            taken = time.perf_counter() - started
            if broken is not None:
                problems.append(f"audit: a whole trail of {size} was called broken at {broken}")
            lines.append(f"{size:>10,} records: verified in {taken:.1f} s, {_megabytes() - before:.0f} MB more memory")
            started = time.perf_counter()
            audit_sweep.sweep()
            lines.append(f"{'':11}one sweep: {time.perf_counter() - started:.1f} s")
            lines += [f"{'':11}{name}: {_page(wanted):.1f} ms" for name, wanted in SEARCHES.items()]
        app.extensions["database"].engine.dispose()
    return "\n".join(lines), problems


def _app(path: Path) -> Flask:
    url = f"sqlite:///{path}"
    database = Database(url)
    database.check_durability()
    upgrade(database.engine)
    database.engine.dispose()
    values = {"secret_key": "for measuring only, long enough", "field_keys": Fernet.generate_key().decode()}
    return create_app(Settings(_env_file=None, database_url=url, embedded_scheduler=False, **values))  # type: ignore[arg-type]


def _fill(size: int) -> None:
    """A whole trail, written as the product would, but many at once."""
    for number in range(STAFF):
        add_staff(f"member{number}@example.org", f"Member {number}", Role.MODERATOR, "correct horse battery staple")
    with transaction() as session:
        session.execute(AuditRecord.__table__.delete())
        last = audit.NO_HASH
        for batch in _batches(size):
            session.execute(insert(AuditRecord), batch)
            last = batch[-1]["hash"]
        session.execute(update(Counter).where(Counter.name == "audit").values(value=size, note=last))


def _batches(size: int) -> Iterator[list[dict[str, object]]]:
    previous, batch = audit.NO_HASH, []
    for number in range(1, size + 1):
        entry = AuditRecord(
            sequence=number,
            at=START + timedelta(seconds=10 * number),
            staff_id=1 + number % STAFF,
            action=ACTIONS[number % len(ACTIONS)],
            subject=f"feedback:{1 + number % (size // 20)}",
            details={"original": True},
            previous_hash=previous,
        )
        previous = audit.hash_of(entry)
        names = ("sequence", "at", "staff_id", "action", "subject", "details", "previous_hash")
        batch.append({**{name: getattr(entry, name) for name in names}, "hash": previous})
        if len(batch) == BATCH or number == size:
            yield batch
            batch = []


def _page(wanted: Wanted) -> float:
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        with reading() as session:
            queries.page(session, wanted)
        taken.append(1000 * (time.perf_counter() - started))
    return median(taken)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
