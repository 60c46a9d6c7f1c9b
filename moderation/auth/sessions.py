"""Staff sessions: 256 random bits in the browser's signed cookie, their SHA-256 in the table.

Every sign-in draws a new token, so a session that somebody planted in a browser gains nothing. A
session ends when the member signs out, when its hours are over, and when the member is made inactive.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_login import UserMixin
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit, clock
from feedback_service.models import Staff, StaffSession
from feedback_service.staff import hash_password, needs_rehash, normal_email, password_fits
from feedback_service.storage import after_commit, reading, transaction
from feedback_service.vocabulary import Role

TOKEN_BYTES = 32
FORGET_AFTER = timedelta(days=30)


@dataclass(frozen=True, eq=False)
class Member(UserMixin):
    """Who is signed in; `session_id` names the sign-in, `token` is what the browser holds of it."""

    id: int
    name: str
    role: Role
    session_id: int
    token: str

    def get_id(self) -> str:
        """What Flask-Login puts in the cookie: the session's token, not the member."""
        return self.token


def sign_in(email: str, password: str) -> Member | None:
    """Start a session, or None when the address and the password do not belong together.

    An unknown address takes as long as a wrong password: hashing costs what verifying does. The
    password is checked before the transaction, which would hold up every other writer meanwhile.
    """
    with reading() as session:
        staff = session.scalars(select(Staff).where(Staff.email == normal_email(email))).one_or_none()
    if staff is None:
        hash_password(password)
        fits = False
    else:
        fits = password_fits(staff.password_hash, password)
    if staff is None or not fits or not staff.active:
        with transaction() as session:
            audit.record(session, "staff.sign_in_failed", f"staff:{staff.id if staff else 'unknown'}")
        return None
    fresh_hash = hash_password(password) if needs_rehash(staff.password_hash) else None
    return _start(staff.id, fresh_hash)


def _start(staff_id: int, fresh_hash: str | None) -> Member:
    settings: Settings = current_app.extensions["settings"]
    token, moment = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    with transaction() as session:
        staff = session.get_one(Staff, staff_id)
        if fresh_hash is not None:
            staff.password_hash = fresh_hash
        started = StaffSession(
            token_hash=_hash(token),
            staff_id=staff.id,
            created_at=moment,
            expires_at=moment + timedelta(hours=settings.session_hours),
        )
        session.add(started)
        session.flush()
        audit.record(session, "staff.signed_in", f"staff:{staff.id}", staff_id=staff.id)
        return Member(staff.id, staff.name, Role(staff.role), started.id, token)


def find(token: str) -> Member | None:
    """Who holds this token, or None once the session is over."""
    with reading() as session:
        statement = select(StaffSession).where(StaffSession.token_hash == _hash(token), *_is_live())
        found = session.scalars(statement.join(Staff)).unique().one_or_none()
    if found is None:
        return None
    return Member(found.staff_id, found.staff.name, Role(found.staff.role), found.id, token)


def end(member: Member) -> None:
    """Sign out: from now on the token opens nothing, and open pages are told."""
    with transaction() as session:
        session.get_one(StaffSession, member.session_id).ended_at = clock.now()
        audit.record(session, "staff.signed_out", f"staff:{member.id}", staff_id=member.id)
        after_commit(session, current_app.extensions["doorbell"].ring)


def still_live(session: Session, session_ids: Collection[int]) -> set[int]:
    """Those of the sessions that are not over."""
    statement = select(StaffSession.id).join(Staff).where(StaffSession.id.in_(session_ids), *_is_live())
    return set(session.scalars(statement))


def forget_old() -> int:
    """Delete sessions that were over FORGET_AFTER ago; returns how many. The audit trail keeps the sign-ins."""
    with transaction() as session:
        over = StaffSession.expires_at < clock.now() - FORGET_AFTER
        return int(session.execute(delete(StaffSession).where(over)).rowcount)


def _is_live() -> tuple[ColumnElement[bool], ...]:
    return (StaffSession.ended_at.is_(None), StaffSession.expires_at > clock.now(), Staff.active.is_(True))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
