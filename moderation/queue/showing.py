"""Opening the queue, with a record of whose words were shown.

A page as served is one record. A live update of it is one only when it brings words that the page
did not show yet: one look is recorded once, and a page that stays open all day does not bury the
trail. What a page has shown it carries along itself, signed, so that nobody can claim to have seen
what was never recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit
from feedback_service.storage import reading, transaction
from moderation.auth.sessions import Member
from moderation.queue import filters, listing, queries, saved
from moderation.queue.filters import FILTERS, Filter, Option
from moderation.queue.listing import Listing
from moderation.queue.saved import Saved
from moderation.queue.tabs import Tab, tabs_of


@dataclass(frozen=True)
class Showing:
    """What the queue's page shows. `shown` and `state` go with it and come back with the next update;
    `fresh` counts what it brings that the page did not have. `counts` are by the slugs of tabs and saved filters."""

    listing: Listing
    page: queries.Page
    tabs: Sequence[Tab]
    saved: Sequence[Saved]
    counts: dict[str, int | None]
    state: str
    shown: str
    fresh: int

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        return self.listing.tab

    @property
    def current(self) -> Saved | None:
        """The saved filter that is shown."""
        return saved.same(self.saved, self.listing)

    @property
    def filters(self) -> list[tuple[Filter, list[Option]]]:
        """Every filter with what can be chosen in it."""
        every = [(each, each.options(self.listing.there)) for each in FILTERS]
        return [(each, options) for each, options in every if options]

    @property
    def active(self) -> list[tuple[Filter, Option]]:
        """The filters that are on, each with what is chosen."""
        chosen = self.listing.chosen
        return [
            (each, option)
            for each, options in self.filters
            for option in options
            if option.value == chosen.get(each.name)
        ]


def state() -> str:
    """What an update would carry as its state now; equal to the page's when nothing changed."""
    with reading() as session:
        return str(queries.revision(session))


def read(member: Member, address: Any) -> Listing:
    """The listing that the address asks for."""
    with reading() as session:
        return listing.read(address, member.role, _choices(session, member))


def show(member: Member, address: Any, shown_before: str = "") -> Showing:
    """The page that the address asks for; `shown_before` is the `shown` of the page to update."""
    with reading() as session:
        # The state is read first: the page may then be newer than it, which costs one more update.
        current = str(queries.revision(session))
        there = _choices(session, member)
        wanted = listing.read(address, member.role, there)
        tabs, kept = tabs_of(member.role), saved.of(session, member, there)
        counts = queries.counts(session, wanted, tabs)
        of_saved = queries.count_all(session, [each.listing for each in kept])
        page = queries.page(session, wanted)
    counts |= dict(zip([each.slug for each in kept], of_saved, strict=True))
    seen = _verified(member, shown_before)
    fresh = [reference for reference in page.references if reference not in seen]
    if fresh or not shown_before:
        details = {"references": fresh}
        with transaction() as session:
            audit.record(session, "queue.viewed", f"queue:{wanted.tab.slug}", staff_id=member.id, details=details)
    return Showing(wanted, page, tabs, kept, counts, current, _signed(member, page.references), len(fresh))


def _choices(session: Session, member: Member) -> filters.Choices:
    settings: Settings = current_app.extensions["settings"]
    return filters.choices(session, member.id, settings.timezone)


def _signed(member: Member, references: list[str]) -> str:
    return str(_serializer().dumps([member.session_id, references]))


def _verified(member: Member, shown: str) -> set[str]:
    try:
        session_id, references = _serializer().loads(shown)
    except BadSignature:
        return set()
    return set(references) if session_id == member.session_id else set()


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="queue-shown")
