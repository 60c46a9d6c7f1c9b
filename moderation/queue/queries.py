"""Reading the queue: a page of it, the counts, the state by which a page knows that it is old.

what waits, whatever is filtered ──────> along the index of what waits: little, however much there was
an archive as it is ──────────────────> along its own index
an archive filtered, or words ────────> the search index says which; the newest first
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session, selectinload

from feedback_service.answers import ANSWERABLE
from feedback_service.models import AnswerDraft, Feedback, FeedbackHistory, InboundMessage, OutboundMessage, Response
from feedback_service.public_words import public_words
from feedback_service.search import finding
from feedback_service.vocabulary import NOT_DELIVERED, DraftState, OutboundKind, ResponseKind
from moderation.queue import excerpts
from moderation.queue.excerpts import Excerpt
from moderation.queue.listing import Listing
from moderation.queue.tabs import Tab

PAGE_SIZE = 50
EXCERPT = 140
MOST_COUNTED = 1000
RECENT_CHANGES = 1000


@dataclass(frozen=True)
class Row:
    """One line of the queue. `words` is the beginning, with everything hidden that was hidden so far; `excerpt` is
    where the words stand that were searched for. `is_overdue`: what it waits for should be done by now.
    `is_undelivered`: the latest text to the person did not arrive; `has_waiting_answer`: an answer is written
    that the person was not given yet; `is_up_for_review`: one waits for a colleague's look. `promised_by` is the role
    that sees to the latest promise, None where nothing was promised."""

    feedback: Feedback
    words: str
    excerpt: Excerpt | None
    is_overdue: bool
    is_undelivered: bool
    has_waiting_answer: bool
    is_up_for_review: bool
    promised_by: str | None

    @property
    def is_flagged(self) -> bool:
        """Whether somebody may be in danger and nobody cleared it yet."""
        return any(flag.cleared_at is None for flag in self.feedback.flags)

    @property
    def is_untranslated(self) -> bool:
        """Whether an answer waits for nothing but its translation."""
        return self.has_waiting_answer and self.feedback.status in ANSWERABLE


@dataclass(frozen=True)
class Page:
    """Rows in the listing's order; `more` is the cursor of the next page, None on the last."""

    rows: list[Row]
    more: str | None

    @property
    def references(self) -> list[str]:
        """Whose words the page shows."""
        return [row.feedback.reference for row in self.rows]


def page(session: Session, listing: Listing, size: int = PAGE_SIZE) -> Page:
    """One page of the listing, from the beginning or beyond its cursor."""
    if listing.is_in_vain:
        return Page([], None)
    if listing.is_looked_up and not listing.is_of_work:
        return _newest(session, listing, size)
    tab = listing.tab
    statement = _narrowed(session, listing, select(Feedback, *[key.column for key in tab.keys]))
    beyond = tab.beyond(listing.after) if listing.after else None
    if beyond is not None:
        statement = statement.where(beyond)
    statement = statement.order_by(*tab.ordering()).limit(size + 1)
    found: Sequence[Any] = session.execute(statement.options(*_loaded(listing))).unique().all()
    more = tab.cursor(tuple(found[size - 1][1:])) if len(found) > size else None
    return Page(_rows(session, listing, [each[0] for each in found[:size]]), more)


def _newest(session: Session, listing: Listing, size: int) -> Page:
    """What the search index finds, the newest first. The feedback itself has the last word on what is shown."""
    before = int(listing.after) if listing.after and listing.after.isdecimal() and len(listing.after) < 19 else None
    numbers = finding.newest(session, listing.shelf, listing.groups(), before, size + 1)
    # Asked for as a column: as a condition it would tempt the planner away from the numbers, into a whole archive.
    fits = and_(*listing.conditions()).label("fits")
    statement = select(Feedback, fits).where(Feedback.id.in_(numbers[:size])).order_by(Feedback.id.desc())
    rows: Sequence[Any] = session.execute(statement.options(*_loaded(listing))).unique().all()
    found = [row[0] for row in rows if row.fits]
    return Page(_rows(session, listing, found), str(numbers[size - 1]) if len(numbers) > size else None)


def _narrowed(session: Session, listing: Listing, statement: Select[Any]) -> Select[Any]:
    if listing.tab.joined:
        statement = statement.join(*listing.tab.joined)
    statement = statement.where(*listing.conditions())
    if listing.is_looked_up:
        statement = statement.where(finding.are_in(session, listing.shelf, listing.groups()))
    return statement


def _loaded(listing: Listing) -> list[Any]:
    messages = selectinload(Feedback.messages)
    found = [
        messages.selectinload(InboundMessage.redactions),
        selectinload(Feedback.flags),
        selectinload(Feedback.team),
    ]
    return [*found, messages.selectinload(InboundMessage.translations)] if listing.words else found


