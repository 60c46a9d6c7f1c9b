"""Opening the queue, with a record of whose words were shown.

A page as served is one record. A live update of it is one only when it brings words that the page
did not show yet: one look is recorded once, and a page that stays open all day does not bury the
trail. What a page has shown it carries along itself, signed, so that nobody can claim to have seen
what was never recorded.
"""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from feedback_service import audit
from feedback_service.storage import reading, transaction
from moderation.auth.sessions import Member
from moderation.queue import queries
from moderation.queue.tabs import Tab, tabs_of


@dataclass(frozen=True)
class Showing:
    """What the queue's page shows. `shown` and `state` go with it and come back with the next update;
    `fresh` counts what it brings that the page did not have."""

    tab: Tab
    after: str | None
    page: queries.Page
    counts: dict[str, int]
    state: str
    shown: str
    fresh: int


def state() -> str:
    """What an update would carry as its state now; equal to the page's when nothing changed."""
    with reading() as session:
        return str(queries.revision(session))


def show(member: Member, tab: Tab, after: str | None, shown_before: str = "") -> Showing:
    """The page of `tab` beyond the cursor `after`; `shown_before` is the `shown` of the page to update."""
    with reading() as session:
        # The state is read first: the page may then be newer than it, which costs one more update.
        current = str(queries.revision(session))
        counts = queries.counts(session, tabs_of(member.role))
        page = queries.page(session, tab, after)
    seen = _verified(member, shown_before)
    fresh = [reference for reference in page.references if reference not in seen]
    if fresh or not shown_before:
        with transaction() as session:
            audit.record(
                session, "queue.viewed", f"queue:{tab.slug}", staff_id=member.id, details={"references": fresh}
            )
    return Showing(tab, after, page, counts, current, _signed(member, page.references), len(fresh))


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
