"""The next one for a member: the most urgent that waits and that nobody has open, handed to one member only.

    PostgreSQL  the row is locked, rows that others hold locked are passed over, and behind the lock
                the claims are read again: whoever was quicker has written theirs by then
    SQLite      one writer at a time, so the first look holds

What it hands out is claimed in the same transaction, so twenty who ask at one moment get twenty different ones. Who
had several distressing ones in a row gets another kind, while a colleague is at work who can take them.
"""

from collections.abc import Collection, Iterator
from itertools import chain, islice

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from feedback_service.models import Claim, Feedback, Proposal, Staff, StaffSession
from feedback_service.openness import IS_OPEN
from feedback_service.storage import transaction
from feedback_service.vocabulary import WaitsFor
from moderation.auth.live_claims import is_live
from moderation.auth.sessions import Member
from moderation.care import distress, remembering
from moderation.claims import holding
from moderation.permissions import sees_originals

LOOKED_AT = 10
"""How many of the most urgent are looked at for one that does not distress."""


def hand_out(member: Member) -> str | None:
    """The reference of what the member does next, claimed for them; None where nothing waits that nobody has."""
    with transaction() as session:
        chosen = _chosen(session, member, _free(session, member))
        if chosen is None:
            return None
        holding.opened(session, chosen.id, member)
        return chosen.reference


def _chosen(session: Session, member: Member, free: Iterator[Feedback]) -> Feedback | None:
    """The first, or for who is spared the first near it that does not distress; a hard one is better than none."""
    is_spared, first = remembering.is_spared(session, member), next(free, None)
    if first is None or not is_spared:
        return first
    near, originals = chain([first], islice(free, LOOKED_AT - 1)), sees_originals(member.role)
    return next((each for each in near if not distress.of_feedback(each, originals=originals)), first)


def _free(session: Session, member: Member) -> Iterator[Feedback]:
    """What waits for the member and nobody has open, the most urgent first, each locked as it comes."""
    passed_over: set[int] = set()
    while (feedback := _most_urgent(session, member, passed_over)) is not None:
        passed_over.add(feedback.id)
        if not _is_held(session, feedback.id):
            yield feedback


def _most_urgent(session: Session, member: Member, passed_over: Collection[int]) -> Feedback | None:
    held = _live_claims(session).where(Claim.feedback_id == Feedback.id).exists()
    waiting = select(Feedback).where(*_for(member), ~held, Feedback.id.not_in(passed_over))
    ordered = waiting.order_by(Feedback.urgency, Feedback.received_at, Feedback.id).limit(1)
    return session.scalars(ordered.with_for_update(of=Feedback, skip_locked=True)).unique().one_or_none()


def _for(member: Member) -> tuple[ColumnElement[bool], ...]:
    """A decision, or an approval of what somebody else proposed; for who answers an answer."""
    if not sees_originals(member.role):
        return Feedback.waits_for == WaitsFor.ANSWER, IS_OPEN
    is_open = Proposal.feedback_id == Feedback.id, Proposal.settled_at.is_(None)
    own = select(Proposal.id).where(*is_open, Proposal.staff_id == member.id).exists()
    is_theirs = (Feedback.waits_for == WaitsFor.APPROVAL) & ~own
    return ((Feedback.waits_for == WaitsFor.DECISION) | is_theirs,)


def _is_held(session: Session, feedback_id: int) -> bool:
    return session.scalar(_live_claims(session).where(Claim.feedback_id == feedback_id).limit(1)) is not None


def _live_claims(session: Session) -> Select[int]:
    sessions = select(Claim.id).join(StaffSession, StaffSession.id == Claim.session_id)
    return sessions.join(Staff, Staff.id == Claim.staff_id).where(*is_live(session))
