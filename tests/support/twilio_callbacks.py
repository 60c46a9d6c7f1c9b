"""The calls that the stand-in for Twilio makes: a text's statuses, and texts that arrive."""

import http.client
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from tests.support.twilio_account import ACCOUNT, PUBLIC, VERSION, sign
from tests.support.twilio_log import FAILURES, Message

INBOUND = "/channels/sms/inbound"
ORDERS = ("given", "shuffled", "at once")


@dataclass
class Script:
    """The statuses that every text is called back with, `delay` seconds before each."""

    statuses: list[str]
    order: str = "given"
    delay: float = 0
    seed: int = 0
    error_code: int | None = None
    to: str | None = None

    def __post_init__(self) -> None:
        assert self.order in ORDERS, self.order
        self._chance, self._turn = random.Random(self.seed), threading.Lock()

    def run(self, call: Callable[[str], object]) -> None:
        statuses = list(self.statuses)
        if self.order == "shuffled":
            with self._turn:
                self._chance.shuffle(statuses)
        if self.order == "at once":
            threading.Event().wait(self.delay)
            calls = [threading.Thread(target=call, args=(status,), daemon=True) for status in statuses]
            for each in calls:
                each.start()
            for each in calls:
                each.join()
            return
        for status in statuses:
            threading.Event().wait(self.delay)
            call(status)


def status_fields(message: Message, status: str, error_code: int | None, at: datetime) -> dict[str, str]:
    """What Twilio sends with a status."""
    fields = {
        "AccountSid": ACCOUNT,
        "ApiVersion": VERSION,
        "From": message.sender or "",
        "MessageSid": message.sid,
        "MessageStatus": status,
        "SmsSid": message.sid,
        "SmsStatus": status,
        "To": message.to,
    }
    if message.service:
        fields["MessagingServiceSid"] = message.service
    if status == "delivered":
        fields["RawDlrDoneDate"] = f"{at:%y%m%d%H%M}"
    if status in FAILURES and error_code is not None:
        fields["ErrorCode"] = str(error_code)
    return fields


def call(url: str, fields: dict[str, str], to: str | None = None) -> int | None:
    """Call back at `url`, really at the base address `to`; the HTTP status, or None when nobody answered."""
    return _post(url, fields, to)[0]


def deliver(fields: dict[str, str], to: str) -> tuple[int | None, list[str]]:
    """Bring a text to the webhook of the service at `to`: the HTTP status and the texts to answer it with."""
    status, content = _post(PUBLIC + INBOUND, fields, to)
    if status != 200:
        return status, []
    return status, ["".join(each.itertext()) for each in ElementTree.fromstring(content).iter("Message")]


def _post(url: str, fields: dict[str, Any], to: str | None) -> tuple[int | None, bytes]:
    public = urlsplit(url)
    target = public._replace(scheme="", netloc="").geturl()
    connection = http.client.HTTPConnection(urlsplit(to).netloc if to else public.netloc, timeout=30)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": sign(fields, target, public=f"{public.scheme}://{public.netloc}"),
        "User-Agent": "TwilioProxy/1.1",
    }
    try:
        connection.request("POST", target, urlencode(fields), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()
