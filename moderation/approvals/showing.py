"""What the item page shows about the second pair of eyes: why one is needed, what was proposed, who could confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_service import proposals, risk
from feedback_service.models import Feedback, Proposal, Staff
from feedback_service.risk import Risk
from feedback_service.vocabulary import Moderation, Outcome, Role
from moderation.approvals import stored
from moderation.auth.sessions import Member
from moderation.permissions import Action, actions_of

SECONDS = frozenset(role for role in Role if Action.CONFIRM in actions_of(role))
"""Whose yes counts as the second."""
_TOLD = frozenset({Outcome.SENT_BACK, Outcome.CHANGED, Outcome.TAKEN_BACK})


@dataclass(frozen=True)
class Approval:
    """`why` is empty where one member is enough. `proposal` waits, with what it would do in `data`; `ended` is the
    latest one that came to nothing, None once something else was decided. `others` are the active members besides the
    one who proposed it (or this one) who could confirm it."""

    why: Sequence[Risk]
    place_rule: str
    sounds_like_racism: bool
    judged: bool | None
    proposal: Proposal | None
    data: Any
    is_mine: bool
    ended: Proposal | None
    others: int

    @property
    def may_confirm(self) -> bool:
        """Whether this member is the second."""
        return self.proposal is not None and not self.is_mine


def approval(session: Session, feedback: Feedback, member: Member) -> Approval | None:
    """None for who takes no part in deciding, and for what was erased."""
    if member.role not in SECONDS or feedback.erased_at is not None:
        return None
    facts = risk.taken_in(session, feedback)
    latest = proposals.latest(session, feedback) if feedback.status == Moderation.PENDING else None
    is_open = latest is not None and latest.settled_at is None
    first = latest.staff_id if latest is not None and is_open else member.id
    return Approval(
        why=risk.reasons(facts, member.id),
        place_rule=facts.place_rule,
        sounds_like_racism=facts.sounds_like_racism,
        judged=facts.judged.is_so if facts.judged else None,
        proposal=latest if is_open else None,
        data=stored.read(latest.data) if latest is not None and is_open else None,
        is_mine=is_open and first == member.id,
        ended=latest if latest is not None and latest.outcome in _TOLD else None,
        others=others(session, first),
    )


def others(session: Session, staff_id: int) -> int:
    """How many active members besides this one could confirm what they propose."""
    who = Staff.active.is_(True), Staff.role.in_(SECONDS), Staff.id != staff_id
    return session.scalar(select(func.count()).select_from(Staff).where(*who)) or 0


def stuck(session: Session) -> list[str]:
    """The references of what waits for a second member where there is none: the latest first, a few."""
    could = select(Staff.id).where(Staff.active.is_(True), Staff.role.in_(SECONDS), Staff.id != Proposal.staff_id)
    waiting = select(Feedback.reference).join(Proposal, Proposal.feedback_id == Feedback.id)
    waiting = waiting.where(Proposal.settled_at.is_(None), ~could.exists())
    return list(session.scalars(waiting.order_by(Proposal.id.desc()).limit(5)))
