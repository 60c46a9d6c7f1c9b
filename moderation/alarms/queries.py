"""The alarms of the last month, by the feedback they are about, with who was alerted."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from config.settings import Settings
from feedback_service import clock
from feedback_service.models import Alarm, Feedback, OutboundMessage, SafetyFlag, Staff
from feedback_service.safety import on_call
from feedback_service.safety.on_call import Duty
from feedback_service.vocabulary import NOT_DELIVERED, Channel, OutboundKind, OutboundStatus

SHOWN_FOR = timedelta(days=30)
MOST = 200


@dataclass(frozen=True)
class Alert:
    """One alert. `duty` is the role of the address on the lists as they are now; `to` is no whole address."""

    at: datetime
    duty: Duty | None
    channel: Channel
    to: str
    status: OutboundStatus

    @property
    def went_astray(self) -> bool:
        """Whether it did not arrive as far as anybody knows."""
        return self.status in NOT_DELIVERED


@dataclass(frozen=True)
class Raised:
    """One alarm. `raised_by` is empty where the screening of words raised the flag."""

    at: datetime
    raised_by: str
    escalations: int
    read_at: datetime | None
    read_by: str


@dataclass(frozen=True)
class Case:
    """The alarms about one piece of feedback, the latest first, and every alert that went out about it."""

    reference: str
    alarms: Sequence[Raised]
    alerts: Sequence[Alert]
    last: int

    @property
    def is_unread(self) -> bool:
        """Whether nobody has read one of them yet."""
        return any(each.read_at is None for each in self.alarms)

    @property
    def astray(self) -> int:
        """How many alerts did not arrive."""
        return sum(each.went_astray for each in self.alerts)


@dataclass(frozen=True)
class Recent:
    """`is_cut`: there are more than the page shows."""

    cases: Sequence[Case]
    is_cut: bool


def recent(session: Session, settings: Settings) -> Recent:
    """Alarms of the last SHOWN_FOR, and whatever is unread, the latest first, MOST at most."""
    is_shown = (Alarm.raised_at > clock.now() - SHOWN_FOR) | Alarm.read_at.is_(None)
    statement = select(Alarm, Feedback.id, Feedback.reference).join(SafetyFlag, SafetyFlag.id == Alarm.flag_id)
    statement = statement.join(Feedback, Feedback.id == SafetyFlag.feedback_id).where(is_shown)
    statement = statement.options(joinedload(Alarm.flag)).order_by(Alarm.read_at.is_not(None), Alarm.id.desc())
    found = session.execute(statement.limit(MOST + 1)).tuples().all()
    names = dict(session.execute(select(Staff.id, Staff.name)).tuples().all())
    alarms: dict[tuple[int, str], list[Alarm]] = defaultdict(list)
    for alarm, number, reference in found[:MOST]:
        alarms[number, reference].append(alarm)
    alerts = _alerts(session, settings, [number for number, _ in alarms])
    cases = [
        Case(reference, [_raised(each, names) for each in several], alerts[number], several[0].id)
        for (number, reference), several in alarms.items()
    ]
    return Recent(cases, is_cut=len(found) > MOST)


def _raised(alarm: Alarm, names: dict[int, str]) -> Raised:
    return Raised(
        at=alarm.raised_at,
        raised_by=names.get(alarm.flag.raised_by or 0, ""),
        escalations=alarm.escalations,
        read_at=alarm.read_at,
        read_by=names.get(alarm.read_by or 0, ""),
    )


def _alerts(session: Session, settings: Settings, feedback_ids: Collection[int]) -> dict[int, list[Alert]]:
    found: dict[int, list[Alert]] = defaultdict(list)
    statement = select(OutboundMessage).where(
        OutboundMessage.kind == OutboundKind.ALERT, OutboundMessage.feedback_id.in_(feedback_ids)
    )
    for message in session.scalars(statement.order_by(OutboundMessage.id)):
        address = message.address or ""
        found[message.feedback_id or 0].append(
            Alert(
                at=message.created_at,
                duty=on_call.duty(settings, address),
                channel=Channel(message.channel),
                to=_shortened(address),
                status=OutboundStatus(message.status),
            )
        )
    return found


def _shortened(address: str) -> str:
    """`…11` for a number, `g…@example.org` for an email: enough to tell two apart, too little to use."""
    name, at, host = address.partition("@")
    return f"{name[:1]}…@{host}" if at else f"…{address[-2:]}"
