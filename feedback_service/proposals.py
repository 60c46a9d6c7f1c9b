"""Decisions that wait for a second pair of eyes: made, ended by what happens meanwhile, confirmed, sent back.

    proposed ──> confirmed   by somebody else: what was proposed happens now
       │  ├────> sent_back   by somebody else, with a note
       │  ├────> taken_back  by who proposed it
       │  ├────> replaced    somebody proposed another decision
       └──┴────> changed     the words, the hiding, the consent, a flag: whatever was looked at is not there any more

Nothing here knows what a decision does: that is the desk's.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import Feedback, Proposal
from feedback_service.vocabulary import Outcome

_LEAVES_IT = frozenset(
    {
        "alarm_read",
        "alarm_escalated",
        "text_translated",
        "text_opened",
        "text_closed",
        "themes_set",
        "assigned",
        "due_set",
        "answer_review_asked",
        "answer_given_back",
    }
)
"""What may happen to feedback without touching what was proposed about it."""
LEAVES_IT = "glass_"
"""So begins what is done to reach a person: it changes nothing about what they said."""


def open_one(session: Session, feedback: Feedback) -> Proposal | None:
    """What waits for a second member, None for nothing."""
    mine = select(Proposal).where(Proposal.feedback_id == feedback.id, Proposal.settled_at.is_(None))
    return session.scalars(mine).unique().one_or_none()


def latest(session: Session, feedback: Feedback) -> Proposal | None:
    """What was proposed last, whatever became of it."""
    mine = select(Proposal).where(Proposal.feedback_id == feedback.id).order_by(Proposal.id.desc()).limit(1)
    return session.scalars(mine).unique().one_or_none()


def add(session: Session, feedback: Feedback, staff_id: int, action: str, data: str) -> Proposal:
    """Keep a proposal about locked feedback, once its line of the history is written: an older one ended with that."""
    session.flush()
    made = Proposal(
        feedback_id=feedback.id,
        staff_id=staff_id,
        action=action,
        data=data,
        version=feedback.version,
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


def settle(
    session: Session, proposal: Proposal, outcome: Outcome, staff_id: int | None, note: str | None = None
) -> None:
    """Say what became of it."""
    proposal.settled_at, proposal.settled_by, proposal.outcome = clock.now(), staff_id, outcome
    proposal.note = note
    session.flush()


def end_by_change(session: Session, feedback: Feedback, change: str) -> None:
    """`change`, a line of the history, happened to the feedback: what was proposed about it as it was ends."""
    if change in _LEAVES_IT or change.startswith(LEAVES_IT):
        return
    outcome = Outcome.REPLACED if change.startswith("proposed") else Outcome.CHANGED
    session.execute(
        update(Proposal)
        .where(Proposal.feedback_id == feedback.id, Proposal.settled_at.is_(None))
        .values(settled_at=clock.now(), outcome=outcome)
    )
