"""The tabs of the queue: what each holds and in which order, for keyset paging.

A tab's order ends with the feedback's id, so that it is total: whatever arrives or leaves between
two pages, nothing that stays is shown twice or passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, ColumnElement, Date, case, literal, select, tuple_
from sqlalchemy.orm import aliased

from feedback_service.answers import ANSWERABLE
from feedback_service.models import Feedback, OutboundMessage, Response, SafetyFlag
from feedback_service.storage import UtcDateTime
from feedback_service.vocabulary import NOT_DELIVERED, Moderation, OutboundKind, ResponseKind, Role
from moderation.permissions import sees_originals

SEPARATOR = "~"
LARGEST = 2**63 - 1
"""What an id can be at most, on both databases."""


@dataclass(frozen=True)
class Key:
    """One column of an order: its type in SQL, and how a cursor writes it."""

    column: Any
    type: Any
    read: Callable[[str], Any]

    def write(self, value: Any) -> str:
        """The value in a cursor."""
        return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Tab:
    """`keys` order the tab, all upwards (the longest waiting first) or all downwards (the newest first)."""

    slug: str
    label: Any
    condition: ColumnElement[bool]
    keys: tuple[Key, ...]
    newest_first: bool = False
    for_responders: bool = True

    def ordering(self) -> list[ColumnElement[Any]]:
        """For ORDER BY."""
        return [key.column.desc() if self.newest_first else key.column.asc() for key in self.keys]

    def beyond(self, cursor: str) -> ColumnElement[bool] | None:
        """What comes after the row that `cursor` names; None for a cursor that is not one of this tab's."""
        parts = cursor.split(SEPARATOR)
        if len(parts) != len(self.keys):
            return None
        try:
            values = [literal(key.read(part), key.type) for key, part in zip(self.keys, parts, strict=True)]
        except (ValueError, OverflowError):
            return None
        here, there = tuple_(*[key.column for key in self.keys]), tuple_(*values)
        return here < there if self.newest_first else here > there

    def cursor(self, values: tuple[Any, ...]) -> str:
        """Names the row with these key values."""
        return SEPARATOR.join(key.write(value) for key, value in zip(self.keys, values, strict=True))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a cursor's moment says its time zone")
    return moment.astimezone(UTC)


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError("a cursor's number is one that a column can hold")
    return number


def _due() -> ColumnElement[Any]:
    """The due day of the promise that a feedback's latest response makes, else NULL."""
    later = aliased(Response)
    is_latest = ~select(later.id).where(later.feedback_id == Response.feedback_id, later.id > Response.id).exists()
    promise = Response.kind == ResponseKind.DOING
    found = select(Response.due_on).where(Response.feedback_id == Feedback.id, promise, is_latest)
    return found.correlate(Feedback).scalar_subquery()


def _undelivered() -> ColumnElement[bool]:
    """Whether the latest text to the person did not arrive; a later one that did makes it good."""
    later = aliased(OutboundMessage)
    is_latest = (
        ~select(later.id)
        .where(
            later.feedback_id == OutboundMessage.feedback_id,
            later.id > OutboundMessage.id,
            later.kind != OutboundKind.ALERT,
        )
        .exists()
    )
    failed = select(OutboundMessage.feedback_id).where(
        OutboundMessage.status.in_(NOT_DELIVERED), OutboundMessage.kind != OutboundKind.ALERT, is_latest
    )
    return Feedback.id.in_(failed)


DUE = _due()
UNDELIVERED = _undelivered()
UNTRANSLATED = Feedback.id.in_(select(Response.feedback_id).where(Response.given_at.is_(None)))
"""Whether an answer is written and not given: where that was decided, it waits for its translation."""
_flagged = Feedback.id.in_(select(SafetyFlag.feedback_id).where(SafetyFlag.cleared_at.is_(None)))
_open_to_responders = (Feedback.status == Moderation.PUBLISHED) | (
    (Feedback.status == Moderation.PRIVATE) & Feedback.open_to_responders
)
_id = Key(Feedback.id, BigInteger(), _whole)
_received = (Key(Feedback.received_at, UtcDateTime(), _moment), _id)


def _archive(status: Moderation, label: Any, *, for_responders: bool) -> Tab:
    return Tab(
        str(status), label, Feedback.status == status, _received, newest_first=True, for_responders=for_responders
    )


TABS = (
    # Whatever was decided, an open flag keeps it here: somebody may be in danger.
    Tab(
        "decide",
        _l("To decide"),
        (Feedback.status == Moderation.PENDING) | _flagged,
        (Key(case((_flagged, 0), else_=1), BigInteger(), _whole), *_received),
        for_responders=False,
    ),
    # What did not help is open again, and so waits for an answer like anything else.
    Tab(
        "answer",
        _l("To answer"),
        Feedback.status.in_(ANSWERABLE) & (Feedback.answered_at.is_(None) | UNTRANSLATED),
        _received,
    ),
    Tab(
        "promises",
        _l("Promises"),
        Feedback.status.in_(ANSWERABLE) & DUE.is_not(None),
        (Key(DUE, Date(), date.fromisoformat), _id),
    ),
    Tab("undelivered", _l("Texts not delivered"), UNDELIVERED, _received, newest_first=True),
    _archive(Moderation.PUBLISHED, _l("Published"), for_responders=True),
    _archive(Moderation.PRIVATE, _l("Private"), for_responders=True),
    _archive(Moderation.REJECTED, _l("Rejected"), for_responders=False),
    _archive(Moderation.WITHDRAWN, _l("Withdrawn"), for_responders=False),
)


def tabs_of(role: Role) -> list[Tab]:
    """The tabs that the role sees, in order; a responder's hold only what a responder may open."""
    if sees_originals(role):
        return list(TABS)
    return [replace(tab, condition=tab.condition & _open_to_responders) for tab in TABS if tab.for_responders]


def choose(role: Role, slug: str | None) -> Tab:
    """The tab asked for, or the role's first one."""
    tabs = tabs_of(role)
    return next((tab for tab in tabs if tab.slug == slug), tabs[0])
