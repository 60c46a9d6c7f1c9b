"""The account that the stand-in for Twilio keeps, and the signature of its calls."""

import uuid
from typing import Any

from twilio.request_validator import RequestValidator

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "an auth token for tests only"
NUMBER = "+447700900999"
PUBLIC = "https://feedback.example.org"
VERSION = "2010-04-01"
WHATSAPP = "whatsapp:"


def new_sid() -> str:
    return f"SM{uuid.uuid4().hex}"


def sign(fields: Any, path: str, *, token: str = TOKEN, public: str = PUBLIC) -> str:
    """The signature of a call to `path` (with its query) at the public address."""
    return str(RequestValidator(token).compute_signature(public + path, dict(fields)))


def inbound_fields(body: str = "The nurse was kind", sender: str = "+447700900001", **more: str) -> dict[str, str]:
    """What Twilio sends with a text, with a blank field among them, as there is."""
    return {
        "ToCountry": "GB",
        "ToState": "",
        "MessageSid": new_sid(),
        "SmsStatus": "received",
        "NumMedia": "0",
        "NumSegments": "1",
        "AccountSid": ACCOUNT,
        "From": sender,
        "To": NUMBER,
        "Body": body,
        "ApiVersion": VERSION,
        **more,
    }
