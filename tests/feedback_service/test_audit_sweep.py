"""Every hour the audit trail is verified from where the last sweep ended; a break is told once and stays told."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from feedback_service import audit, audit_sweep
from feedback_service.models import AuditCheck, AuditRecord, OutboundMessage
from feedback_service.storage import reading, transaction
from tests.conftest import make_settings
from tests.support import databases
from wsgi import create_app


def record_some(count: int = 5) -> None:
    for number in range(count):
        with transaction() as session:
            audit.record(session, "feedback.published", f"feedback:{number}")


def check() -> AuditCheck:
    with reading() as session:
        found = audit_sweep.state(session)
    assert found is not None
    return found


def test_a_sweep_goes_on_where_the_last_one_ended(each_app: Flask) -> None:
    with each_app.app_context():
        assert audit_sweep.sweep() == 0
        record_some(5)
        assert audit_sweep.sweep() == 5
        record_some(2)
        assert audit_sweep.sweep() == 2
        assert (check().verified_to, check().broken_at) == (7, None)
        assert check().verified_at is not None


def test_what_was_verified_is_read_again_part_by_part(each_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_sweep, "OLD_AT_ONCE", 2)
    with each_app.app_context():
        record_some(5)
        audit_sweep.sweep()
        with transaction() as session:
            session.execute(update(AuditRecord).where(AuditRecord.sequence == 4).values(action="x"))
        audit_sweep.sweep()
        assert (check().rechecked_to, check().broken_at) == (2, None)
        audit_sweep.sweep()
        assert (check().broken_at, check().broken_how) == (4, "changed")


def test_new_records_are_verified_in_parts_and_the_counter_at_the_end(
    each_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_sweep, "NEW_AT_ONCE", 3)
    with each_app.app_context():
        record_some(5)
        assert [audit_sweep.sweep() for _ in range(3)] == [3, 2, 0]
        with transaction() as session:
            session.execute(delete(AuditRecord).where(AuditRecord.sequence == 5))
        audit_sweep.sweep()
        assert (check().broken_at, check().broken_how) == (5, "missing")


@pytest.fixture
def on_call(sqlite_template: Path, tmp_path: Path) -> Flask:
    url = databases.copy_sqlite(sqlite_template, tmp_path)
    return create_app(make_settings(url, on_call_emails="night@example.org", on_call_numbers="+447700900123"))


def test_a_break_is_emailed_once_to_those_on_call_and_cleared_when_it_is_mended(on_call: Flask) -> None:
    with on_call.app_context():
        record_some(3)
        with transaction() as session:
            session.execute(update(AuditRecord).where(AuditRecord.sequence == 2).values(action="x"))
        for _ in range(2):
            audit_sweep.sweep()
        with reading() as session:
            [alert] = session.scalars(select(OutboundMessage)).all()
        assert (alert.channel, alert.address) == ("email", "night@example.org")
        assert alert.body.startswith("The audit trail is broken at record 2\n\nRecord 2: it was changed.")
        with transaction() as session:
            session.execute(update(AuditRecord).where(AuditRecord.sequence == 2).values(action="feedback.published"))
        audit_sweep.sweep()
        assert (check().broken_at, check().verified_to) == (None, 3)
