"""Saved filters: what somebody wants to see of the queue again, for themselves or for everybody at the desk."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import SavedFilter
from feedback_service.storage import transaction
from moderation.auth.sessions import Member
from moderation.permissions import MANAGERS
from moderation.queue import listing as listings
from moderation.queue.filters import Choices
from moderation.queue.listing import Listing
from moderation.queue.tabs import tabs_of

LONGEST_NAME = 60
MOST = 20
"""How many one member can have: each is counted on every page of the queue."""
MOST_SHARED = 40
"""How many of everybody's are listed."""


class Refused(Exception):
    """The filter cannot be saved; `message` says why, for the field of its name."""

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


class Unknown(Exception):
    """There is no such filter, or it is not this member's to delete."""


@dataclass(frozen=True)
class Saved:
    """A saved filter as one member sees it; `owner` is empty where it is their own."""

    id: int
    name: str
    listing: Listing
    is_shared: bool
    owner: str
    may_delete: bool

    @property
    def slug(self) -> str:
        """Names its count on the page."""
        return f"saved-{self.id}"


def of(session: Session, member: Member, there: Choices) -> list[Saved]:
    """The member's own and what others share, by name; without those of tabs that their role does not have."""
    mine = select(SavedFilter).where(SavedFilter.staff_id == member.id).order_by(SavedFilter.name)
    others = select(SavedFilter).where(SavedFilter.staff_id != member.id, SavedFilter.is_shared)
    others = others.order_by(SavedFilter.name, SavedFilter.id).limit(MOST_SHARED)
    found = [*session.scalars(mine).unique(), *session.scalars(others).unique()]
    slugs = {tab.slug for tab in tabs_of(member.role)}
    seen = [(each, json.loads(each.query)) for each in found]
    return [_saved(each, query, member, there) for each, query in seen if query.get("tab") in slugs]


def _saved(row: SavedFilter, query: dict[str, str], member: Member, there: Choices) -> Saved:
    is_mine = row.staff_id == member.id
    return Saved(
        row.id,
        row.name,
        listings.read(query, member.role, there),
        row.is_shared,
        "" if is_mine else row.staff.name,
        is_mine or member.role in MANAGERS,
    )


def save(member: Member, name: str, listing: Listing, *, is_shared: bool) -> None:
    """Save what the listing is narrowed to under this name. Raises Refused."""
    if not name:
        raise Refused(_l("Enter a name for the filter"))
    if len(name) > LONGEST_NAME:
        raise Refused(_l("The name must be 60 characters or fewer"))
    if not listing.is_narrowed:
        raise Refused(_l("Choose a filter or search for words first"))
    try:
        with transaction() as session:
            _add(session, member, name, listing, is_shared=is_shared)
    except IntegrityError:
        raise Refused(_l("You have a filter with this name already")) from None


def _add(session: Session, member: Member, name: str, listing: Listing, *, is_shared: bool) -> None:
    mine = select(func.count()).select_from(SavedFilter).where(SavedFilter.staff_id == member.id)
    if (session.scalar(mine) or 0) >= MOST:
        raise Refused(_l("You have 20 filters already. Delete one first"))
    query = json.dumps(listing.query(), sort_keys=True)
    row = SavedFilter(staff_id=member.id, name=name, query=query, is_shared=is_shared, created_at=clock.now())
    session.add(row)
    session.flush()
    audit.record(session, "filter.saved", f"filter:{row.id}", staff_id=member.id, details={"shared": is_shared})


def delete(member: Member, number: int) -> str:
    """Delete a filter and return its name: one's own; an administrator any that is shared. Raises Unknown."""
    with transaction() as session:
        row = session.get(SavedFilter, number, with_for_update={"of": SavedFilter})
        is_theirs = row is not None and (row.staff_id == member.id or (row.is_shared and member.role in MANAGERS))
        if row is None or not is_theirs:
            raise Unknown
        details = {"shared": row.is_shared}
        audit.record(session, "filter.deleted", f"filter:{row.id}", staff_id=member.id, details=details)
        session.delete(row)
        return row.name


def same(saved: Sequence[Saved], listing: Listing) -> Saved | None:
    """The saved filter that the listing shows."""
    return next((each for each in saved if each.listing.query() == listing.query()), None)
