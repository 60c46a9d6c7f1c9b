"""Reading the board: pages of entries, the events after a number, the counts above them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from feedback_service import counters
from feedback_service.board.payload import moment
from feedback_service.models import BoardEntry, BoardEvent, Feedback, FeedbackHistory, Place
from feedback_service.vocabulary import EventType, Moderation, PlaceKind, Stage

PAGE_SIZE = 20
MAX_CATCH_UP = 100
MAX_CATCH_UP_BYTES = 256 * 1024
"""A client further behind than this many events, or whose events are larger as JSON, is told to reload."""
CHUNK = 100


@dataclass(frozen=True)
class BoardFilter:
    """What the page was asked to show; None means everything."""

    borough: str | None = None
    stage: str | None = None


@dataclass(frozen=True)
class Page:
    """`entries` are payloads, newest first; `last` is the number of the last event they contain."""

    entries: list[dict[str, Any]]
    last: int
    older: int | None


@dataclass(frozen=True)
class Events:
    """`events` in order; `resync` when the number is unknown or too far behind."""

    events: list[dict[str, Any]]
    last: int
    resync: bool = False


@dataclass(frozen=True)
class Waiting:
    """How many wait to be read or answered, since when the longest waits, how many were answered."""

    count: int
    since: datetime | None
    answered: int


def page(session: Session, wanted: BoardFilter, before: int | None = None, size: int = PAGE_SIZE) -> Page:
    """One page of the board, entries with a position below `before` when given.

    The last number is read before the entries: an entry may then be newer than the number, and
    the events after it are applied again without harm, whatever the isolation level.
    """
    last = counters.read(session, "board").value
    statement = select(BoardEntry.payload).where(BoardEntry.withdrawn_at.is_(None), *_conditions(session, wanted))
    if before is not None:
        statement = statement.where(BoardEntry.position < before)
    found = list(session.scalars(statement.order_by(BoardEntry.position.desc()).limit(size + 1)))
    older = found[size - 1]["position"] if len(found) > size else None
    return Page(found[:size], last, older)


def _conditions(session: Session, wanted: BoardFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.stage:
        conditions.append(BoardEntry.stage == wanted.stage)
    if wanted.borough:
        conditions.append(BoardEntry.place_id.in_(_places_under(session, wanted.borough)))
    return conditions


def _places_under(session: Session, slug: str) -> list[int]:
    """The borough and every place in it; nothing for any other slug, as the live page compares boroughs."""
    is_it = (Place.slug == slug) & (Place.kind == PlaceKind.BOROUGH)
    below = select(Place.id).where(is_it).cte("below", recursive=True)
    below = below.union_all(select(Place.id).join(below, Place.parent_id == below.c.id))
    return list(session.scalars(select(below.c.id)))


def entry(session: Session, entry_id: int) -> dict[str, Any] | None:
    """The payload of an entry that is on the board, or None."""
    statement = select(BoardEntry.payload).where(BoardEntry.id == entry_id, BoardEntry.withdrawn_at.is_(None))
    return session.scalar(statement)


def events_after(session: Session, number: int, limit: int = MAX_CATCH_UP) -> Events:
    """Every event after `number`, in order, for a client; or the advice to reload.

    It is to reload when the number is unknown (negative, greater than the last, older than what is
    kept), when more than `limit` events follow it, or when they are larger than
    MAX_CATCH_UP_BYTES: the page itself is smaller, and what waits for slow clients has a bound.
    """
    last = counters.read(session, "board").value
    if last - number > limit:
        return Events([], last, resync=True)
    found = next_events(session, number, limit)
    if sum(len(json.dumps(event)) for event in found.events) > MAX_CATCH_UP_BYTES:
        return Events([], last, resync=True)
    return found


def next_events(session: Session, number: int, limit: int = CHUNK) -> Events:
    """The next `limit` events after `number`, however many follow; `resync` when the number is unknown."""
    last = counters.read(session, "board").value
    if number < 0 or number > last:
        return Events([], last, resync=True)
    statement = select(BoardEvent).where(BoardEvent.sequence > number).order_by(BoardEvent.sequence).limit(limit)
    found = [as_message(event) for event in session.scalars(statement).unique()]
    if [each["sequence"] for each in found] != list(range(number + 1, number + 1 + len(found))):
        return Events([], last, resync=True)
    return Events(found, number + len(found))


def as_message(event: BoardEvent) -> dict[str, Any]:
    """The event as it is sent. An entry withdrawn since is only ever sent as withdrawn."""
    gone = event.entry.withdrawn_at is not None or event.type == EventType.WITHDRAWN
    return {
        "sequence": event.sequence,
        "type": str(EventType.WITHDRAWN if gone else event.type),
        "at": moment(event.at),
        "entry": {"id": event.entry_id} if gone else event.entry.payload,
    }


def last_number(session: Session) -> int:
    """The number of the latest event, 0 while there is none."""
    return counters.read(session, "board").value


def history_reaches(session: Session) -> int:
    """The highest number in the history of feedback: with every change it rises."""
    return session.scalar(select(func.max(FeedbackHistory.id))) or 0


def waiting(session: Session) -> Waiting:
    """The counts of the silence meter, from the moment of receipt, before moderation, without content.

    Each is counted by an index of its own, so that what was answered long ago costs nothing where
    it is not asked for.
    """
    pending = Feedback.status == Moderation.PENDING
    unanswered = (Feedback.status == Moderation.PUBLISHED) & Feedback.answered_at.is_(None)
    unread, first_unread = _count_and_oldest(session, pending)
    read, first_read = _count_and_oldest(session, unanswered)
    answered = session.scalar(select(func.count()).where(Feedback.answered_at.is_not(None))) or 0
    return Waiting(unread + read, min(filter(None, (first_unread, first_read)), default=None), answered)


def _count_and_oldest(session: Session, which: ColumnElement[bool]) -> tuple[int, datetime | None]:
    count, oldest = session.execute(select(func.count(), func.min(Feedback.received_at)).where(which)).one()
    return count, oldest


def boroughs(session: Session) -> list[Place]:
    """The boroughs, for the filter."""
    return list(session.scalars(select(Place).where(Place.kind == PlaceKind.BOROUGH).order_by(Place.name)).unique())


STAGE_CHOICES = tuple(Stage)
