"""What a member chose in the queue, and what the page of it shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from feedback_service import audit
from feedback_service.models import Feedback, InboundMessage, Team
from feedback_service.public_words import public_words
from feedback_service.storage import reading, transaction
from moderation.auth.sessions import Member
from moderation.claims.announcing import REFERENCE
from moderation.permissions import Action, allowed_actions
from moderation.queue.queries import shortened

MOST = 50
"""How many are decided at once: as many as somebody can have read on one page."""


@dataclass(frozen=True)
class Chosen:
    """A feedback as a page showed it; version 0 as the next page shows it."""

    reference: str
    version: int


@dataclass(frozen=True)
class Line:
    """A chosen feedback as it is now; `words` is the beginning, without what is hidden, `allowed` what the member may
    do to it."""

    feedback: Feedback
    version: int
    words: str
    allowed: frozenset[Action]

    @property
    def is_flagged(self) -> bool:
        """Whether somebody may be in danger: it is decided by itself alone."""
        return any(flag.cleared_at is None for flag in self.feedback.flags)


def read(values: Sequence[str]) -> list[Chosen]:
    """What the boxes say, `<reference>:<version>`, each feedback once; what is neither is left out."""
    found: dict[str, Chosen] = {}
    for value in values:
        reference, _colon, version = value.partition(":")
        is_version = version.isascii() and version.isdecimal() and len(version) < 10
        if is_version and REFERENCE.fullmatch(reference.upper()):
            found.setdefault(reference.upper(), Chosen(reference.upper(), int(version)))
    return list(found.values())


def lines(member: Member, chosen: Collection[Chosen]) -> list[Line]:
    """What the page shows of them, in the order in which they wait; that the words were shown is on record."""
    versions = {each.reference: each.version for each in chosen}
    with reading() as session:
        wanted = (
            select(Feedback).where(Feedback.reference.in_(versions)).order_by(Feedback.urgency, Feedback.received_at)
        )
        messages = selectinload(Feedback.messages).selectinload(InboundMessage.redactions)
        beside = selectinload(Feedback.flags), selectinload(Feedback.open_proposals)
        found = session.scalars(wanted.options(messages, *beside)).unique().all()
        shown = [_line(each, versions[each.reference], member) for each in found]
    details = {"references": [each.feedback.reference for each in shown]}
    with transaction() as session:
        audit.record(session, "queue.viewed", "queue:chosen", staff_id=member.id, details=details)
    return shown


def _line(feedback: Feedback, version: int, member: Member) -> Line:
    words, allowed = shortened(public_words(feedback)), allowed_actions(member.role, feedback)
    return Line(feedback, version or feedback.version, words, allowed)


def teams() -> Sequence[Team]:
    """Those that something can be given to."""
    with reading() as session:
        return session.scalars(select(Team).where(Team.retired_at.is_(None)).order_by(Team.name)).all()
