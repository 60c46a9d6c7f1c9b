"""Every decision is on record, and a changed record shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete, update

from feedback_service import audit
from feedback_service.models import AuditRecord
from feedback_service.storage import reading, transaction


def record_some(app: Flask, count: int = 5) -> None:
    with app.app_context():
        for number in range(count):
            with transaction() as session:
                audit.record(session, "feedback.published", f"feedback:{number}", details={"place": number})


def first_broken(app: Flask) -> int | None:
    with app.app_context(), reading() as session:
        return audit.first_broken(session)


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


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda: update(AuditRecord).where(AuditRecord.sequence == 3).values(action="feedback.viewed"), 3),
        (lambda: update(AuditRecord).where(AuditRecord.sequence == 2).values(details={"place": 9}), 2),
        (lambda: delete(AuditRecord).where(AuditRecord.sequence == 4), 4),
        (lambda: delete(AuditRecord).where(AuditRecord.sequence == 5), 5),
        (lambda: delete(AuditRecord), 1),
    ],
    ids=["changed action", "changed details", "removed in the middle", "removed at the end", "removed all"],
)
def test_a_tampered_trail_names_its_first_broken_record(each_app: Flask, tamper: Callable, named: int) -> None:
    record_some(each_app)
    with each_app.app_context(), transaction() as session:
        session.execute(tamper())
    assert first_broken(each_app) == named


def test_the_command_names_the_broken_record(app: Flask) -> None:
    record_some(app)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    with app.app_context(), transaction() as session:
        session.execute(update(AuditRecord).where(AuditRecord.sequence == 2).values(subject="feedback:77"))
    verdict = runner.invoke(args=["audit", "verify"])
    assert verdict.exit_code == 1
    assert "record 2" in verdict.output
