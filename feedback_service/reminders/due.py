"""What is due soon, late, or so late that it escalates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback_service import working_days
from feedback_service.models import Feedback, Reminder
from feedback_service.vocabulary import Reminded, WaitsFor

LATE = frozenset({Reminded.ANSWER_LATE, Reminded.PROMISE_LATE})
ESCALATED = frozenset({Reminded.ANSWER_ESCALATED, Reminded.PROMISE_ESCALATED})


@dataclass(frozen=True)
class Due:
    """One matter: an answer that waits, or a promise. `on` is its day."""

    feedback_id: int
    reference: str
    team_id: int | None
    kind: Reminded
    on: date


def of_teams(session: Session, today: date) -> list[Due]:
    """What the teams are reminded of today: answers due by the next working day or late, promises the day before, on
    the day, and late."""
    soon = working_days.after(today, 1)
    found = [
        Due(number, reference, team, Reminded.ANSWER_LATE if on < today else Reminded.ANSWER_SOON, on)
        for number, reference, team, on in _rows(session, Feedback.due_on, soon, _with_team(), _waits_for_answer())
    ]
    return found + [
        Due(number, reference, team, _of_promise(on, today), on)
        for number, reference, team, on in _rows(session, Feedback.promise_due_on, soon, _with_team())
    ]


def escalating(session: Session, today: date, after_days: int) -> list[Due]:
    """What is late since that many working days, with a team or without, and was not escalated for this day yet."""
    since = working_days.before(today, after_days)
    waits = Feedback.waits_for.is_not(None)
    return [
        *_escalating(session, Feedback.due_on, since, Reminded.ANSWER_ESCALATED, waits),
        *_escalating(session, Feedback.promise_due_on, since, Reminded.PROMISE_ESCALATED),
    ]


def waiting_for(session: Session, team_ids: Sequence[int]) -> int:
    """How many wait for an answer of these teams, due or not."""
    mine = select(func.count()).select_from(Feedback).where(Feedback.team_id.in_(team_ids), _waits_for_answer())
    return session.scalar(mine) or 0


def late_for(session: Session, team_ids: Sequence[int], today: date) -> int:
    """How many answers and promises of these teams are late."""
    mine = Feedback.team_id.in_(team_ids)
    answers = select(func.count()).select_from(Feedback).where(mine, _waits_for_answer(), Feedback.due_on < today)
    promises = select(func.count()).select_from(Feedback).where(mine, Feedback.promise_due_on < today)
    return (session.scalar(answers) or 0) + (session.scalar(promises) or 0)


def _rows(
    session: Session, day: InstrumentedAttribute[date | None], until: date, *conditions: ColumnElement[bool]
) -> Sequence[Any]:
    wanted = select(Feedback.id, Feedback.reference, Feedback.team_id, day).where(day <= until, *conditions)
    return session.execute(wanted.order_by(day, Feedback.id)).tuples().all()


def _escalating(
    session: Session,
    day: InstrumentedAttribute[date | None],
    since: date,
    kind: Reminded,
    *conditions: ColumnElement[bool],
) -> list[Due]:
    before = select(Reminder.day).where(Reminder.feedback_id == Feedback.id, Reminder.kind == kind, Reminder.day == day)
    rows = _rows(session, day, since, ~before.exists(), *conditions)
    return [Due(number, reference, team, kind, on) for number, reference, team, on in rows]


def _of_promise(on: date, today: date) -> Reminded:
    if on < today:
        return Reminded.PROMISE_LATE
    return Reminded.PROMISE_TODAY if on == today else Reminded.PROMISE_SOON


def _with_team() -> ColumnElement[bool]:
    return Feedback.team_id.is_not(None)


def _waits_for_answer() -> ColumnElement[bool]:
    return Feedback.waits_for == WaitsFor.ANSWER
