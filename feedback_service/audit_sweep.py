"""The hourly sweep over the audit trail: what is new is verified, and a part of what is old once more.

How far it came is kept in one row with the hash of the last record there, so that the next sweep goes on from it, and
so that a trail that somebody wrote anew, counter and all, is noticed. A break is told to those on call once, stands at
the desk of administrators until it is mended, and is never passed over: the sweep stays in front of it.
"""

from dataclasses import dataclass

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.audit import NO_HASH
from feedback_service.audit_chain import Break, Head, counter_break, still_there, walk
from feedback_service.models import AuditCheck
from feedback_service.safety import on_call
from feedback_service.scheduler import Job
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel

NEW_AT_ONCE = 100_000
OLD_AT_ONCE = 20_000
"""Records in one sweep: half a second of work each twenty thousand, so that a million is gone through in two days."""
ROW = 1
log = structlog.get_logger()


@dataclass(frozen=True)
class _Found:
    head: Head
    rechecked: Head
    broken: Break | None


def sweep() -> int:
    """Verify what is new and a part of the rest; returns how many records were new. An idempotent sweep."""
    with reading() as session:
        known = state(session)
        found = _look(session, known)
    with transaction() as session:
        check = _row(session)
        is_news = found.broken is not None and check.broken_at is None
        check.verified_to, check.head_hash = found.head.sequence, found.head.hash
        check.rechecked_to, check.rechecked_hash = found.rechecked.sequence, found.rechecked.hash
        check.broken_at = found.broken.sequence if found.broken else None
        check.broken_how = str(found.broken.wrong) if found.broken else None
        if found.broken is None:
            check.verified_at, check.broken_found_at = clock.now(), None
        elif is_news:
            check.broken_found_at = clock.now()
            _tell(session, found.broken)
    return found.head.sequence - (known.verified_to if known else 0)


def state(session: Session) -> AuditCheck | None:
    """How far the trail was verified, and what was found; None before the first sweep."""
    return session.get(AuditCheck, ROW)


def verified_head(session: Session) -> Head:
    """The last record that a sweep verified."""
    known = state(session)
    return Head(known.verified_to, known.head_hash or NO_HASH) if known else Head()


def jobs() -> list[Job]:
    """The sweep, every hour."""
    return [Job("verify_audit_trail", 3600, sweep)]


def _look(session: Session, known: AuditCheck | None) -> _Found:
    head = Head(known.verified_to, known.head_hash or NO_HASH) if known else Head()
    again = Head(known.rechecked_to, known.rechecked_hash or NO_HASH) if known else Head()
    if again.sequence >= head.sequence:
        again = Head()
    old = walk(session, again, most=OLD_AT_ONCE, up_to=head.sequence)
    gone = old.broken or still_there(session, head)
    if gone is not None:
        return _Found(head, again, gone)
    new = walk(session, head, most=NEW_AT_ONCE)
    is_at_the_end = new.head.sequence - head.sequence < NEW_AT_ONCE
    broken = new.broken or (counter_break(session, new.head) if is_at_the_end else None)
    return _Found(head if broken else new.head, old.head, broken)


def _row(session: Session) -> AuditCheck:
    found = session.get(AuditCheck, ROW, with_for_update=True)
    if found is None:
        found = AuditCheck(id=ROW)
        session.add(found)
        session.flush()
    return found


def _tell(session: Session, broken: Break) -> None:
    """To those on call by email: it is serious, and nobody's life hangs on it tonight."""
    settings: Settings = current_app.extensions["settings"]
    log.error("audit_trail_broken", record=broken.sequence, wrong=str(broken.wrong))
    words = (
        f"The audit trail is broken at record {broken.sequence}\n\n"
        f"{str(broken).capitalize()}. Nothing was mended by itself. See {settings.public_url}/staff/audit and run "
        "`flask --app wsgi audit verify`; keep a copy of the database before anything else is done.\n"
    )
    for each in on_call.everybody(settings):
        if each.channel == Channel.EMAIL:
            outbox.alert(session, each.channel, each.address, words, None)
