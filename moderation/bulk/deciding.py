"""One decision for several feedback: each in a transaction of its own, at the version that the page showed.

Publishing is not among them: what the public reads, a person has read by itself. Nor is anything with an open safety
flag. A flag raises the version, so that none can come between the look at the flags and the decision.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import select

from feedback_service.lifecycle import NotAllowed
from feedback_service.models import Feedback, SafetyFlag
from feedback_service.publishing import CannotPublish
from feedback_service.storage import reading
from moderation.actions.perform import Done, NotPermitted, Stale, Unknown, perform
from moderation.auth.sessions import Member
from moderation.bulk.chosen import Chosen
from moderation.permissions import Action
from moderation.told.data import Data, Refused

OFFERED = (Action.KEEP_PRIVATE, Action.REJECT, Action.ASSIGN, Action.RETURN)


class Outcome(StrEnum):
    """What became of one of them."""

    DONE = "done"
    PROPOSED = "proposed"
    CHANGED = "changed"
    FLAGGED = "flagged"
    NOT_POSSIBLE = "not_possible"
    UNKNOWN = "unknown"


def decide(action: Action, chosen: Iterable[Chosen], member: Member, data: Data) -> dict[str, Outcome]:
    """Take the decision for each of them; what became of it, by reference."""
    return {each.reference: _decide_one(action, each, member, data) for each in chosen}


def _decide_one(action: Action, each: Chosen, member: Member, data: Data) -> Outcome:
    if _is_flagged(each):
        return Outcome.FLAGGED
    try:
        done = perform(action, each.reference, each.version, member, data)
    except Unknown:
        return Outcome.UNKNOWN
    except Stale:
        return Outcome.CHANGED
    except (NotPermitted, NotAllowed, Refused, CannotPublish):
        return Outcome.NOT_POSSIBLE
    return Outcome.PROPOSED if done == Done.PROPOSED else Outcome.DONE


def _is_flagged(each: Chosen) -> bool:
    flagged = select(SafetyFlag.id).join(Feedback, Feedback.id == SafetyFlag.feedback_id)
    flagged = flagged.where(Feedback.reference == each.reference, SafetyFlag.cleared_at.is_(None)).limit(1)
    with reading() as session:
        return session.scalar(flagged) is not None
