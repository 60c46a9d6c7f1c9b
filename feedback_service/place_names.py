"""The board follows when a place is renamed or moved: a numbered event for each entry that shows it, in small parts.

`Place.show_anew_after` says from which entry on the old name still stands. It is set with the change and moves on with
each part, so that a process that dies leaves nothing out; an entry that shows the right names already is passed over.
"""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from feedback_service import publishing
from feedback_service.board.payload import place_names
from feedback_service.models import BoardEntry, Feedback, Place
from feedback_service.scheduler import Job
from feedback_service.storage import reading, transaction

PART = 25
PARTS_AT_ONCE = 200


def follow() -> int:
    """Show the names as they are; returns how many entries changed. An idempotent sweep."""
    with reading() as session:
        waiting = list(session.scalars(select(Place.id).where(Place.show_anew_after.is_not(None)).order_by(Place.id)))
    return sum(_follow(place_id) for place_id in waiting)


def jobs() -> list[Job]:
    """The sweep."""
    return [Job("show_place_names", 15, follow)]


def _follow(place_id: int) -> int:
    changed = 0
    for _part in range(PARTS_AT_ONCE):
        with transaction() as session:
            found, is_over = _part_of(session, place_id)
            changed += found
        if is_over:
            break
    return changed


def _part_of(session: Session, place_id: int) -> tuple[int, bool]:
    """One part in one transaction: how many entries changed, and whether nothing is left."""
    after = session.scalar(select(Place.show_anew_after).where(Place.id == place_id))
    if after is None:
        return 0, True
    wanted = select(BoardEntry.id).where(BoardEntry.id > after, BoardEntry.withdrawn_at.is_(None), _is_within(place_id))
    entries = list(session.scalars(wanted.order_by(BoardEntry.id).limit(PART)))
    # Whoever publishes or answers has locked the feedback first: an entry is rendered from what they committed.
    behind = select(Feedback.id).where(Feedback.entry_id.in_(entries)).order_by(Feedback.id)
    session.execute(behind.with_for_update(of=Feedback))
    place = (
        session.scalars(
            select(Place)
            .where(Place.id == place_id)
            .with_for_update(of=Place, key_share=True)
            .execution_options(populate_existing=True)
        )
        .unique()
        .one()
    )
    changed = sum(_show(session, entry_id) for entry_id in entries)
    # Renamed once more meanwhile: then it starts from the beginning again.
    is_over = len(entries) < PART
    if place.show_anew_after == after:
        place.show_anew_after = None if is_over else entries[-1]
    return changed, is_over and place.show_anew_after is None


def _show(session: Session, entry_id: int) -> bool:
    entry = session.get_one(BoardEntry, entry_id, populate_existing=True)
    shown = {name: entry.payload.get(name) for name in ("place", "borough")}
    if entry.withdrawn_at is not None or shown == place_names(entry.place):
        return False
    publishing.show(session, entry)
    return True


def _is_within(place_id: int) -> ColumnElement[bool]:
    below = select(Place.id).where(Place.id == place_id).cte("below", recursive=True)
    below = below.union_all(select(Place.id).join(below, Place.parent_id == below.c.id))
    return BoardEntry.place_id.in_(select(below.c.id))
