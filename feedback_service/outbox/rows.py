"""Writing texts as rows. Nothing here commits: the text is asked for with the change that it tells of."""

from collections.abc import Collection
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock, hours
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage
from feedback_service.texts.segments import segments
from feedback_service.vocabulary import AT_ANY_HOUR, Channel, OutboundKind, OutboundStatus

ERASED, STOPPED, WINDOW = "erased", "stopped", "window"
"""Error codes of our own: there is no contact any more; they asked for no more texts; on WhatsApp nobody
may write to somebody who has not written for a day."""
_OVER = frozenset(OutboundStatus) - {OutboundStatus.QUEUED, OutboundStatus.CLAIMED, OutboundStatus.UNKNOWN}
"""Nothing more can come of the text."""
REOPENED_FOR = timedelta(days=7)
"""An answer that is older says nothing to somebody who writes about something else by now."""


def queue(
    session: Session,
    feedback: Feedback,
    kind: OutboundKind,
    body: str,
    *,
    language: str | None = None,
    in_reply_to: InboundMessage | None = None,
) -> OutboundMessage | None:
    """Ask for a text to the person; None when there is no way to reach them.

    To somebody who asked for no more texts it fails at once, for staff to see.
    """
    if feedback.contact is None:
        return None
    return queue_to(session, feedback.contact, feedback, kind, body, language=language, in_reply_to=in_reply_to)


def queue_to(
    session: Session,
    contact: Contact,
    feedback: Feedback | None,
    kind: OutboundKind,
    body: str,
    *,
    language: str | None = None,
    in_reply_to: InboundMessage | None = None,
) -> OutboundMessage:
    """The same for a person, whether or not it is about feedback of theirs."""
    message = _new(kind, Channel(contact.channel), body, OutboundStatus.QUEUED)
    message.feedback_id, message.contact, message.language = feedback.id if feedback else None, contact, language
    message.in_reply_to_id = in_reply_to.id if in_reply_to else None
    if contact.stopped_at is not None:
        settle(message, OutboundStatus.PERMANENT_FAILURE, STOPPED)
    session.add(message)
    return message


def alert(session: Session, channel: Channel, address: str, body: str, feedback: Feedback | None) -> None:
    """Ask for a message to somebody on call, at any hour; `body` must hold nothing that a person wrote.

    `feedback` is None where it is about several.
    """
    message = _new(OutboundKind.ALERT, channel, body, OutboundStatus.QUEUED)
    message.feedback_id, message.address = feedback.id if feedback else None, address
    session.add(message)


def remind(session: Session, address: str, body: str) -> None:
    """Ask for an email to a member of staff, by day; its first line is the subject. It must hold nothing that a person
    wrote."""
    message = _new(OutboundKind.REMINDER, Channel.EMAIL, body, OutboundStatus.QUEUED)
    message.address = address
    session.add(message)


def letter(session: Session, kind: OutboundKind, address: str, body: str) -> OutboundMessage:
    """Ask for an email to a member of staff; its first line is the subject. An invitation's words are erased once it
    went out or failed: the link in it lets its holder in.
    """
    message = _new(kind, Channel.EMAIL, body, OutboundStatus.QUEUED)
    message.address = address
    session.add(message)
    return message


def queue_last(session: Session, channel: Channel, address: str, body: str) -> None:
    """Ask for the last text to somebody whose contact is erased with this transaction."""
    message = _new(OutboundKind.RECEIPT, channel, body, OutboundStatus.QUEUED)
    message.address = address
    session.add(message)


def blank(session: Session, mine: ColumnElement[bool]) -> None:
    """Leave no word in these texts: what waits is not sent any more. Alerts to staff hold none, and go on."""
    theirs = mine & (OutboundMessage.kind != OutboundKind.ALERT)
    waits = OutboundMessage.status.in_((OutboundStatus.QUEUED, OutboundStatus.UNKNOWN))
    failed = {"status": OutboundStatus.PERMANENT_FAILURE, "error_code": ERASED, "settled_at": clock.now()}
    session.execute(update(OutboundMessage).where(theirs, waits).values(**failed))
    session.execute(update(OutboundMessage).where(theirs).values(body=""))


