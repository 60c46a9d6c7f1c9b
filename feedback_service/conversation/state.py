"""Where the conversation with one person stands: all that deciding what a text is may look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.equality import by_text
from feedback_service.keywords.words import normal
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage, Question, SafetyFlag
from feedback_service.public_words import public_words
from feedback_service.vocabulary import Asked, Meaning, Moderation, OutboundStatus

LASTS: dict[Asked, timedelta] = {
    Asked.CONSENT: timedelta(days=30),
    Asked.PREVIEW: timedelta(days=30),
    Asked.VERDICT: timedelta(days=30),
    Asked.ADDITION: timedelta(days=2),
    Asked.QUESTIONS: timedelta(days=1),
    Asked.FFT: timedelta(days=1),
    Asked.AUTHOR: timedelta(days=1),
    Asked.EQUALITY: timedelta(days=1),
    Asked.ETHNIC_GROUP: timedelta(days=1),
    Asked.ETHNIC_BACKGROUND: timedelta(days=1),
    Asked.ERASURE: timedelta(hours=1),
}
"""How long a question can be answered. After that a reply to it is feedback, as silence was the answer."""

REMEMBERED = timedelta(days=1)
MOST = 20
_ASKED = frozenset(
    {
        OutboundStatus.CLAIMED,
        OutboundStatus.SENT,
        OutboundStatus.DELIVERED,
        OutboundStatus.REPLIED,
        OutboundStatus.UNKNOWN,
    }
)
"""A text that is on its way, or may be."""


@dataclass(frozen=True)
class AskedQuestion:
    """A question that reached the person, or may have; `words` is what a preview showed, else the text that asked."""

    id: int
    kind: Asked
    asked_at: datetime
    reference: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Known:
    """Something that they told us. `is_open`: nobody decided about it yet; `is_flagged`: somebody may be in danger."""

    reference: str
    last_words_at: datetime
    is_open: bool
    is_flagged: bool


@dataclass(frozen=True)
class Earlier:
    """A message of theirs in the last day; `words` in the form in which two are compared."""

    at: datetime
    words: str
    meaning: Meaning
    is_replied: bool


@dataclass(frozen=True)
class State:
    """Everything with the latest first. `language` is what they are written to in, None when nobody knows."""

    now: datetime
    language: str | None = None
    has_stopped: bool = False
    asked: tuple[AskedQuestion, ...] = ()
    known: tuple[Known, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def state_of(session: Session, contact: Contact) -> State:
    """The state as this transaction sees it; the contact's row should be locked."""
    return State(
        now=clock.now(),
        language=contact.language,
        has_stopped=contact.stopped_at is not None,
        asked=tuple(_asked(session, contact)),
        known=tuple(_known(session, contact)),
        earlier=tuple(_earlier(session, contact)),
    )


def _asked(session: Session, contact: Contact) -> list[AskedQuestion]:
    at = func.coalesce(OutboundMessage.claimed_at, OutboundMessage.created_at)
    statement = (
        select(Question, at)
        .join(OutboundMessage, OutboundMessage.id == Question.outbound_id)
        .where(
            Question.contact_id == contact.id,
            Question.closed_at.is_(None),
            OutboundMessage.status.in_(_ASKED),
        )
        .order_by(at.desc(), Question.id.desc())
        .limit(MOST)
    )
    return [
        AskedQuestion(
            question.id,
            Asked(question.kind),
            asked_at,
            question.feedback.reference if question.feedback else None,
            _shown(session, question),
        )
        for question, asked_at in session.execute(statement)
        if asked_at + LASTS[Asked(question.kind)] > clock.now()
    ]


def _shown(session: Session, question: Question) -> str:
    if question.kind == Asked.PREVIEW:
        return public_words(question.feedback) if question.feedback else ""
    return by_text.words_of(session, question.outbound) or question.outbound.body


def _known(session: Session, contact: Contact) -> list[Known]:
    statement = select(Feedback).where(Feedback.contact_id == contact.id, Feedback.erased_at.is_(None))
    rows = list(session.scalars(statement.order_by(Feedback.id.desc()).limit(MOST)).unique())
    last, flagged = _last_words(session, rows), _flagged(session, rows)
    return [
        Known(
            row.reference,
            last.get(row.id, row.received_at),
            row.status == Moderation.PENDING,
            row.id in flagged,
        )
        for row in rows
    ]


def _last_words(session: Session, rows: Collection[Feedback]) -> dict[int, datetime]:
    words = InboundMessage.meaning.in_((Meaning.FEEDBACK, Meaning.MORE))
    statement = select(InboundMessage.feedback_id, func.max(InboundMessage.received_at)).where(
        InboundMessage.feedback_id.in_([row.id for row in rows]), words
    )
    return {key: at for key, at in session.execute(statement.group_by(InboundMessage.feedback_id)) if key is not None}


def _flagged(session: Session, rows: Collection[Feedback]) -> set[int]:
    statement = select(SafetyFlag.feedback_id).where(
        SafetyFlag.feedback_id.in_([row.id for row in rows]), SafetyFlag.cleared_at.is_(None)
    )
    return set(session.scalars(statement))


def _earlier(session: Session, contact: Contact) -> list[Earlier]:
    replied = select(OutboundMessage.id).where(OutboundMessage.in_reply_to_id == InboundMessage.id).exists()
    statement = (
        select(InboundMessage, replied)
        .where(InboundMessage.contact_id == contact.id, InboundMessage.received_at > clock.now() - REMEMBERED)
        .order_by(InboundMessage.id.desc())
        .limit(MOST)
    )
    return [
        Earlier(row.received_at, normal(row.body), Meaning(row.meaning), bool(is_replied))
        for row, is_replied in session.execute(statement)
    ]
