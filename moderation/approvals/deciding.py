"""Proposing, confirming and sending back, each within the transaction of `actions.perform`.

Whoever proposed it never confirms it, whatever their role: the row of the feedback is locked, so that of two seconds at
once one confirms, and the other one's page is old.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import audit, lifecycle, proposals, publishing, risk
from feedback_service.conversation import previews
from feedback_service.models import Feedback, Proposal
from feedback_service.vocabulary import Outcome
from moderation.approvals import stored
from moderation.auth.sessions import Member
from moderation.permissions import Action
from moderation.told import undecided
from moderation.told.data import Judged, Note, Nothing, Refused

DECISIONS = frozenset({Action.PUBLISH, Action.KEEP_PRIVATE, Action.REJECT, Action.ASK_PERSON})
"""What one member alone does not do to risky feedback. Taking off the board is always done at once, by one; so is
clearing a flag, after which every decision needs two."""


@dataclass(frozen=True)
class Agreed:
    """What two members agreed on: `action` with `data`, proposed by `first`."""

    action: Action
    data: Any
    first: int
    proposal_id: int


def needs_second(session: Session, feedback: Feedback, member: Member, action: Action) -> bool:
    """Whether this would be a proposal first."""
    return action in DECISIONS and bool(risk.needs_second(session, feedback, member.id))


def propose(session: Session, feedback: Feedback, member: Member, action: Action, data: Any) -> None:
    """Keep what the member decided for a second one to confirm; what could not be done now is refused now."""
    if action in {Action.PUBLISH, Action.ASK_PERSON}:
        undecided.check(session, feedback, data)
    if action == Action.PUBLISH and (found := publishing.obstacles(feedback)):
        raise publishing.CannotPublish(found)
    if action == Action.ASK_PERSON and (feedback.consent is False or not previews.can_ask(feedback)):
        raise Refused("ask", _("The person cannot be asked by text about it as it stands now."))
    reasons = [str(each) for each in risk.needs_second(session, feedback, member.id)]
    details = {"action": str(action), "because": reasons, **data.codes()}
    audit.record(session, "feedback.proposed", f"feedback:{feedback.id}", staff_id=member.id, details=details)
    lifecycle.end_previews(session, feedback)
    lifecycle.changed(session, feedback, line(action), staff_id=member.id)
    proposals.add(session, feedback, member.id, str(action), stored.written(data))


def line(action: Action | str) -> str:
    """What the history says about a proposal of this action."""
    return f"proposed_{action}".replace("-", "_")


def may_confirm(session: Session, feedback: Feedback, member: Member) -> bool:
    """Whether there is something of somebody else's to confirm."""
    proposal = proposals.open_one(session, feedback)
    return proposal is not None and proposal.staff_id != member.id


def confirm(session: Session, feedback: Feedback, member: Member, _data: Nothing) -> None:
    """The second member's yes; what they agreed on is taken right after it."""
    proposal = proposals.open_one(session, feedback)
    assert proposal is not None
    proposal.version = feedback.version
    proposals.settle(session, proposal, Outcome.CONFIRMED, member.id)


def agreed(session: Session, feedback: Feedback) -> Agreed:
    """What was confirmed just now, in this transaction."""
    proposal = proposals.latest(session, feedback)
    assert proposal is not None
    return Agreed(Action(proposal.action), stored.read(proposal.data), proposal.staff_id, proposal.id)


def proposer(session: Session, feedback: Feedback, member: Member) -> int | None:
    """Who proposed what `member` confirmed just now, in this transaction; None for a decision of one."""
    latest: Proposal | None = proposals.latest(session, feedback)
    is_this = latest is not None and latest.outcome == Outcome.CONFIRMED and latest.version == feedback.version
    return latest.staff_id if latest is not None and is_this and latest.settled_by == member.id else None


def send_back(session: Session, feedback: Feedback, member: Member, data: Note) -> None:
    """A second member says why not; who proposed it takes it back, and needs no words for that."""
    proposal = proposals.open_one(session, feedback)
    if proposal is None:
        raise Refused("words", _("There is nothing to send back any more."))
    is_own = proposal.staff_id == member.id
    if not is_own and not data.words:
        raise Refused("words", _("Write why, for who proposed it"))
    outcome = Outcome.TAKEN_BACK if is_own else Outcome.SENT_BACK
    proposals.settle(session, proposal, outcome, member.id, data.words or None)
    lifecycle.changed(session, feedback, str(outcome), staff_id=member.id, reason=data.words or None)


def judge(session: Session, feedback: Feedback, member: Member, data: Judged) -> None:
    """Say that it is about racism, or that it is not, and why."""
    risk.judge(session, feedback, member.id, is_so=data.is_so, because=data.because or None)
