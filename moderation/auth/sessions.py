"""Staff sessions: 256 random bits in the browser's signed cookie, their SHA-256 in the table.

Every sign-in, and every step up, draws a new token, so a session that somebody planted in a browser gains nothing. A
session ends when the member signs out here or everywhere, when its hours are over, when nobody did anything for a while
(a preference), and when the member is made inactive. Open pages of a session that is over are put out by `live`.

Who must have a second factor and has none holds a session that counts as not signed in everywhere (`is_authenticated`
is False) but on the pages where they set one up.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from flask_login import UserMixin
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit, clock, preferences
from feedback_service.models import Claim, Staff, StaffSession
from feedback_service.preferences import Preferences
from feedback_service.storage import after_commit, changed, reading, transaction
from feedback_service.vocabulary import Role, SignedInBy
from moderation.auth import devices
from moderation.auth.factors import having

TOKEN_BYTES = 32
FORGET_AFTER = timedelta(days=30)
SET_UP_LASTS = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)
PROOF_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, eq=False)
class Member(UserMixin):
    """Who is signed in; `session_id` names the sign-in, `token` is what the browser holds of it."""

    id: int
    name: str
    role: Role
    session_id: int
    token: str
    must_set_up: bool = False
    language: str | None = None
    proved_at: datetime | None = None
    seen_at: datetime | None = None

    def get_id(self) -> str:
        """What Flask-Login puts in the cookie: the session's token, not the member."""
        return self.token

    @property
    def is_authenticated(self) -> bool:
        """False while a second factor is missing: then nothing opens but the pages where it is set up."""
        return not self.must_set_up

    @property
    def proved_lately(self) -> bool:
        """Whether they proved who they are within PROOF_LASTS, so that they may change how they sign in."""
        return self.proved_at is not None and self.proved_at > clock.now() - PROOF_LASTS


def lock_staff(session: Session, staff_id: int) -> Staff:
    """The member, locked until the transaction ends: starting and ending sessions of theirs take turns."""
    statement = select(Staff).where(Staff.id == staff_id).with_for_update(key_share=True)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def start(session: Session, staff: Staff, by: SignedInBy, provider_token: str | None = None) -> Member:
    """Start a session for a member whom `lock_staff` locked, and who has proved who they are."""
    audit.record(session, "staff.signed_in", f"staff:{staff.id}", staff_id=staff.id, details={"by": str(by)})
    return _begin(session, staff, by, provider_token)


def renew(session: Session, member: Member, *, end_others: bool) -> Member:
    """A fresh session in the place of the present one, after the member proved again who they are or stepped up.

    What they took stays theirs. `end_others`: the way they sign in changed, so every other session of theirs ends.
    """
    staff = lock_staff(session, member.id)
    present = session.get_one(StaffSession, member.session_id)
    by, provider_token = SignedInBy(present.by), present.provider_token
    if end_others:
        end_all(session, member.id)
    else:
        end_one(session, member.id, member.session_id)
    renewed = _begin(session, staff, by, provider_token)
    _bring_along(session, member.session_id, renewed.session_id)
    return renewed


def _bring_along(session: Session, ended: int, renewed: int) -> None:
    """The claims of the session that ended. One that somebody is just changing is left to them: it is waited for
    behind no lock that they may wait for."""
    rows = select(Claim.id).where(Claim.session_id == ended).with_for_update(skip_locked=True)
    found = list(session.scalars(rows))
    session.execute(update(Claim).where(Claim.id.in_(found)).values(session_id=renewed))


def _begin(session: Session, staff: Staff, by: SignedInBy, provider_token: str | None) -> Member:
    settings: Settings = current_app.extensions["settings"]
    token, moment = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    must_set_up = _must_set_up(session, staff, by, preferences.read(session))
    lasts = SET_UP_LASTS if must_set_up else timedelta(hours=settings.session_hours)
    started = StaffSession(
        token_hash=hashed(token),
        staff_id=staff.id,
        created_at=moment,
        expires_at=moment + lasts,
        by=by,
        device=devices.device(),
        origin=devices.origin(),
        seen_at=moment,
        proved_at=moment,
        provider_token=provider_token,
    )
    session.add(started)
    session.flush()
    return _member(staff, started, token, must_set_up=must_set_up)


def _must_set_up(session: Session, staff: Staff, by: SignedInBy, wishes: Preferences) -> bool:
    return _needs_own_factor(by) and bool(having.missing(session, {staff}, wishes))


def _needs_own_factor(by: str) -> bool:
    """The trust's own sign-in asks for a second factor of its own, or decided not to."""
    return by != SignedInBy.PROVIDER


