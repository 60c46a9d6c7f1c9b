"""Ten thousand malformed, unsigned or mangled calls to the webhook and the form: no 5xx, nothing stored."""

import http.client
import random
import string
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests
from sqlalchemy import func, select

from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage
from feedback_service.storage import reading
from tests.support import twilio
from tests.support.server import Gunicorn
from tests.support.story import Story

pytestmark = pytest.mark.soak
CALLS = 10_000
TYPES = [
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-16",
    "",
    "\x7f/\x7f",
]


def noise(chance: random.Random) -> bytes:
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(2000))
    if kind == 1:
        return b"%" * chance.randrange(500) + b"&=" * chance.randrange(500)
    if kind == 2:
        return (
            b'--x\r\nContent-Disposition: form-data; name="'
            + chance.randbytes(20)
            + b'"\r\n\r\n'
            + chance.randbytes(99)
        )
    if kind == 3:
        return urlencode({"Body": "".join(chance.choices(string.printable, k=chance.randrange(3000)))}).encode()
    if kind == 4:
        return (
            b"words=%ED%A0%80%00%FF&consent="
            + chance.randbytes(5).hex().encode()
            + b"&key=x&place=999999999999999999999"
        )
    return ("words=" + "a" * 12_000 + "&consent=maybe&fft=77&author=king&answer=pigeon").encode()


def unsigned_or_mangled(chance: random.Random, base: str) -> tuple[str, bytes, dict[str, str]]:
    """(path, body, headers) of a call that must neither be stored nor break anything."""
    path = chance.choice(["/channels/sms/inbound", "/channels/sms/inbound?x=%ff", "/channels/sms/status", "/feedback"])
    headers = {"Content-Type": chance.choice(TYPES)}
    fields = twilio.inbound_fields(f"Words {chance.random()}")
    wrong = chance.randrange(5)
    if "sms" in path and wrong < 3:
        signature = twilio.sign(fields, path, public=base)
        if wrong == 0:
            fields["Body"] += "!"
        elif wrong == 1:
            signature = signature[:-2] + chance.choice(["", "==", "\xe9", "A"])
        else:
            signature = chance.choice(["", " ", "x" * 4000, "\xff\xfe"])
        headers = {"Content-Type": TYPES[0], "X-Twilio-Signature": signature}
        return path, urlencode(fields).encode(), headers
    return path, noise(chance), headers


def test_ten_thousand_mangled_calls_break_and_store_nothing(service: Gunicorn, story: Story) -> None:
    def call(number: int) -> int:
        chance = random.Random(number)
        path, body, headers = unsigned_or_mangled(chance, service.base)
        method = chance.choice(["POST"] * 8 + ["PUT", "GET"])
        # http.client, unlike requests, sends what no decent client would.
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
        try:
            connection.request(method, path, body, {name: value.encode("latin-1") for name, value in headers.items()})
            return connection.getresponse().status
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as callers:
        answers = Counter(callers.map(call, range(CALLS)))
    print(f"\nanswers by status: {dict(sorted(answers.items()))}")
    assert not [status for status in answers if status >= 500]
    with story.app.app_context(), reading() as session:
        for table in (Feedback, InboundMessage, OutboundMessage, Contact):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert requests.get(f"{service.base}/readyz", timeout=5).ok
    assert "Traceback" not in service.log
