"""Claims: rows of a table, so that every process knows the same ones.

    a page is served ───────> held for SERVED, with no script at all
    its socket says "open" ─> held while the socket lives, renewed every RENEWED, gone with it or after LIVES
    "Take it" ──────────────> held on purpose until let go, decided, taken over, or a shift later; on record

A claim counts while its sign-in lasts. Locks are taken in the order feedback, claims, audit counter.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback_service import audit, clock, lifecycle
from feedback_service.models import Claim, Feedback, Staff
from feedback_service.storage import after_commit, current_database, transaction
from feedback_service.vocabulary import Role
from moderation.auth.sessions import Member
from moderation.permissions import may_open

SERVED = timedelta(minutes=2)
LIVES = timedelta(seconds=60)
RENEWED = timedelta(seconds=20)
SHIFT = timedelta(hours=8)
NO_SOCKET, TAKEN = "", "taken"


class Unknown(Exception):
    """There is no such feedback, or the member may not open it."""


@dataclass(frozen=True)
class Outcome:
    """Of wanting to take it: `held_by` is the name of the colleague who has it, None where the member has it now."""

    held_by: str | None = None


def opened(session: Session, feedback_id: int, member: Member) -> None:
    """A page with this feedback is served to the member, within the caller's transaction."""
    _hold(session, feedback_id, member, NO_SOCKET, SERVED)


def keep_open(reference: str, member: Member, page: str) -> bool:
    """The socket `page` has this feedback open from now on, and no other; False where the member may not open it."""
    with transaction() as session:
        session.execute(delete(Claim).where(Claim.page == page))
        feedback_id = _openable(session, reference, member.role)
        if feedback_id is None:
            return False
        mine = Claim.feedback_id == feedback_id, Claim.session_id == member.session_id
        session.execute(delete(Claim).where(*mine, Claim.page == NO_SOCKET))
        _hold(session, feedback_id, member, page, LIVES)
    return True


def is_there(reference: str, member: Member) -> None:
    """A page without a socket asks for news: it is open still."""
    with transaction() as session:
        feedback_id = _openable(session, reference, member.role)
        if feedback_id is not None:
            _hold(session, feedback_id, member, NO_SOCKET, SERVED)


def close(page: str) -> None:
    """The socket is gone, or its page has nothing open."""
    with transaction() as session:
        gone: Any = session.execute(delete(Claim).where(Claim.page == page))
        if gone.rowcount:
            _tell(session)


def renew(pages: Collection[str]) -> None:
    """These sockets live. Rows that somebody is just changing are left to them: there is time for several rounds."""
    with transaction() as session:
        rows = select(Claim.id).where(Claim.page.in_(pages)).order_by(Claim.id).with_for_update(skip_locked=True)
        found = list(session.scalars(rows))
        session.execute(update(Claim).where(Claim.id.in_(found)).values(expires_at=clock.now() + LIVES))


def forget() -> int:
    """Delete what counts no more; returns how many. An idempotent sweep."""
    with transaction() as session:
        over = Claim.expires_at < clock.now()
        rows = select(Claim.id).where(over).order_by(Claim.id).with_for_update(skip_locked=True)
        found = list(session.scalars(rows))
        session.execute(delete(Claim).where(Claim.id.in_(found)))
        return len(found)


def take(reference: str, member: Member, held_by: int | None) -> Outcome:
    """Take it on purpose, from `held_by` where the member's page said so. Raises Unknown.

    Where meanwhile somebody else has it, they keep it.
    """
    with transaction() as session:
        feedback = _locked(session, reference, member)
        now_held = _taken(session, feedback.id)
        if now_held is not None and now_held.staff_id == member.id:
            return Outcome()
        if now_held is not None and now_held.staff_id != held_by:
            return Outcome(session.get_one(Staff, now_held.staff_id).name)
        if now_held is not None:
            session.delete(now_held)
            session.flush()
        _hold(session, feedback.id, member, TAKEN, SHIFT)
        action = "claim.taken_over" if now_held else "claim.taken"
        details = {"from": now_held.staff_id} if now_held else {}
        audit.record(session, action, f"feedback:{feedback.id}", staff_id=member.id, details=details)
    return Outcome()


def let_go(reference: str, member: Member) -> bool:
    """Whether the member had it on purpose; nobody has then. Raises Unknown."""
    with transaction() as session:
        feedback = _locked(session, reference, member)
        held = _taken(session, feedback.id)
        if held is None or held.staff_id != member.id:
            return False
        session.delete(held)
        audit.record(session, "claim.let_go", f"feedback:{feedback.id}", staff_id=member.id)
        _tell(session)
    return True


def release(session: Session, feedback_id: int, member: Member) -> None:
    """The member decides it, in the caller's transaction: nobody has it on purpose any more."""
    theirs = (Claim.staff_id == member.id) & (Claim.page == NO_SOCKET)
    session.execute(delete(Claim).where(Claim.feedback_id == feedback_id, theirs | Claim.deliberate))


def _locked(session: Session, reference: str, member: Member) -> Feedback:
    feedback = lifecycle.locked(session, reference)
    if feedback is None or not may_open(member.role, feedback):
        raise Unknown
    return feedback


def _taken(session: Session, feedback_id: int) -> Claim | None:
    """The claim on purpose, that of a session which is over as well: whoever takes it replaces it."""
    return session.scalars(select(Claim).where(Claim.feedback_id == feedback_id, Claim.deliberate)).one_or_none()


def _openable(session: Session, reference: str, role: Role) -> int | None:
    columns = select(Feedback).where(Feedback.reference == reference)
    feedback = session.scalars(columns).unique().one_or_none()
    return feedback.id if feedback is not None and may_open(role, feedback) else None


def _hold(session: Session, feedback_id: int, member: Member, page: str, lasts: timedelta) -> None:
    moment = clock.now()
    insert: Any = sqlite.insert if current_database().is_sqlite else postgresql.insert
    values = {
        "feedback_id": feedback_id,
        "staff_id": member.id,
        "session_id": member.session_id,
        "page": page,
        "since": moment,
        "expires_at": moment + lasts,
        "deliberate": page == TAKEN,
    }
    # Two tabs, or a double click: the second one only makes it last longer.
    session.execute(
        insert(Claim)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["feedback_id", "session_id", "page"], set_={"expires_at": values["expires_at"]}
        )
    )
    _tell(session)


def _tell(session: Session) -> None:
    after_commit(session, current_app.extensions["doorbell"].ring)
