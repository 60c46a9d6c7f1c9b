"""What the desk remembers of one member's own work, to go easy on them.

opens something hard ──> one more in a row        opens something else, or rests ──> from the beginning
enough in a row ───────> a pause is suggested, until they want to hear no more of it in this sign-in
                         and "Next for me" hands the hard ones to colleagues, while there are any at work
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback_service import clock, preferences
from feedback_service.models import Claim as ClaimRow
from feedback_service.models import Staff, StaffCare, StaffSession
from feedback_service.storage import current_database, reading, transaction
from feedback_service.vocabulary import Role
from moderation.auth.live_claims import is_live
from moderation.auth.sessions import Member

REST = timedelta(minutes=30)
"""Whoever opened nothing for so long has rested."""


@dataclass(frozen=True)
class Pause:
    """A pause is suggested after `hard` in a row; `support` says where to get help, empty where nobody wrote it."""

    hard: int
    support: str


def run_after(run: int, *, is_hard: bool, rested: timedelta | None) -> int:
    """How many hard ones in a row, once another one is opened; `rested` since the last, None before the first."""
    if not is_hard:
        return 0
    return 1 if rested is None or rested >= REST else run + 1


def look(session: Session, member: Member, feedback_id: int, *, is_hard: bool) -> None:
    """The member opens this feedback, in the caller's transaction; the same one again is the same look."""
    moment = clock.now()
    care = _locked(session, member.id)
    if care.last_feedback_id != feedback_id:
        care.hard_in_a_row = run_after(care.hard_in_a_row, is_hard=is_hard, rested=_since(care.last_at, moment))
    care.last_feedback_id, care.last_at = feedback_id, moment


def pause(member: Member) -> Pause | None:
    """The pause to suggest to this member now."""
    with reading() as session:
        care = session.get(StaffCare, member.id)
        wanted = preferences.read(session)
    if care is None or care.no_pause_in == member.session_id or care.hard_in_a_row < wanted.pause_after_hard_items:
        return None
    return Pause(care.hard_in_a_row, wanted.support_for_staff)


def no_more_of_it(member: Member) -> None:
    """No pause is suggested to the member again before they sign in anew."""
    with transaction() as session:
        _locked(session, member.id).no_pause_in = member.session_id


def shows_distressing(member: Member) -> bool:
    """Whether the member reads distressing words at once."""
    with reading() as session:
        care = session.get(StaffCare, member.id)
    return care is not None and care.shows_distressing


def show_distressing(member: Member, *, at_once: bool) -> None:
    """The member's own choice."""
    with transaction() as session:
        _locked(session, member.id).shows_distressing = at_once


def is_spared(session: Session, member: Member) -> bool:
    """Whether others take the hard ones now: the member had enough in a row, and a colleague who decides is at work."""
    care = session.get(StaffCare, member.id)
    if care is None or care.hard_in_a_row < preferences.read(session).pause_after_hard_items:
        return False
    others = (
        select(ClaimRow.id)
        .join(StaffSession, StaffSession.id == ClaimRow.session_id)
        .join(Staff, Staff.id == ClaimRow.staff_id)
        .where(*is_live(session), ClaimRow.staff_id != member.id, Staff.role != Role.RESPONDER)
    )
    return session.scalar(others.limit(1)) is not None


def _locked(session: Session, staff_id: int) -> StaffCare:
    insert: Any = sqlite.insert if current_database().is_sqlite else postgresql.insert
    session.execute(insert(StaffCare).values(staff_id=staff_id).on_conflict_do_nothing())
    rows = select(StaffCare).where(StaffCare.staff_id == staff_id).with_for_update()
    return session.scalars(rows.execution_options(populate_existing=True)).one()


def _since(last: datetime | None, moment: datetime) -> timedelta | None:
    return None if last is None else moment - last
