"""Where the conversation with one person stands: all that deciding what a text is may look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_service.equality import by_text
from feedback_service.keywords.words import normal
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage, Question, SafetyFlag
from feedback_service.public_words import public_words
from feedback_service.vocabulary import TEXT_CHANNELS, Asked, Meaning, Moderation, OutboundStatus

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
SEEN_AFTER = timedelta(minutes=1)
"""How long a text that nobody has reported as delivered may take to be on the phone and read."""
_THERE = frozenset({OutboundStatus.DELIVERED, OutboundStatus.REPLIED})
_ON_ITS_WAY = frozenset({OutboundStatus.CLAIMED, OutboundStatus.SENT, OutboundStatus.UNKNOWN})


@dataclass(frozen=True)
class AskedQuestion:
    """A question that the person has read, or may have; `words` is what a preview showed, else the text that asked."""

    id: int
    kind: Asked
    asked_at: datetime
    reference: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Known:
    """Something that they told us. `is_open`: nobody decided about it yet; `is_flagged`: somebody may be in danger;
    `is_added_to`: its last words came after the decision, such as what is missing in an answer. `is_texted`: it came
    from this very phone; on a form anybody can write down anybody's number, and holds the link to what comes of it.
    """

    reference: str
    last_words_at: datetime
    is_open: bool
    is_flagged: bool
    is_added_to: bool = False
    is_texted: bool = True


@dataclass(frozen=True)
class Earlier:
    """A message of theirs in the last day; `words` in the form in which two are compared."""

    at: datetime
    words: str
    meaning: Meaning
    is_replied: bool


@dataclass(frozen=True)
class State:
    """Everything with the latest first, as it was when the text was sent. `language` is what they are written to in,
    None when nobody knows. `answered_at` is when they last answered a question; `last_about` the feedback that
    our last text to them was about. `is_on_call`: they are told of alarms, and may answer that."""

    now: datetime
    language: str | None = None
    has_stopped: bool = False
    is_on_call: bool = False
    answered_at: datetime | None = None
    last_about: str | None = None
    asked: tuple[AskedQuestion, ...] = ()
    known: tuple[Known, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def state_of(session: Session, contact: Contact, at: datetime, *, is_on_call: bool = False) -> State:
    """The state at the moment when a text was sent, which for one that an outage kept away is in the past.

    The contact's row should be locked.
    """
    return State(
        now=at,
        language=contact.language,
        has_stopped=contact.stopped_at is not None,
        is_on_call=is_on_call,
        answered_at=_answered_at(session, contact),
        last_about=_last_about(session, contact, at),
        asked=tuple(_asked(session, contact, at)),
        known=tuple(_known(session, contact)),
        earlier=tuple(_earlier(session, contact, at)),
    )


def _asked(session: Session, contact: Contact, moment: datetime) -> list[AskedQuestion]:
    at = func.coalesce(OutboundMessage.claimed_at, OutboundMessage.created_at)
    is_there = OutboundMessage.status.in_(_THERE)
    may_be_there = OutboundMessage.status.in_(_ON_ITS_WAY) & (at <= moment - SEEN_AFTER)
    statement = (
        select(Question, at)
        .join(OutboundMessage, OutboundMessage.id == Question.outbound_id)
        .where(
            Question.contact_id == contact.id,
            Question.closed_at.is_(None),
            is_there | may_be_there,
            at <= moment,
            OutboundMessage.is_template.is_(False),
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
        if asked_at + LASTS[Asked(question.kind)] > moment
    ]


def _answered_at(session: Session, contact: Contact) -> datetime | None:
    answered = select(func.max(Question.closed_at)).where(
        Question.contact_id == contact.id, Question.answer.is_not(None)
    )
    return session.scalar(answered)


def _last_about(session: Session, contact: Contact, moment: datetime) -> str | None:
    last = (
        select(Feedback.reference)
        .join(OutboundMessage, OutboundMessage.feedback_id == Feedback.id)
        .where(
            OutboundMessage.contact_id == contact.id,
            OutboundMessage.status.in_(_THERE | _ON_ITS_WAY),
            OutboundMessage.created_at <= moment,
            Feedback.erased_at.is_(None),
        )
    )
    at = func.coalesce(OutboundMessage.claimed_at, OutboundMessage.created_at)
    return session.scalar(last.order_by(at.desc(), OutboundMessage.id.desc()).limit(1))


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
            last[row.id].received_at if row.id in last else row.received_at,
            row.status == Moderation.PENDING,
            row.id in flagged,
            row.id in last and not last[row.id].is_public_words and row.status != Moderation.PENDING,
            row.channel in TEXT_CHANNELS,
        )
        for row in rows
    ]


def _last_words(session: Session, rows: Collection[Feedback]) -> dict[int, InboundMessage]:
    words = InboundMessage.meaning.in_((Meaning.FEEDBACK, Meaning.MORE))
    latest = (
        select(func.max(InboundMessage.id))
        .where(InboundMessage.feedback_id.in_([row.id for row in rows]), words)
        .group_by(InboundMessage.feedback_id)
    )
    found = session.scalars(select(InboundMessage).where(InboundMessage.id.in_(latest)))
    return {message.feedback_id: message for message in found if message.feedback_id is not None}


def _flagged(session: Session, rows: Collection[Feedback]) -> set[int]:
    statement = select(SafetyFlag.feedback_id).where(
        SafetyFlag.feedback_id.in_([row.id for row in rows]), SafetyFlag.cleared_at.is_(None)
    )
    return set(session.scalars(statement))


def _earlier(session: Session, contact: Contact, moment: datetime) -> list[Earlier]:
    replied = select(OutboundMessage.id).where(OutboundMessage.in_reply_to_id == InboundMessage.id).exists()
    statement = (
        select(InboundMessage, replied)
        .where(
            InboundMessage.contact_id == contact.id,
            InboundMessage.received_at > moment - REMEMBERED,
            InboundMessage.received_at <= moment,
        )
        .order_by(InboundMessage.id.desc())
        .limit(MOST)
    )
    return [
        Earlier(row.received_at, normal(row.body), Meaning(row.meaning), bool(is_replied))
        for row, is_replied in session.execute(statement)
    ]
