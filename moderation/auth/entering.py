"""The way in: what each proof leads to, and that of several at the same moment exactly one gets in.

password ──► no second factor ─────────────────────────► session
         ├─► must have one, has none ──► session that opens only the set-up
         └─► half (a token in the cookie, its row here, ten minutes)
               ├─ code of the app, recovery code ──► session
               └─ passkey ─────────────────────────► session
passkey alone, the device checked the person ──────────► session
the trust's own sign-in (`oidc`) ──────────────────────► session
"""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit
from feedback_service.models import Staff
from feedback_service.passwords import hash_password, needs_rehash, password_fits
from feedback_service.staff import normal_email
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import SignedInBy
from moderation.auth import attempts, sessions
from moderation.auth.attempts import Purpose
from moderation.auth.factors import having, recovery, totp
from moderation.auth.passkeys import keeping
from moderation.auth.passkeys.ceremony import Proved
from moderation.auth.sessions import Member


@dataclass(frozen=True)
class Half:
    """The password was right; the second factor is asked for next. The browser gets the token."""

    token: str


@dataclass(frozen=True)
class Waiting:
    """Who is half signed in, and what they can prove the rest with."""

    staff_id: int
    has_app: bool
    has_passkey: bool


class Refused(Enum):
    """Why a step led nowhere."""

    WRONG = "wrong"
    OVER = "over"


def by_password(email: str, password: str) -> Member | Half | None:
    """The first step, or all of it; None when the address and the password do not belong together.

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
        note_failure(staff.id if staff else None, "password")
        return None
    fresh_hash = hash_password(password) if needs_rehash(staff.password_hash) else None
    with transaction() as session:
        present = sessions.lock_staff(session, staff.id)
        if not present.active or present.password_hash != staff.password_hash:
            # Changed while the old one was being checked: every session ended then, and none may begin after it.
            return None
        if fresh_hash is not None:
            present.password_hash = fresh_hash
        if having.has_any(session, staff.id):
            return Half(attempts.begin(session, Purpose.SECOND_FACTOR, staff.id))
        return sessions.start(session, present, SignedInBy.PASSWORD)


def waiting(token: str | None) -> Waiting | None:
    """Who holds this token of a sign-in half done; None once it is over."""
    with reading() as session:
        attempt = attempts.look(session, Purpose.SECOND_FACTOR, token)
        if attempt is None or attempt.staff_id is None:
            return None
        staff_id = attempt.staff_id
        return Waiting(staff_id, having.has_app(session, staff_id), having.has_passkey(session, staff_id))


def by_code(token: str | None, code: str) -> Member | Refused:
    """The second step with a code of the app, or a recovery code."""
    half = waiting(token)
    if half is None:
        return Refused.OVER
    with transaction() as session:
        staff = sessions.lock_staff(session, half.staff_id)
        by = _proof(session, staff.id, code)
        if by is not None:
            if not staff.active or attempts.use(session, Purpose.SECOND_FACTOR, token) is None:
                return Refused.OVER
            if by == SignedInBy.RECOVERY_CODE:
                audit.record(session, "staff.recovery_code_used", f"staff:{staff.id}", staff_id=staff.id)
            return sessions.start(session, staff, by)
    note_failure(half.staff_id, "code")
    return Refused.WRONG


def by_passkey(proved: Proved, token: str | None) -> Member | Refused:
    """With a passkey: alone, or as the second step of the sign-in that `token` names."""
    with transaction() as session:
        staff = sessions.lock_staff(session, proved.staff_id)
        if not proved.alone:
            attempt = attempts.use(session, Purpose.SECOND_FACTOR, token)
            if attempt is None or attempt.staff_id != staff.id:
                return Refused.OVER
        if staff.active and keeping.use(session, proved):
            return sessions.start(session, staff, SignedInBy.PASSKEY)
    note_failure(proved.staff_id, "passkey")
    return Refused.WRONG


def note_failure(staff_id: int | None, step: str) -> None:
    """Put on record that somebody tried and did not get in."""
    with transaction() as session:
        audit.record(session, "staff.sign_in_failed", f"staff:{staff_id or 'unknown'}", details={"step": step})


def _proof(session: Session, staff_id: int, code: str) -> SignedInBy | None:
    if totp.use(session, staff_id, code):
        return SignedInBy.CODE
    return SignedInBy.RECOVERY_CODE if recovery.use(session, staff_id, code) else None
