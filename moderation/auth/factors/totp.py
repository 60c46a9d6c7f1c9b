"""Codes of an authenticator app (RFC 6238): six digits, a new one each half minute.

A code is taken from the half minute before to the one after, for clocks that differ. The half minute of the code used
last is kept, and only a later one opens the door again: who looks over a shoulder gains nothing.
"""

import hmac
from datetime import timedelta

import pyotp
from flask import current_app
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit, clock
from feedback_service.models import Staff, TotpSecret
from feedback_service.storage import changed

STEP_SECONDS = 30
WINDOW = (0, -1, 1)
DIGITS = 6
SET_UP_LASTS = timedelta(minutes=10)


def begin(session: Session, staff_id: int) -> bool:
    """Draw a fresh secret to put into an app; it opens nothing before a first code confirmed it. False where there is
    an app already.
    """
    found = session.get(TotpSecret, staff_id, with_for_update=True)
    if found is None:
        found = TotpSecret(staff_id=staff_id)
        session.add(found)
    elif found.confirmed_at is not None:
        return False
    found.secret, found.created_at, found.last_counter = pyotp.random_base32(), clock.now(), 0
    return True


def unconfirmed(session: Session, staff_id: int) -> str | None:
    """The secret that waits for its first code, while it is fresh: nobody confirms one that somebody else began."""
    found = session.get(TotpSecret, staff_id)
    is_fresh = found is not None and found.confirmed_at is None and found.created_at > clock.now() - SET_UP_LASTS
    return found.secret if found is not None and is_fresh else None


def address(secret: str, staff: Staff) -> str:
    """What the QR code holds: the app shows the service's name and the member's address."""
    settings: Settings = current_app.extensions["settings"]
    return pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=settings.service_name)


def confirm(session: Session, staff_id: int, code: str) -> bool:
    """Take the app into use once its first code fits."""
    if unconfirmed(session, staff_id) is None or not _use(session, staff_id, code, is_confirmed=False):
        return False
    session.execute(update(TotpSecret).where(TotpSecret.staff_id == staff_id).values(confirmed_at=clock.now()))
    audit.record(session, "staff.app_added", f"staff:{staff_id}", staff_id=staff_id)
    return True


def use(session: Session, staff_id: int, code: str) -> bool:
    """Whether the code is one of the member's app, used up with this transaction: it fits once."""
    return _use(session, staff_id, code, is_confirmed=True)


def remove(session: Session, staff_id: int) -> None:
    """Forget the app, and one that waits for its first code."""
    session.execute(delete(TotpSecret).where(TotpSecret.staff_id == staff_id))


def _use(session: Session, staff_id: int, code: str, *, is_confirmed: bool) -> bool:
    found = session.get(TotpSecret, staff_id)
    if found is None or (found.confirmed_at is not None) != is_confirmed:
        return False
    counter = _counter_of(found.secret, code)
    if counter is None:
        return False
    # The condition stands in the statement: of two at the same moment the second finds the counter moved.
    mine = TotpSecret.staff_id == staff_id, TotpSecret.last_counter < counter
    state = TotpSecret.confirmed_at.is_not(None) if is_confirmed else TotpSecret.confirmed_at.is_(None)
    return changed(session, update(TotpSecret).where(*mine, state).values(last_counter=counter)) == 1


def _counter_of(secret: str, code: str) -> int | None:
    """The half minute that the code belongs to, of those that count now; compared in constant time."""
    digits = "".join(each for each in code if not each.isspace())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    present = int(clock.now().timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    fitting = [step for step in WINDOW if hmac.compare_digest(app.generate_otp(present + step), digits)]
    return present + fitting[0] if fitting else None
