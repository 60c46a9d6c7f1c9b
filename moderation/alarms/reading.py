"""A member of staff says that they have read an alarm and are seeing to it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import lifecycle
from feedback_service.models import Alarm, Feedback, SafetyFlag, Staff
from feedback_service.safety import alarms
from feedback_service.storage import transaction


@dataclass(frozen=True)
class Outcome:
    """`is_first`: nobody had read it before; `reader` is who has, empty where there never was an alarm."""

    is_first: bool
    reader: str


def see_to(reference: str, staff_id: int, last: int | None) -> Outcome | None:
    """Mark the feedback's alarms as read, up to `last`, the latest that the page showed. None: no such feedback."""
    with transaction() as session:
        feedback = lifecycle.locked(session, reference)
        if feedback is None:
            return None
        is_first = alarms.read(session, feedback, staff_id, last=last)
        session.flush()
        return Outcome(is_first, _reader(session, feedback))


def _reader(session: Session, feedback: Feedback) -> str:
    latest = select(Staff.name).join(Alarm, Alarm.read_by == Staff.id).join(SafetyFlag)
    latest = latest.where(SafetyFlag.feedback_id == feedback.id).order_by(Alarm.read_at.desc(), Alarm.id.desc())
    return session.scalar(latest.limit(1)) or ""
