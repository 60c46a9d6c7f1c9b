"""What the item page shows, gathered in one read; every opening is on record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from feedback_service import audit, places
from feedback_service.models import (
    Feedback,
    FeedbackHistory,
    InboundMessage,
    OutboundMessage,
    Redaction,
    Response,
    SafetyFlag,
    Staff,
)
from feedback_service.public_words import public_words, stretches
from feedback_service.publishing import Obstacle, obstacles
from feedback_service.redaction import Piece, pieces
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Moderation
from moderation.auth.sessions import Member
from moderation.permissions import Action, actions_of, allowed_actions, may_open, sees_originals


class Closed(Exception):
    """The member's role does not open this feedback."""


@dataclass(frozen=True)
class Said:
    """A message of the person's, cut into words for choosing; `hidden` are its redactions by their start."""

    message: InboundMessage
    pieces: Sequence[Piece]
    hidden: dict[int, Redaction]

    @property
    def at(self) -> datetime:
        return self.message.received_at


@dataclass(frozen=True)
class Sent:
    """A text to the person. The key to their own page is left out of `body`: it is theirs alone."""

    text: OutboundMessage
    body: str

    @property
    def at(self) -> datetime:
        return self.text.created_at


@dataclass(frozen=True)
class ItemPage:
    """Everything on the page. `said` is empty for who reads the public words only, and nothing that staff
    noted among themselves is shown to them either; `changes` are the lines of the history that a page
    made at an older version does not have."""

    feedback: Feedback
    public_words: str
    said: Sequence[Said]
    sent: Sequence[Sent]
    responses: Sequence[Response]
    history: Sequence[FeedbackHistory]
    flags: Sequence[SafetyFlag]
    names: dict[int, str]
    obstacles: Sequence[Obstacle]
    allowed: frozenset[Action]
    known: frozenset[Action]
    places: Sequence[places.Group]
    changes: Sequence[FeedbackHistory] = ()

    @property
    def conversation(self) -> list[Said | Sent]:
        """Both sides in the order of time."""
        return sorted([*self.said, *self.sent], key=lambda each: each.at)

    @property
    def public_answers(self) -> list[Response]:
        """What the public reads with the words, now or after publishing: also what waits for the decision."""
        if self.feedback.status not in {Moderation.PENDING, Moderation.PUBLISHED}:
            return []
        return [each for each in self.responses if each.is_public or each.given_at is None]

    def words_at(self, chosen: Collection[str]) -> list[str]:
        """The words behind the values `<message id>:<start>:<end>` of their boxes."""
        every = ((said.message.id, piece) for said in self.said for piece in said.pieces)
        return [piece.text for number, piece in every if f"{number}:{piece.start}:{piece.end}" in chosen]

    @property
    def is_open_to_hiding(self) -> bool:
        """Whether words can be chosen."""
        return Action.REDACT in self.allowed


def open_item(reference: str, member: Member, since: int | None = None) -> ItemPage | None:
    """The page for this member, None for an unknown reference. Raises Closed.

    `since` is the version that an earlier page was made at. The look is recorded before the page is
    handed out, with whether the words as they were written are on it.
    """
    with reading() as session:
        feedback = _find(session, reference)
        if feedback is None:
            return None
        if not may_open(member.role, feedback):
            raise Closed
        page = _gather(session, feedback, member, since)
    details = {"original": bool(page.said)}
    with transaction() as session:
        audit.record(session, "feedback.viewed", f"feedback:{feedback.id}", staff_id=member.id, details=details)
    return page


def _find(session: Session, reference: str) -> Feedback | None:
    messages = selectinload(Feedback.messages).selectinload(InboundMessage.redactions)
    statement = select(Feedback).where(Feedback.reference == reference.upper())
    options = (
        messages,
        selectinload(Feedback.flags),
        selectinload(Feedback.entry_point),
        selectinload(Feedback.contact),
    )
    return session.scalars(statement.options(*options)).unique().one_or_none()


def _gather(session: Session, feedback: Feedback, member: Member, since: int | None) -> ItemPage:
    history = _history(session, feedback)
    allowed = allowed_actions(member.role, feedback)
    return ItemPage(
        feedback=feedback,
        public_words=public_words(feedback),
        said=[_said(message) for message in feedback.messages] if sees_originals(member.role) else [],
        sent=_sent(session, feedback),
        responses=_responses(session, feedback),
        history=history,
        flags=[flag for flag in feedback.flags if flag.cleared_at is None],
        names=dict(session.execute(select(Staff.id, Staff.name)).tuples().all()),
        obstacles=obstacles(feedback),
        allowed=allowed,
        known=actions_of(member.role),
        places=places.by_borough(session) if Action.SET_PLACE in allowed else [],
        changes=[line for line in history if since is not None and line.version > since],
    )


def _said(message: InboundMessage) -> Said:
    hidden = {redaction.start: redaction for redaction in message.redactions}
    return Said(message, pieces(message.body, stretches(message.redactions)), hidden)


def _sent(session: Session, feedback: Feedback) -> list[Sent]:
    statement = select(OutboundMessage).where(OutboundMessage.feedback_id == feedback.id).order_by(OutboundMessage.id)
    return [Sent(text, text.body.replace(feedback.follow_token, "…")) for text in session.scalars(statement)]


def _responses(session: Session, feedback: Feedback) -> Sequence[Response]:
    statement = select(Response).where(Response.feedback_id == feedback.id).options(selectinload(Response.staff))
    return session.scalars(statement.order_by(Response.created_at, Response.id)).all()


def _history(session: Session, feedback: Feedback) -> Sequence[FeedbackHistory]:
    statement = select(FeedbackHistory).where(FeedbackHistory.feedback_id == feedback.id)
    return session.scalars(statement.order_by(FeedbackHistory.id)).unique().all()
