"""A new password for who forgot theirs: a link by email, good once and for two hours.

The page says the same whether or not an address belongs to somebody: nobody reads there who works here. Where it does,
the answer takes a few rows longer; how often anybody may ask is counted.
"""

import secrets
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import PasswordReset, Staff
from feedback_service.passwords import hash_password
from feedback_service.staff import normal_email
from feedback_service.storage import reading, transaction
from moderation.auth import choosing, sessions
from moderation.auth.links import letters
from moderation.auth.sessions import TOKEN_BYTES, hashed
from moderation.changing import NotPossible

LASTS = timedelta(hours=2)


def ask(email: str) -> None:
    """Send the link to whoever works here under this address; nothing else happens for anybody else."""
    with transaction() as session:
        staff = session.scalars(select(Staff).where(Staff.email == normal_email(email))).one_or_none()
        if staff is None or not staff.active:
            audit.record(session, "staff.password_asked", "staff:unknown")
            return
        staff = sessions.lock_staff(session, staff.id)
        token = _draw(session, staff)
        audit.record(session, "staff.password_asked", f"staff:{staff.id}", staff_id=staff.id)
        letters.new_password(session, staff, token, _hours())


def make_link(staff_id: int, by: int) -> str | None:
    """A link for somebody else, asked for by an administrator: returned where no email goes out, else None."""
    with transaction() as session:
        staff = sessions.lock_staff(session, staff_id)
        token = _draw(session, staff)
        audit.record(session, "staff.password_link_made", f"staff:{staff.id}", staff_id=by)
        if not letters.goes_by_email():
            return letters.password_link(token)
        letters.new_password(session, staff, token, _hours())
        return None


def behind(token: str) -> Staff | None:
    """Whose password the link is for; None for a link that is unknown, used or over, and for who left."""
    with reading() as session:
        found = session.scalars(select(PasswordReset).where(*_is(token))).one_or_none()
        staff = session.get(Staff, found.staff_id) if found else None
        return staff if staff is not None and staff.active else None


def choose(token: str, password: str) -> int:
    """Put a new password in the place of the old one and end every session; returns whose. Raises NotPossible.

    The second factor stays: the link alone lets nobody in who has one.
    """
    staff = behind(token)
    if staff is None:
        raise NotPossible("token", _("This link was used already, or it is too old"))
    if wrong := choosing.objection(password, staff.email, staff.name):
        raise NotPossible("password", wrong)
    password_hash = hash_password(password)
    with transaction() as session:
        staff = sessions.lock_staff(session, staff.id)
        taken = update(PasswordReset).where(*_is(token)).values(ended_at=clock.now())
        if not staff.active or not session.execute(taken).rowcount:
            raise NotPossible("token", _("This link was used already, or it is too old"))
        staff.password_hash = password_hash
        _end_open(session, staff.id)
        sessions.end_all(session, staff.id)
        audit.record(session, "staff.password_reset", f"staff:{staff.id}", staff_id=staff.id)
        choosing.tell_changed(session, staff)
        return staff.id


def forget_old() -> int:
    """Delete links that are over; returns how many."""
    with transaction() as session:
        return int(session.execute(delete(PasswordReset).where(PasswordReset.expires_at < clock.now())).rowcount)


def _draw(session: Session, staff: Staff) -> str:
    """A fresh token; older links of the member, whom the caller locked, open nothing any more."""
    _end_open(session, staff.id)
    token, moment = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    session.add(
        PasswordReset(token_hash=hashed(token), staff_id=staff.id, created_at=moment, expires_at=moment + LASTS)
    )
    return token


def _end_open(session: Session, staff_id: int) -> None:
    mine = PasswordReset.staff_id == staff_id, PasswordReset.ended_at.is_(None)
    session.execute(update(PasswordReset).where(*mine).values(ended_at=clock.now()))


def _is(token: str) -> tuple:
    return (
        PasswordReset.token_hash == hashed(token),
        PasswordReset.ended_at.is_(None),
        PasswordReset.expires_at > clock.now(),
    )


def _hours() -> int:
    return int(LASTS.total_seconds() // 3600)
