"""The messages that the stand-in for Twilio knows of, and how its API shows and lists them."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from tests.support.twilio_account import ACCOUNT, NUMBER, VERSION, WHATSAPP, new_sid

ADDRESS = f"/{VERSION}/Accounts/{ACCOUNT}/Messages"
PAGE_SIZE = 50
# Later statuses never give way to earlier ones, in whatever order they are called back.
RANKS = ("accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read")
FAILURES = frozenset({"undelivered", "failed"})
_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENSION = frozenset("^{}\\[~]|€\f")


class UnknownPage(Exception):
    """A page that no answer led to."""


@dataclass
class Message:
    """One text, out or in. `form` is what it was sent with, and empty for all that the API did not send."""

    direction: str
    sender: str | None
    to: str
    body: str
    status: str
    created: datetime
    form: dict[str, Any] = field(default_factory=dict)
    sid: str = field(default_factory=new_sid)
    service: str | None = None
    sent: datetime | None = None
    updated: datetime | None = None
    error_code: int | None = None
    segments: int = 0

    def becomes(self, status: str, at: datetime, error_code: int | None = None) -> None:
        """Take the status on unless a later one is known. A text has a sender and a date sent once it left."""
        if RANKS.index(status) < RANKS.index(self.status):
            return
        self.status, self.updated = status, at
        if status in FAILURES:
            self.error_code = error_code
        if status != "accepted":
            self.sender = self.sender or (WHATSAPP if self.to.startswith(WHATSAPP) else "") + NUMBER
            self.segments = segments(self.body)
        if status not in ("accepted", "queued", "sending"):
            self.sent = self.sent or at

    @property
    def resource(self) -> dict[str, Any]:
        """The message as the API shows it."""
        address = f"{ADDRESS}/{self.sid}"
        return {
            "account_sid": ACCOUNT,
            "api_version": VERSION,
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.updated or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None if self.error_code is None else "The message was not delivered",
            "from": self.sender,
            "messaging_service_sid": self.service,
            "num_media": "0",
            "num_segments": str(self.segments),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{address}/Media.json", "feedback": f"{address}/Feedback.json"},
            "to": self.to,
            "uri": f"{address}.json",
        }


def outbound(form: dict[str, Any], at: datetime) -> Message:
    """What the API makes of a form: queued, or only accepted while a service has yet to choose the sender.

    Of a template the words are Twilio's; what was filled in stands in them.
    """
    service, filled = form.get("MessagingServiceSid"), json.loads(form.get("ContentVariables", "{}"))
    body = form.get("Body") or "News for you: " + ", ".join(filled.values())
    message = Message("outbound-api", form.get("From"), form["To"], body, "accepted", at, form=form, service=service)
    if message.sender:
        message.becomes("queued", at)
    return message


def inbound(fields: dict[str, str], at: datetime) -> Message:
    return Message(
        "inbound",
        fields["From"],
        fields["To"],
        fields["Body"],
        "received",
        at,
        sid=fields["MessageSid"],
        sent=at,
        segments=segments(fields["Body"]),
        service=fields.get("MessagingServiceSid"),
    )


def reply(to: Message, body: str, at: datetime) -> Message:
    """The text that a webhook's answer makes Twilio send."""
    return Message("outbound-reply", to.to, to.sender or "", body, "sent", at, sent=at, segments=segments(body))


def segments(body: str) -> int:
    """How many parts a text is charged as: 160 septets or 70 UTF-16 units, fewer in each of several."""
    if _GSM_7.union(_GSM_7_EXTENSION).issuperset(body):
        length, alone, each = len(body) + sum(letter in _GSM_7_EXTENSION for letter in body), 160, 153
    else:
        length, alone, each = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else math.ceil(length / each)


def page(messages: Sequence[Message], query: dict[str, Any]) -> dict[str, Any]:
    """One page of the list, newest first. Raises UnknownPage.

    A page starts after, or ends before, the message in its token, so new messages shift nothing.
    """
    chosen = [each for each in reversed(messages) if _matches(each, query)]
    chosen.sort(key=lambda each: each.created, reverse=True)
    size, number = query.get("PageSize", PAGE_SIZE), query.get("Page", 0)
    start, end = _span([each.sid for each in chosen], size, number, query.get("PageToken", ""))
    shown = chosen[start:end]
    filters = {name: value for name, value in query.items() if name not in ("PageSize", "Page", "PageToken")}

    def uri(index: int, token: str = "") -> str:
        more = {"PageSize": size, "Page": index, **({"PageToken": token} if token else {})}
        return f"{ADDRESS}.json?{urlencode({**filters, **more})}"

    return {
        "first_page_uri": uri(0),
        "previous_page_uri": uri(max(0, number - 1), f"PB{shown[0].sid}") if shown and start else None,
        "next_page_uri": uri(number + 1, f"PA{shown[-1].sid}") if end < len(chosen) else None,
        "uri": uri(number, query.get("PageToken", "")),
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(0, len(shown) - 1),
        "messages": [each.resource for each in shown],
    }


def _span(sids: list[str], size: int, number: int, token: str) -> tuple[int, int]:
    """From which message on, and up to which not, a page shows."""
    if not token and not number:
        return 0, min(size, len(sids))
    side, sid = token[:2], token[2:]
    if side not in ("PA", "PB") or sid not in sids:
        raise UnknownPage
    position = sids.index(sid)
    start = position + 1 if side == "PA" else max(0, position - size)
    return start, min(start + size, len(sids)) if side == "PA" else position


def _matches(message: Message, query: dict[str, Any]) -> bool:
    """Whether the filters let it through. What was not sent yet has no date that one could match."""
    if query.get("To", message.to) != message.to or query.get("From", message.sender) != message.sender:
        return False
    for name, compare in _BY_DATE.items():
        if (text := query.get(name)) and not (message.sent and compare(message.sent, *_moments(text))):
            return False
    return True


# Of a day or a second that starts at `first` and is over at `over`.
_BY_DATE = {
    "DateSent": lambda sent, first, over: first <= sent < over,
    "DateSent<": lambda sent, first, over: sent < over,
    "DateSent>": lambda sent, first, over: sent >= first,
}


def _moments(text: str) -> tuple[datetime, datetime]:
    """The start and the end of the day or second that a filter names, in GMT."""
    if len(text) == len("2026-11-23"):
        day = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        return day, day + timedelta(days=1)
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment, moment + timedelta(seconds=1)
