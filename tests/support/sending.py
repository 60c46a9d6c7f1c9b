"""Signed texts by the thousand, over kept connections."""

import threading
from urllib.parse import urlencode

import requests

from tests.support import twilio
from tests.support.server import Gunicorn

PATH = "/channels/sms/inbound"
_local = threading.local()


def deliver(service: Gunicorn, fields: dict[str, str], public: str | None = None) -> requests.Response:
    """One signed webhook call, as Twilio makes it, over this thread's connection.

    `public` is the address that Twilio knows, where it is not the server's own.
    """
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
    answer: requests.Response = _local.session.post(
        service.base + PATH,
        data=urlencode(fields),
        headers={
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": twilio.sign(fields, PATH, public=public or service.base),
        },
        timeout=30,
    )
    return answer