def _member(staff: Staff, started: StaffSession, token: str, *, must_set_up: bool) -> Member:
    return Member(
        id=staff.id,
        name=staff.name,
        role=Role(staff.role),
        session_id=started.id,
        token=token,
        must_set_up=must_set_up,
        language=staff.language,
        proved_at=started.proved_at,
        seen_at=started.seen_at,
    )


def find(token: str) -> Member | None:
    """Who holds this token, or None once the session is over."""
    with reading() as session:
        wishes = preferences.read(session)
        statement = select(StaffSession).where(StaffSession.token_hash == hashed(token), *is_live(wishes))
        found = session.scalars(statement.join(Staff)).unique().one_or_none()
        if found is None:
            return None
        must_set_up = _must_set_up(session, found.staff, SignedInBy(found.by), wishes)
    return _member(found.staff, found, token, must_set_up=must_set_up)


def note_seen(member: Member) -> None:
    """Keep when the member last did something, once a minute. What a page asks for by itself is nothing done."""
    moment = clock.now()
    if not _is_by_hand() or (member.seen_at is not None and member.seen_at > moment - NOTED_EVERY):
        return
    try:
        with transaction() as session:
            mine = update(StaffSession).where(StaffSession.id == member.session_id)
            session.execute(mine.values(seen_at=moment))
    except OperationalError:
        # The database is busy: whoever only reads must not be turned away for that.
        return


def end(member: Member) -> str | None:
    """Sign out: from now on the token opens nothing, and open pages are told.

    Returns what the trust's own sign-in wants back, where the member came through it.
    """
    with transaction() as session:
        present = session.get_one(StaffSession, member.session_id)
        provider_token = present.provider_token
        _end(session, StaffSession.id == member.session_id)
        audit.record(session, "staff.signed_out", f"staff:{member.id}", staff_id=member.id)
    return provider_token


def end_all(session: Session, staff_id: int, *, but: int | None = None) -> int:
    """End every session of a member, `but` this one; their open pages are put out. Returns how many.

    For whoever changes what a member may do: role, activity, how they sign in. Belongs into that transaction.
    """
    return _end(session, StaffSession.staff_id == staff_id, StaffSession.id != (but or 0))


def end_one(session: Session, staff_id: int, session_id: int) -> int:
    """End one session of this member; returns 0 where it is not theirs, or over already."""
    return _end(session, StaffSession.staff_id == staff_id, StaffSession.id == session_id)


def _end(session: Session, *which: ColumnElement[bool]) -> int:
    open_ones = update(StaffSession).where(StaffSession.ended_at.is_(None), *which)
    count = changed(session, open_ones.values(ended_at=clock.now(), provider_token=None))
    after_commit(session, current_app.extensions["doorbell"].ring)
    return count


def still_live(session: Session, session_ids: Collection[int]) -> set[int]:
    """Those of the sessions that are not over and lack no second factor."""
    wishes = preferences.read(session)
    statement = select(StaffSession).join(Staff).where(StaffSession.id.in_(session_ids), *is_live(wishes))
    found = session.scalars(statement).unique().all()
    missing = having.missing(session, {each.staff for each in found if _needs_own_factor(each.by)}, wishes)
    return {each.id for each in found if each.staff_id not in missing or not _needs_own_factor(each.by)}


def live_of(session: Session, staff_id: int) -> list[StaffSession]:
    """The member's sessions that are not over, the latest first."""
    mine = StaffSession.staff_id == staff_id
    statement = select(StaffSession).join(Staff).where(mine, *is_live(preferences.read(session)))
    return list(session.scalars(statement.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())).unique())


def forget_old() -> int:
    """Delete sessions that were over FORGET_AFTER ago; returns how many. The audit trail keeps the sign-ins."""
    with transaction() as session:
        over = StaffSession.expires_at < clock.now() - FORGET_AFTER
        return int(session.execute(delete(StaffSession).where(over)).rowcount)


def is_live(wishes: Preferences) -> tuple[ColumnElement[bool], ...]:
    """That a sign-in, joined with its member, is not over."""
    moment = clock.now()
    last_seen = func.coalesce(StaffSession.seen_at, StaffSession.created_at)
    return (
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at > moment,
        last_seen > moment - timedelta(minutes=wishes.idle_minutes),
        Staff.active.is_(True),
    )


def _is_by_hand() -> bool:
    """Whether a person asked, as browsers tell: scripts that refresh a page keep no session alive."""
    return request.method == "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def hashed(token: str) -> str:
    """The SHA-256 that stands in the tables for a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
