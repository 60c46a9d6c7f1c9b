"""What Twilio's calls mean, as pure functions over their form fields.

Only the fields that are expected are read. A message's identifier must have exactly the shape
that Twilio publishes: the signature covers names and values run together, so that with a looser
shape a captured call could be cut differently and pass for another message.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from feedback_service.phones import is_e164
from feedback_service.vocabulary import MAX_WORDS, Channel, OutboundStatus

WHATSAPP = "whatsapp:"
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_SMALL_NUMBER = re.compile(r"[0-9]{1,4}")
_ROW = re.compile(r"[0-9]{1,18}")
_ERROR_CODE = re.compile(r"[0-9]{1,10}")
# A withheld number arrives as a word on a telephone's keys: ANONYMOUS, UNAVAILABLE, RESTRICTED
# (seen with one digit wrong, too), BLOCKED, UNKNOWN.
_WITHHELD = frozenset({"+266696687", "+86282452253", "+7378742833", "+7378742883", "+2562533", "+8656696"})
_STOP_WORDS = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
_START_WORDS = frozenset({"start", "unstop"})
_THANKS = re.compile(r" (thank ?you|thanks)$")
_NOT_LETTERS = re.compile(r"[\W_]+")

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

PASSING_ERRORS = frozenset({"20003", "20429", "20503", "30001", "30003"})
"""Errors that a later try may not meet: our own sign-in refused, too many requests, service down,
queue full, phone unreachable. Any other, known or new, is not tried again by itself."""


class Unreadable(ValueError):
    """A call that Twilio signed but that cannot be taken in; the message says why, without its values."""


@dataclass(frozen=True)
class InboundText:
    """One text as it came. `sender` is an E.164 number, None where nobody can be answered.

    `opts_out` is True for STOP and its like, False for START, None for everything else.
    """

    message_sid: str
    channel: Channel
    sender: str | None
    body: str
    media_count: int = 0
    opts_out: bool | None = None


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
    return InboundText(
        message_sid=_message_sid(fields),
        channel=channel,
        sender=sender,
        body=body,
        media_count=int(media) if _SMALL_NUMBER.fullmatch(media) else 0,
        opts_out=_opts_out(fields.get("OptOutType", "").upper(), body),
    )


def _opts_out(mark: str, body: str) -> bool | None:
    """Twilio's own mark counts before the words."""
    if mark in {"STOP", "START"}:
        return mark == "STOP"
    if is_stop(body):
        return True
    return False if _whole(body) in _START_WORDS else None


def parse_sender(sender: str) -> tuple[Channel, str | None]:
    """The channel, and the number if it can be answered.

    Short codes, names, `client:` addresses, other channels' addresses and withheld numbers cannot.
    """
    channel = Channel.WHATSAPP if sender.startswith(WHATSAPP) else Channel.SMS
    number = sender.removeprefix(WHATSAPP)
    return channel, number if is_e164(number) and number not in _WITHHELD else None


def is_stop(body: str) -> bool:
    """Whether the whole message asks to stop, such as "Stop. Thank you"; not "please don't stop the group"."""
    return _whole(body) in _STOP_WORDS


def _whole(body: str) -> str:
    """The words of the whole message, without case, signs and thanks."""
    return _THANKS.sub("", _NOT_LETTERS.sub(" ", body.casefold()).strip())


def parse_status(query: Mapping[str, str], fields: Mapping[str, str]) -> StatusReport:
    """Raises Unreadable without a proper MessageSid, or when the address does not name a text of ours."""
    text, attempt = query.get("text", ""), query.get("attempt", "")
    if not _ROW.fullmatch(text) or not _SMALL_NUMBER.fullmatch(attempt):
        raise Unreadable("The address does not say which text this is about.")
    status = STATUSES.get(fields.get("MessageStatus", ""))
    code = fields.get("ErrorCode", "")
    error_code = code if _ERROR_CODE.fullmatch(code) else None
    if status == OutboundStatus.PERMANENT_FAILURE and error_code in PASSING_ERRORS:
        status = OutboundStatus.TEMPORARY_FAILURE
    return StatusReport(int(text), int(attempt), _message_sid(fields), status, error_code)


def _message_sid(fields: Mapping[str, str]) -> str:
    sid = fields.get("MessageSid", "")
    if not _SID.fullmatch(sid):
        raise Unreadable("MessageSid is missing or not SM or MM with 32 hexadecimal digits.")
    return sid
