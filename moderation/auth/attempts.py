"""Sign-ins half done, and challenges that wait for their answer: kept here, used once, over after ten minutes.

The browser holds a token in its signed cookie; it is worth nothing but the next step.
"""

import secrets
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import SignInAttempt
from feedback_service.storage import changed, transaction
from moderation.auth.sessions import TOKEN_BYTES, hashed

LASTS = timedelta(minutes=10)


class Purpose(StrEnum):
    """What the token is for; the name is also what the browser's cookie calls it."""

    SECOND_FACTOR = "second_factor"
    PASSKEY = "passkey"
    NEW_PASSKEY = "new_passkey"
    PROVIDER = "provider"
    PROVIDER_OUT = "provider_out"


def fresh_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def begin(
    session: Session, purpose: Purpose, staff_id: int | None = None, secret: str = "", token: str | None = None
) -> str:
    """A new attempt; returns its token, a fresh one unless given."""
    token = token or fresh_token()
    expires_at = clock.now() + LASTS
    session.add(
        SignInAttempt(
            token_hash=hashed(token), purpose=purpose, staff_id=staff_id, secret=secret, expires_at=expires_at
        )
    )
    return token


def look(session: Session, purpose: Purpose, token: str | None) -> SignInAttempt | None:
    """The attempt while it is open; None for a token that is unknown, used or over."""
    return session.scalars(select(SignInAttempt).where(*_open(purpose, token))).one_or_none() if token else None


def use(session: Session, purpose: Purpose, token: str | None) -> SignInAttempt | None:
    """The attempt, used up with this transaction: of several at the same moment exactly one gets it."""
    attempt = look(session, purpose, token)
    if attempt is None:
        return None
    take = update(SignInAttempt).where(*_open(purpose, token)).values(used_at=clock.now())
    return attempt if changed(session, take) == 1 else None


def forget_old() -> int:
    """Delete what is over; returns how many."""
    with transaction() as session:
        return int(session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at < clock.now())).rowcount)


def _open(purpose: Purpose, token: str | None) -> tuple[ColumnElement[bool], ...]:
    return (
        SignInAttempt.token_hash == hashed(token or ""),
        SignInAttempt.purpose == purpose,
        SignInAttempt.used_at.is_(None),
        SignInAttempt.expires_at > clock.now(),
    )
