"""A stand-in for Twilio: signs its calls to us with the real algorithm, and keeps its Messages API's contract.

The API's shapes are those of Twilio's published OpenAPI document (twilio-oai): basic
authentication, a form in, 201 with the whole message resource out, errors as
`{"code", "message", "more_info", "status"}`.
"""

import base64
import json
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import requests
from twilio.request_validator import RequestValidator

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "an auth token for tests only"
NUMBER = "+447700900999"
PUBLIC = "https://feedback.example.org"
SETTINGS: dict[str, object] = {
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "twilio_from": NUMBER,
    "public_url": PUBLIC,
}


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
        "ApiVersion": "2010-04-01",
        **more,
    }


def calls(
    base: str, fields: dict[str, str], path: str = "/channels/sms/inbound", signature: str | bytes | None = None
) -> requests.Response:
    """Twilio's call over real HTTP, rightly signed unless told otherwise."""
    return requests.post(
        base + path,
        data=urlencode(fields),
        headers={
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": sign(fields, path) if signature is None else signature,
            "User-Agent": "TwilioProxy/1.1",
        },
        timeout=30,
    )


def reports(base: str, sid: str, status: str, address: str = "?text=1&attempt=1", **more: str) -> requests.Response:
    """Twilio's status callback for a text that we sent, the first one unless `address` ends otherwise."""
    fields = {
        "MessageSid": sid,
        "MessageStatus": status,
        "AccountSid": ACCOUNT,
        "From": NUMBER,
        "ApiVersion": "2010-04-01",
        **more,
    }
    return calls(base, fields, f"/channels/sms/status{address}")


def reply_in(answer: requests.Response) -> str | None:
    """The text of the reply in a TwiML answer, None when it says nothing."""
    assert answer.headers["Content-Type"].startswith("text/xml"), answer.text
    response = ElementTree.fromstring(answer.content)
    assert response.tag == "Response", answer.text
    return response.findtext("Message")


class Twilio:
    """The Messages API. `taken` holds the form of every text it took over, in order."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.taken: list[dict[str, str]] = []
        self.attempts = 0
        self.behaviours: deque[tuple[str, float, int]] = deque()
        self.before_answering: Callable[[str], object] = lambda _sid: None
        self.lock = threading.Lock()

    def fails_with(self, code: int, status: int = 400) -> None:
        """Refuse the next text."""
        self.behaviours.append(("fail", code, status))

    def hangs_up(self) -> None:
        """Take the next text over and close the connection without a word."""
        self.behaviours.append(("hang up", 0, 0))

    def answers_garbage(self) -> None:
        """Take the next text over and answer 201 with something that is not JSON."""
        self.behaviours.append(("garbage", 0, 0))

    def is_slow(self, seconds: float) -> None:
        """Take the next text over and answer only after this long."""
        self.behaviours.append(("slow", seconds, 0))

    @property
    def bodies(self) -> list[str]:
        return [each["Body"] for each in self.taken]


@contextmanager
def running() -> Iterator[Twilio]:
    """The Messages API as a real HTTP server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Messages)
    server.twilio = Twilio(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.twilio  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Messages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        twilio: Twilio = self.server.twilio  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length", "0"))
        form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        with twilio.lock:
            twilio.attempts += 1
            what, code, status = twilio.behaviours.popleft() if twilio.behaviours else ("take", 0, 0)
        if what == "fail":
            self._error(status, int(code))
        elif refusal := self._refusal(form):
            self._error(*refusal)
        else:
            with twilio.lock:
                twilio.taken.append(form)
            if what == "hang up":
                self.close_connection = True
            elif what == "garbage":
                self._answer(201, b"<html>a proxy's page</html>")
            else:
                if what == "slow":
                    threading.Event().wait(code)
                resource = _resource(form)
                twilio.before_answering(resource["sid"])
                self._answer(201, json.dumps(resource).encode())

    def _refusal(self, form: dict[str, str]) -> tuple[int, int] | None:
        """HTTP status and error code for what Twilio would not take."""
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            return 401, 20003
        if self.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return 404, 20404
        if not form.get("To"):
            return 400, 21604
        if not form["To"].removeprefix("whatsapp:").startswith("+"):
            return 400, 21211
        if not form.get("Body"):
            return 400, 21602
        if len(form["Body"]) > 1600:
            return 400, 21617
        if not (form.get("From") or form.get("MessagingServiceSid")):
            return 400, 21603
        if not urlsplit(form.get("StatusCallback", "https://x")).netloc:
            return 400, 21609
        return None

    def _error(self, status: int, code: int) -> None:
        body = {
            "code": code,
            "message": "The message could not be created",
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }
        self._answer(status, json.dumps(body).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _resource(form: dict[str, str]) -> dict[str, Any]:
    sid, now = new_sid(), formatdate(usegmt=False)
    address = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}"
    return {
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": form["Body"],
        "date_created": now,
        "date_sent": None,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": form.get("From"),
        "messaging_service_sid": form.get("MessagingServiceSid"),
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": sid,
        "status": "queued",
        "subresource_uris": {"media": f"{address}/Media.json"},
        "to": form["To"],
        "uri": f"{address}.json",
    }
