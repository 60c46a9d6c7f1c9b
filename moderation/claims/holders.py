"""Reading claims: who has what open, as far as a member may know."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import g
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from feedback_service.models import Claim, Feedback, Staff, StaffSession
from feedback_service.openness import IS_OPEN
from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from moderation.auth.guard import member
from moderation.auth.live_claims import is_live
from moderation.permissions import sees_originals


@dataclass(frozen=True)
class Holder:
    """One member of staff and one feedback; `deliberate`: they took it."""

    reference: str
    staff_id: int
    name: str
    deliberate: bool

    def payload(self) -> dict[str, object]:
        """For the open pages of colleagues."""
        return {
            "reference": self.reference,
            "who": self.staff_id,
            "name": self.name,
            "deliberate": self.deliberate,
        }


def holders(session: Session, role: Role) -> list[Holder]:
    """Everybody's live claims on what this role may open, in the order in which they were made."""
    found = (
        select(Feedback.reference, Staff.id, Staff.name, Claim.deliberate)
        .join(Claim, Claim.feedback_id == Feedback.id)
        .join(Staff, Staff.id == Claim.staff_id)
        .join(StaffSession, StaffSession.id == Claim.session_id)
        .where(*is_live(session), _may_know(role))
        .order_by(Claim.id)
    )
    latest: dict[tuple[str, int], Holder] = {}
    for reference, staff_id, name, deliberate in session.execute(found):
        before = latest.get((reference, staff_id))
        latest[reference, staff_id] = Holder(
            reference, staff_id, name, deliberate or bool(before and before.deliberate)
        )
    return list(latest.values())


def roles(session: Session, session_ids: Collection[int]) -> dict[int, Role]:
    """The present role of the member behind each sign-in."""
    found = select(StaffSession.id, Staff.role).join(Staff).where(StaffSession.id.in_(session_ids))
    return {session_id: Role(role) for session_id, role in session.execute(found)}


def holders_of(reference: str) -> Sequence[Holder]:
    """For templates: who has it open now. Read once for a request."""
    if "holders" not in g:
        by_reference: dict[str, list[Holder]] = defaultdict(list)
        with reading() as session:
            for each in holders(session, member().role):
                by_reference[each.reference].append(each)
        g.holders = by_reference
    found: Sequence[Holder] = g.holders.get(reference, ())
    return found


def _may_know(role: Role) -> ColumnElement[bool]:
    return Feedback.id.is_not(None) if sees_originals(role) else IS_OPEN