def forget_last_addresses(session: Session) -> None:
    """Drop the number of last texts that went out or failed: nothing more can come of them."""
    waits = (OutboundStatus.QUEUED, OutboundStatus.CLAIMED, OutboundStatus.UNKNOWN)
    session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.kind == OutboundKind.RECEIPT,
            OutboundMessage.address.is_not(None),
            OutboundMessage.status.not_in(waits),
        )
        .values(address=None)
    )


def replied(
    session: Session,
    inbound: InboundMessage,
    kind: OutboundKind,
    body: str,
    *,
    contact: Contact | None,
    feedback: Feedback | None = None,
    language: str | None = None,
) -> OutboundMessage:
    """Keep the text that goes out as the answer to the provider's own request, so that it needs no sending.

    The rows it refers to must have been flushed.
    """
    message = _new(kind, Channel(inbound.channel), body, OutboundStatus.REPLIED)
    message.contact, message.language = contact, language
    message.feedback_id, message.in_reply_to_id = feedback.id if feedback else None, inbound.id
    message.claimed_at = message.settled_at = message.created_at
    session.add(message)
    return message


def reply_to(session: Session, inbound: InboundMessage) -> OutboundMessage | None:
    """The direct reply to a message, None where there was none."""
    statement = select(OutboundMessage).where(OutboundMessage.in_reply_to_id == inbound.id)
    return session.scalars(statement.order_by(OutboundMessage.id).limit(1)).one_or_none()


def sent_today(
    session: Session,
    contact: Contact,
    kinds: Collection[OutboundKind] | None = None,
    *,
    besides: OutboundMessage | None = None,
) -> int:
    """How many texts of these kinds the person was sent since the local midnight; all that can wait unless given.

    `besides` is not counted: a text that is tried again does not stand in its own way.
    """
    settings: Settings = current_app.extensions["settings"]
    wanted = set(OutboundKind) - AT_ANY_HOUR if kinds is None else kinds
    statement = (
        select(func.count())
        .select_from(OutboundMessage)
        .where(
            OutboundMessage.contact_id == contact.id,
            OutboundMessage.claimed_at >= hours.day_began(settings.timezone),
            OutboundMessage.kind.in_(wanted),
        )
    )
    if besides is not None:
        statement = statement.where(OutboundMessage.id != besides.id)
    return session.scalar(statement) or 0


def call_off(session: Session, message_ids: Collection[int]) -> None:
    """Take back texts that are not needed any more, as far as they have not been claimed yet."""
    _call_off(session, OutboundMessage.id.in_(message_ids))


def call_off_decisions(session: Session, feedback: Feedback) -> None:
    """The same for what was to be said about a decision that does not hold, or is not asked for, any more."""
    _call_off(session, (OutboundMessage.feedback_id == feedback.id) & (OutboundMessage.kind == OutboundKind.DECISION))


def _call_off(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(
        update(OutboundMessage)
        .where(which, OutboundMessage.status == OutboundStatus.QUEUED)
        .values(status=OutboundStatus.CALLED_OFF, settled_at=clock.now())
    )


def reopen(session: Session, contact: Contact, error_code: str) -> None:
    """What could not be sent to the person for this reason of theirs (WINDOW, STOPPED) is due again: it is gone.

    The code stays, so that a second report of the old failure is no news.
    """
    session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.contact_id == contact.id,
            OutboundMessage.status == OutboundStatus.PERMANENT_FAILURE,
            OutboundMessage.error_code == error_code,
            OutboundMessage.created_at > clock.now() - REOPENED_FOR,
        )
        .values(status=OutboundStatus.QUEUED, settled_at=None, due_at=clock.now())
    )


def settle(message: OutboundMessage, status: OutboundStatus, error_code: str | None = None) -> None:
    """What became of it, for now."""
    message.status, message.error_code = status, error_code
    message.settled_at = clock.now()
    if message.kind == OutboundKind.INVITATION and status in _OVER:
        message.body, message.address = "", None


def _new(kind: OutboundKind, channel: Channel, body: str, status: OutboundStatus) -> OutboundMessage:
    moment = clock.now()
    return OutboundMessage(
        kind=kind,
        channel=channel,
        body=body,
        segments=segments(body),
        status=status,
        created_at=moment,
        due_at=moment,
    )
