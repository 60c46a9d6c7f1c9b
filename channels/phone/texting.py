"""Sending from a simulated phone: the very steps that a text through Twilio takes, but for its signature."""

import re
import uuid
from dataclasses import dataclass

from channels.phone import conversation, delivery
from channels.sms.parsing import WHATSAPP, parse_inbound
from channels.sms.receiving import receive
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel

LONGEST = 1600
"""What a real phone sends as one text through Twilio, in characters."""
_KEY = re.compile(r"[0-9a-f]{32}")


class CannotSend(ValueError):
    """A phone would not send this. `length` is 0 for a text without words."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a text has 1 to {LONGEST} characters, not {length}")
        self.length = length


@dataclass(frozen=True)
class Sent:
    """What was said to a text at once, None for nothing. `is_erased`: the number and everything that was said is
    erased by now, so that the reply stands nowhere on the phone."""

    reply: str | None
    is_erased: bool = False


def new_key() -> str:
    """What makes a text one text however often its form is sent."""
    return uuid.uuid4().hex


def check(body: str) -> None:
    """Raises CannotSend for what a phone would not send."""
    if not body.strip() or len(body) > LONGEST:
        raise CannotSend(len(body) if body.strip() else 0)


def send_text(number: str, body: str, key: str = "", *, channel: Channel = Channel.SMS) -> Sent:
    """Text `body` from `number` (E.164), and deliver at once what that asks for. Raises CannotSend.

    The same `key` twice is the same text; a malformed one is replaced by a fresh one.
    """
    check(body)
    fields = {
        "MessageSid": f"SM{key if _KEY.fullmatch(key) else new_key()}",
        "From": f"{WHATSAPP if channel == Channel.WHATSAPP else ''}{number}",
        "Body": body,
        "NumMedia": "0",
    }
    reply = receive(parse_inbound(fields))
    delivery.deliver_texts()
    with reading() as session:
        return Sent(reply, is_erased=not conversation.is_known(session, channel, number))
