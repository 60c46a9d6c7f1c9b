"""Reading the queue: a page of a tab, the counts, the state by which a page knows that it is old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from feedback_service.answers import ANSWERABLE
from feedback_service.models import Feedback, FeedbackHistory, InboundMessage
from feedback_service.public_words import public_words
from moderation.queue.tabs import DUE, UNDELIVERED, UNTRANSLATED, Tab

PAGE_SIZE = 50
EXCERPT = 140
RECENT_CHANGES = 1000


@dataclass(frozen=True)
class Row:
    """One line of the queue. `words` is the beginning, with everything hidden that was hidden so far;
    `is_undelivered`: the latest text to the person did not arrive; `has_waiting_answer`: an answer is written
    that the person was not given yet."""

    feedback: Feedback
    words: str
    due_on: date | None
    is_undelivered: bool
    has_waiting_answer: bool

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
    """Rows in the tab's order; `more` is the cursor of the next page, None on the last."""

    rows: list[Row]
    more: str | None

    @property
    def references(self) -> list[str]:
        """Whose words the page shows."""
        return [row.feedback.reference for row in self.rows]


def page(session: Session, tab: Tab, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """One page of `tab`, from the beginning or beyond the cursor `after`."""
    statement = select(Feedback, DUE, UNDELIVERED, UNTRANSLATED, *[key.column for key in tab.keys]).where(tab.condition)
    beyond = tab.beyond(after) if after else None
    if beyond is not None:
        statement = statement.where(beyond)
    statement = statement.order_by(*tab.ordering()).limit(size + 1)
    statement = statement.options(
        selectinload(Feedback.messages).selectinload(InboundMessage.redactions), selectinload(Feedback.flags)
    )
    found: Sequence[Any] = session.execute(statement).unique().all()
    more = tab.cursor(tuple(found[size - 1][4:])) if len(found) > size else None
    rows = [
        Row(feedback, shortened(public_words(feedback)), due, failed, waits)
        for feedback, due, failed, waits, *_ in found[:size]
    ]
    return Page(rows, more)


def counts(session: Session, tabs: Sequence[Tab]) -> dict[str, int]:
    """How many each tab holds, by slug."""
    return {
        tab.slug: session.scalar(select(func.count()).select_from(Feedback).where(tab.condition)) or 0 for tab in tabs
    }


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


def find_reference(session: Session, typed: str) -> str | None:
    """The reference that somebody typed or read aloud: case, spaces and the hyphen do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return session.scalar(select(Feedback.reference).where(Feedback.reference == f"{letters[:4]}-{letters[4:]}"))


def shortened(words: str, length: int = EXCERPT) -> str:
    """The beginning of the words in one line, cut between two of them."""
    line = " ".join(words.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(".,;:!?…،؛۔।") + "…"
