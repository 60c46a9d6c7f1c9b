"""The tabs of the queue: what each holds and in which order, for keyset paging.

A tab's order ends with an id, so that it is total: whatever arrives or leaves between two pages, nothing that stays is
shown twice or passed over. Every order is one index's, so that a page costs what it shows and not what there is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, ColumnElement, Date, SmallInteger, bindparam, literal, select, true, tuple_
from sqlalchemy.orm import aliased

from feedback_service.models import Feedback, OutboundMessage
from feedback_service.openness import IS_OPEN
from feedback_service.search import tokens
from feedback_service.storage import UtcDateTime
from feedback_service.vocabulary import NOT_DELIVERED, Moderation, OutboundKind, Role, WaitsFor
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
    """`keys` order the tab, all upwards (the longest waiting first) or all downwards (the newest first).

    `is_work`: it holds what somebody has to do, which is little however much there was; else it is an archive.
    `mark` stands in the search index for what belongs here, "" where everything does, None where the index does not
    know. `joined` is a table that the keys need, with what it is joined on.
    """

    slug: str
    label: Any
    condition: ColumnElement[bool]
    keys: tuple[Key, ...]
    mark: str | None
    is_work: bool = True
    newest_first: bool = False
    for_responders: bool = True
    joined: tuple[Any, ColumnElement[bool]] | None = None

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


def _whole(largest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if abs(number) > largest:
            raise ValueError("a cursor's number is one that a column can hold")
        return number

    return read


def _is_latest_text() -> ColumnElement[bool]:
    """Whether no later text to the person about the same feedback made it good."""
    later = aliased(OutboundMessage)
    since = later.feedback_id == OutboundMessage.feedback_id, later.id > OutboundMessage.id
    return ~select(later.id).where(*since, later.kind != OutboundKind.ALERT).exists()


def _literally(value: Any) -> Any:
    """The value written into the statement, as the index spells it: with a parameter there no index would serve."""
    return bindparam(None, value, expanding=isinstance(value, list), literal_execute=True)


IS_UNDELIVERED = (
    OutboundMessage.status.op("||")(_literally("")).in_(_literally(list(NOT_DELIVERED)))
    & (OutboundMessage.kind != _literally(OutboundKind.ALERT))
    & _is_latest_text()
)
"""Of a text: it did not arrive, and it is the latest one to the person. The status is spelled with nothing added, as
in `ix_outbound_messages_failed`: else SQLite takes the index of all statuses and sorts whatever ever failed."""

_id = Key(Feedback.id, BigInteger(), _whole(LARGEST))
_received = (Key(Feedback.received_at, UtcDateTime(), _moment), _id)
_by_urgency = (Key(Feedback.urgency, SmallInteger(), _whole(2**15 - 1)), *_received)


def _waiting(slug: str, label: Any, what: WaitsFor, *, for_responders: bool) -> Tab:
    is_waiting = Feedback.waits_for == what
    return Tab(slug, label, is_waiting, _by_urgency, tokens.waits_for(what), for_responders=for_responders)


def _archive(status: Moderation, label: Any, *, for_responders: bool) -> Tab:
    return Tab(
        str(status),
        label,
        Feedback.status == status,
        _received,
        tokens.status(status),
        is_work=False,
        newest_first=True,
        for_responders=for_responders,
    )


EVERYTHING = Tab("all", _l("Everything"), true(), (_id,), "", is_work=False, newest_first=True)
TABS = (
    # Whatever was decided, an open flag keeps it here: somebody may be in danger.
    _waiting("decide", _l("To decide"), WaitsFor.DECISION, for_responders=False),
    _waiting("approve", _l("Second look"), WaitsFor.APPROVAL, for_responders=False),
    # What did not help is open again, and so waits for an answer like anything else.
    _waiting("answer", _l("To answer"), WaitsFor.ANSWER, for_responders=True),
    Tab(
        "promises",
        _l("Promises"),
        Feedback.promise_due_on.is_not(None),
        (Key(Feedback.promise_due_on, Date(), date.fromisoformat), _id),
        tokens.PROMISED,
    ),
    Tab(
        "undelivered",
        _l("Texts not delivered"),
        IS_UNDELIVERED,
        (Key(OutboundMessage.id, BigInteger(), _whole(LARGEST)),),
        None,
        newest_first=True,
        joined=(OutboundMessage, OutboundMessage.feedback_id == Feedback.id),
    ),
    _archive(Moderation.PUBLISHED, _l("Published"), for_responders=True),
    _archive(Moderation.PRIVATE, _l("Private"), for_responders=True),
    _archive(Moderation.REJECTED, _l("Rejected"), for_responders=False),
    _archive(Moderation.WITHDRAWN, _l("Withdrawn"), for_responders=False),
    EVERYTHING,
)


def tabs_of(role: Role) -> list[Tab]:
    """The tabs that the role sees, in order; a responder's hold only what a responder may open."""
    if sees_originals(role):
        return list(TABS)
    return [replace(tab, condition=tab.condition & IS_OPEN) for tab in TABS if tab.for_responders]


def choose(role: Role, slug: str | None) -> Tab:
    """The tab asked for, or the role's first one."""
    tabs = tabs_of(role)
    return next((tab for tab in tabs if tab.slug == slug), tabs[0])
