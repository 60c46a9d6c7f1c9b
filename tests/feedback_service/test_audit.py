"""Every decision is on record, and a changed record shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback_service import audit, audit_chain, audit_sweep
from feedback_service.audit import NO_HASH
from feedback_service.audit_chain import Break, Wrong
from feedback_service.models import AuditRecord, Counter
from feedback_service.storage import reading, transaction

Tamper = Callable[[Session, list[AuditRecord]], object]


def record_some(app: Flask, count: int = 5) -> None:
    with app.app_context():
        for number in range(count):
            with transaction() as session:
                audit.record(session, "feedback.published", f"feedback:{number}", details={"place": number})


def first_broken(app: Flask) -> Break | None:
    with app.app_context(), reading() as session:
        return audit_chain.first_broken(session)


def test_an_untouched_trail_is_whole(each_app: Flask) -> None:
    assert first_broken(each_app) is None
    record_some(each_app)
    assert first_broken(each_app) is None


def test_concurrent_records_form_one_chain(each_app: Flask) -> None:
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda _: record_some(each_app, 4), range(8)))
    assert first_broken(each_app) is None


def test_a_trail_is_whole_whenever_it_is_verified(each_app: Flask) -> None:
    with ThreadPoolExecutor(2) as people:
        recording = [people.submit(record_some, each_app, 60) for _ in range(2)]
        while not all(each.done() for each in recording):
            assert first_broken(each_app) is None
    assert first_broken(each_app) is None


def rows(app: Flask) -> list[AuditRecord]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(AuditRecord).order_by(AuditRecord.sequence)))


def write_anew(session: Session, records: list[AuditRecord], *, from_: int = 1, fresh_hashes: bool) -> None:
    """The whole table as somebody with its password writes it: numbered from 1, with hashes computed anew or not."""
    session.execute(delete(AuditRecord))
    previous = NO_HASH
    for number, each in enumerate(records, 1):
        names = ("at", "staff_id", "action", "subject", "details", "previous_hash", "hash")
        copy = AuditRecord(sequence=number, **{name: getattr(each, name) for name in names})
        if fresh_hashes and number >= from_:
            copy.previous_hash = previous
            copy.hash = audit.hash_of(copy)
        previous = copy.hash
        session.add(copy)


def forged(like: AuditRecord) -> AuditRecord:
    """A record that nobody wrote, whole in itself."""
    made = AuditRecord(
        sequence=like.sequence,
        at=like.at,
        action="feedback.viewed",
        subject="feedback:99",
        details={},
        previous_hash=like.previous_hash,
    )
    made.hash = audit.hash_of(made)
    return made


def change(session: Session, found: list[AuditRecord]) -> None:
    session.execute(update(AuditRecord).where(AuditRecord.sequence == 3).values(action="feedback.viewed"))


def change_details(session: Session, found: list[AuditRecord]) -> None:
    session.execute(update(AuditRecord).where(AuditRecord.sequence == 2).values(details={"place": 9}))


def change_with_its_hash(session: Session, found: list[AuditRecord]) -> None:
    record = session.get_one(AuditRecord, 3)
    record.subject = "feedback:77"
    record.hash = audit.hash_of(record)


def remove(number: int) -> Tamper:
    return lambda session, _: session.execute(delete(AuditRecord).where(AuditRecord.sequence == number))


def remove_all(session: Session, found: list[AuditRecord]) -> None:
    session.execute(delete(AuditRecord))


def remove_and_move_up(session: Session, found: list[AuditRecord]) -> None:
    write_anew(session, [*found[:2], *found[3:]], fresh_hashes=False)


def insert_in_the_middle(session: Session, found: list[AuditRecord]) -> None:
    write_anew(session, [*found[:3], forged(found[3]), *found[3:]], fresh_hashes=False)


def insert_before_the_first(session: Session, found: list[AuditRecord]) -> None:
    like = found[0]
    like.sequence = 0
    session.add(forged(like))


def append_behind_the_counter(session: Session, found: list[AuditRecord]) -> None:
    last = found[-1]
    made = AuditRecord(sequence=6, at=last.at, action="x", subject="y", details={}, previous_hash=last.hash)
    made.hash = audit.hash_of(made)
    session.add(made)


def swap(session: Session, found: list[AuditRecord]) -> None:
    write_anew(session, [found[0], found[3], found[2], found[1], found[4]], fresh_hashes=False)


def move_to_the_end(session: Session, found: list[AuditRecord]) -> None:
    write_anew(session, [found[0], *found[2:], found[1]], fresh_hashes=False)


def set_counter_back(session: Session, found: list[AuditRecord]) -> None:
    session.execute(update(Counter).where(Counter.name == "audit").values(value=4, note=found[3].hash))


def spoil_the_counters_hash(session: Session, found: list[AuditRecord]) -> None:
    session.execute(update(Counter).where(Counter.name == "audit").values(note="f" * 64))


@pytest.mark.parametrize(
    ("tamper", "number", "wrong"),
    [
        (change, 3, Wrong.CHANGED),
        (change_details, 2, Wrong.CHANGED),
        (change_with_its_hash, 3, Wrong.CHANGED),
        (remove(4), 4, Wrong.MISSING),
        (remove(5), 5, Wrong.MISSING),
        (remove(1), 1, Wrong.MISSING),
        (remove_all, 1, Wrong.MISSING),
        (remove_and_move_up, 3, Wrong.MISSING),
        (insert_in_the_middle, 4, Wrong.INSERTED),
        (insert_before_the_first, 0, Wrong.INSERTED),
        (append_behind_the_counter, 6, Wrong.INSERTED),
        (swap, 2, Wrong.REORDERED),
        (move_to_the_end, 2, Wrong.REORDERED),
        (set_counter_back, 5, Wrong.INSERTED),
        (spoil_the_counters_hash, 5, Wrong.COUNTER),
    ],
)
def test_a_tampered_trail_names_its_first_broken_record_and_what_is_wrong(
    each_app: Flask, tamper: Tamper, number: int, wrong: Wrong
) -> None:
    record_some(each_app)
    found = rows(each_app)
    with each_app.app_context(), transaction() as session:
        tamper(session, found)
    assert first_broken(each_app) == Break(number, wrong)


def test_the_command_names_the_broken_record_in_one_line(app: Flask) -> None:
    record_some(app)
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify"])
    assert (whole.exit_code, whole.output) == (0, "The audit trail is whole: 5 records.\n")
    with app.app_context(), transaction() as session:
        session.execute(update(AuditRecord).where(AuditRecord.sequence == 2).values(subject="feedback:77"))
    verdict = runner.invoke(args=["audit", "verify"])
    assert verdict.exit_code == 1
    assert verdict.output == "Error: The audit trail is broken at record 2: it was changed.\n"


def test_a_trail_written_anew_is_noticed_against_what_a_sweep_saw(each_app: Flask) -> None:
    record_some(each_app)
    found = rows(each_app)
    with each_app.app_context():
        audit_sweep.sweep()
        found[1].subject = "feedback:77"
        with transaction() as session:
            write_anew(session, found, fresh_hashes=True)
        last = rows(each_app)[-1]
        with transaction() as session:
            session.execute(update(Counter).where(Counter.name == "audit").values(note=last.hash))
    assert first_broken(each_app) is None, "by itself it is whole"
    verdict = each_app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (verdict.exit_code, "record 5" in verdict.output) == (1, True)
    with each_app.app_context():
        audit_sweep.sweep()
        with reading() as session:
            check = audit_sweep.state(session)
    assert (check.broken_at, check.broken_how) == (5, "rewritten")
