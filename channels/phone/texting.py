"""Sending a text from a simulated phone: the very steps that a text through Twilio takes, but for its signature."""

import re
import uuid

from channels.sms.parsing import parse_inbound
from channels.sms.receiving import receive

LONGEST = 1600
"""What a real phone sends as one text through Twilio, in characters."""
_KEY = re.compile(r"[0-9a-f]{32}")


class CannotSend(ValueError):
    """A phone would not send this. `length` is 0 for a text without words."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a text has 1 to {LONGEST} characters, not {length}")
        self.length = length


def new_key() -> str:
    """What makes a text one text however often its form is sent."""
    return uuid.uuid4().hex


def check(body: str) -> None:
    """Raises CannotSend for what a phone would not send."""
    if not body.strip() or len(body) > LONGEST:
        raise CannotSend(len(body) if body.strip() else 0)


def send_text(number: str, body: str, key: str = "") -> str | None:
    """Text `body` from `number` (E.164); returns the reply, None for none. Raises CannotSend.

    The same `key` twice is the same text; a malformed one is replaced by a fresh one.
    """
    check(body)
    sid = f"SM{key if _KEY.fullmatch(key) else new_key()}"
    return receive(parse_inbound({"MessageSid": sid, "From": number, "Body": body, "NumMedia": "0"}))
