"""What Twilio's calls mean, as pure functions over their form fields.

Only the fields that are expected are read. A message's identifier must have exactly the shape
that Twilio publishes: the signature covers names and values run together, so that with a looser
shape a captured call could be cut differently and pass for another message.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feedback_service.outbox import WINDOW
from feedback_service.phones import is_e164
from feedback_service.vocabulary import MAX_WORDS, Channel, OutboundStatus

WHATSAPP = "whatsapp:"
INBOUND = "inbound"
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_SMALL_NUMBER = re.compile(r"[0-9]{1,4}")
_ROW = re.compile(r"[0-9]{1,18}")
_ERROR_CODE = re.compile(r"[0-9]{1,10}")
# A withheld number arrives as a word on a telephone's keys: ANONYMOUS, UNAVAILABLE, RESTRICTED
# (seen with one digit wrong, too), BLOCKED, UNKNOWN.
_WITHHELD = frozenset({"+266696687", "+86282452253", "+7378742833", "+7378742883", "+2562533", "+8656696"})
_NETWORK_MARKS = frozenset({"STOP", "START", "HELP"})

STATUSES = {
    "accepted": OutboundStatus.SENT,
    "scheduled": OutboundStatus.SENT,
    "queued": OutboundStatus.SENT,
    "sending": OutboundStatus.SENT,
    "sent": OutboundStatus.SENT,
    "partially_delivered": OutboundStatus.SENT,
    "delivered": OutboundStatus.DELIVERED,
    "read": OutboundStatus.DELIVERED,
    "undelivered": OutboundStatus.PERMANENT_FAILURE,
    "failed": OutboundStatus.PERMANENT_FAILURE,
    "canceled": OutboundStatus.PERMANENT_FAILURE,
}
"""Twilio's message status to ours; a failure is permanent unless its code is in PASSING_ERRORS."""

PASSING_ERRORS = frozenset({"30001", "30003"})
"""Failures of a text that a later try may not meet: queue full, phone unreachable. Any other, known or
new, is not tried again by itself."""

OUTSIDE_WINDOW = "63016"
"""WhatsApp's rule that nobody may write freely to somebody who has not written for a day."""


class Unreadable(ValueError):
    """A call that Twilio signed but that cannot be taken in; the message says why, without its values."""


@dataclass(frozen=True)
class InboundText:
    """One text as it came. `sender` is an E.164 number, None where nobody can be answered.

    `network_mark` is STOP, START or HELP where Twilio took the text for that and acted on it, else
    None. `sent_at` is when it was sent, where that was a while ago.
    """

    message_sid: str
    channel: Channel
    sender: str | None
    body: str
    media_count: int = 0
    network_mark: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A message as Twilio's own list shows it: what we read of its resource, with numbers as they stand there."""

    sid: str
    direction: str
    sender: str
    to: str
    body: str
    status: str
    created_at: datetime
    sent_at: datetime | None = None
    error_code: str = ""
    media_count: str = ""
    service: str = ""


@dataclass(frozen=True)
class StatusReport:
    """What became of a text that we sent; `status` is None for one that says nothing new to us.

    `text_id` and `attempt` are our own names for it, from the address that we gave Twilio: the
    report may come before we know Twilio's.
    """

    text_id: int
    attempt: int
    message_sid: str
    status: OutboundStatus | None
    error_code: str | None


def parse_inbound(fields: Mapping[str, str]) -> InboundText:
    """Raises Unreadable without a proper MessageSid, or when the body is longer than MAX_WORDS.

    The body is kept exactly as it came. Nothing that long comes from Twilio, whose texts end at
    1,600 characters; it is refused rather than cut, so that Twilio has it on record.
    """
    body = fields.get("Body", "")
    if len(body) > MAX_WORDS:
        raise Unreadable(f"Body is longer than {MAX_WORDS} characters.")
    channel, sender = parse_sender(fields.get("From", ""))
    media = fields.get("NumMedia", "")
    mark = fields.get("OptOutType", "").upper()
    return InboundText(
        message_sid=_message_sid(fields),
        channel=channel,
        sender=sender,
        body=body,
        media_count=int(media) if _SMALL_NUMBER.fullmatch(media) else 0,
        network_mark=mark if mark in _NETWORK_MARKS else None,
    )


def parse_listed(message: Listed) -> InboundText:
    """A text that came in, from Twilio's list instead of its call; raises Unreadable as `parse_inbound` does.

    The list does not say what Twilio took it for: there `network_mark` is None.
    """
    fields = {"MessageSid": message.sid, "From": message.sender, "Body": message.body, "NumMedia": message.media_count}
    return replace(parse_inbound(fields), sent_at=message.sent_at or message.created_at)


def parse_sender(sender: str) -> tuple[Channel, str | None]:
    """The channel, and the number if it can be answered.

    Short codes, names, `client:` addresses, other channels' addresses and withheld numbers cannot.
    """
    channel = Channel.WHATSAPP if sender.startswith(WHATSAPP) else Channel.SMS
    number = sender.removeprefix(WHATSAPP)
    return channel, number if is_e164(number) and number not in _WITHHELD else None


def parse_status(query: Mapping[str, str], fields: Mapping[str, str]) -> StatusReport:
    """Raises Unreadable without a proper MessageSid, or when the address does not name a text of ours."""
    text, attempt = query.get("text", ""), query.get("attempt", "")
    if not _ROW.fullmatch(text) or not _SMALL_NUMBER.fullmatch(attempt):
        raise Unreadable("The address does not say which text this is about.")
    status, error_code = outcome(fields.get("MessageStatus", ""), fields.get("ErrorCode", ""))
    return StatusReport(int(text), int(attempt), _message_sid(fields), status, error_code)


def outcome(status: str, code: str) -> tuple[OutboundStatus | None, str | None]:
    """What Twilio's status and error code mean to us; the status is None where they say nothing new."""
    ours = STATUSES.get(status)
    if code == OUTSIDE_WINDOW:
        return ours, WINDOW
    error_code = code if _ERROR_CODE.fullmatch(code) else None
    if ours == OutboundStatus.PERMANENT_FAILURE and error_code in PASSING_ERRORS:
        return OutboundStatus.TEMPORARY_FAILURE, error_code
    return ours, error_code


def _message_sid(fields: Mapping[str, str]) -> str:
    sid = fields.get("MessageSid", "")
    if not _SID.fullmatch(sid):
        raise Unreadable("MessageSid is missing or not SM or MM with 32 hexadecimal digits.")
    return sid