def _rows(session: Session, listing: Listing, found: Sequence[Feedback]) -> list[Row]:
    numbers = [each.id for each in found]
    undelivered, waiting = _undelivered(session, numbers), _with_waiting_answer(session, numbers)
    drafted, owners = _up_for_review(session, numbers), _owners(session, numbers)
    passages = excerpts.of_page(session, listing, found) if listing.forms else {}
    return [
        Row(
            each,
            shortened(public_words(each)),
            passages.get(each.id),
            _is_overdue(each, listing.there.today),
            each.id in undelivered,
            each.id in waiting,
            each.id in drafted,
            owners.get(each.id),
        )
        for each in found
    ]


def _is_overdue(feedback: Feedback, today: date) -> bool:
    return feedback.waits_for is not None and feedback.due_on is not None and feedback.due_on < today


def _undelivered(session: Session, numbers: Collection[int]) -> set[int | None]:
    texts = select(OutboundMessage.feedback_id, OutboundMessage.status).where(
        OutboundMessage.feedback_id.in_(numbers), OutboundMessage.kind != OutboundKind.ALERT
    )
    latest = dict(session.execute(texts.order_by(OutboundMessage.id)).tuples().all())
    return {number for number, status in latest.items() if status in NOT_DELIVERED}


def _with_waiting_answer(session: Session, numbers: Collection[int]) -> set[int]:
    answers = select(Response.feedback_id).where(Response.feedback_id.in_(numbers), Response.given_at.is_(None))
    return set(session.scalars(answers))


def _up_for_review(session: Session, numbers: Collection[int]) -> set[int]:
    asked = AnswerDraft.feedback_id.in_(numbers), AnswerDraft.state == DraftState.REVIEW
    return set(session.scalars(select(AnswerDraft.feedback_id).where(*asked)))


def _owners(session: Session, numbers: Collection[int]) -> dict[int, str | None]:
    promises = select(Response.feedback_id, Response.owner).where(
        Response.feedback_id.in_(numbers), Response.kind == ResponseKind.DOING
    )
    return dict(session.execute(promises.order_by(Response.id)).tuples().all())


def counts(session: Session, listing: Listing, tabs: Sequence[Tab]) -> dict[str, int | None]:
    """How many each tab holds of what the listing is narrowed to, by slug; `count_all` says how it counts."""
    found = count_all(session, [listing.at(tab) for tab in tabs])
    return dict(zip([tab.slug for tab in tabs], found, strict=True))


def count_all(session: Session, listings: Sequence[Listing]) -> list[int | None]:
    """How many each listing holds: no further than MOST_COUNTED + 1, which means "more"; None for a part of an
    archive or of what went astray, which would take long to count."""
    bounded = [_count(session, each) for each in listings]
    asked = [each.scalar_subquery() for each in bounded if each is not None]
    found = iter(session.execute(select(*asked)).one()) if asked else iter(())
    return [None if each is None else next(found) for each in bounded]


def _count(session: Session, listing: Listing) -> Select[Any] | None:
    is_part = listing.is_narrowed and (not listing.tab.is_work or listing.tab.joined)
    if listing.is_in_vain or is_part:
        return None
    some = _narrowed(session, listing, select(literal(1)).select_from(Feedback))
    # In the order of the tab: so that it is the tab's own index that is walked along, as far as is counted.
    some = some.order_by(*listing.tab.ordering()).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(some.subquery())


@dataclass(frozen=True)
class Revision:
    """Where the history stands. PostgreSQL hands ids out before the commit, so a change may appear
    below the highest id: the number of recent ones tells that apart."""

    last: int
    recent: int

    def __str__(self) -> str:
        return f"{self.last}.{self.recent}"


def revision(session: Session) -> Revision:
    """The revision that this session's snapshot has."""
    last = session.scalar(select(func.max(FeedbackHistory.id))) or 0
    recent = select(func.count()).select_from(FeedbackHistory).where(FeedbackHistory.id > last - RECENT_CHANGES)
    return Revision(last, session.scalar(recent) or 0)


def by_reference(session: Session, typed: str) -> Feedback | None:
    """What somebody typed or read aloud the reference of: case, spaces and the hyphen do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return session.scalar(select(Feedback).where(Feedback.reference == f"{letters[:4]}-{letters[4:]}"))


def shortened(words: str, length: int = EXCERPT) -> str:
    """The beginning of the words in one line, cut between two of them."""
    line = " ".join(words.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(".,;:!?…،؛۔।") + "…"
