"""Both ends that the stand-in for Twilio has to please: Twilio's own library, and the service that it calls."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from tests.conftest import JOAN
from tests.support.twilio import ACCOUNT, NUMBER, PUBLIC, TOKEN, Twilio

CALLBACK = f"{PUBLIC}/channels/sms/status?text=1&attempt=1"


class _Redirected(TwilioHttpClient):
    """Twilio's own client, which reaches the stand-in."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(pool_connections=False, timeout=timeout)
        self._base = base

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Response:
        return super().request(method, url.replace("https://api.twilio.com", self._base), *arguments, **options)


def client_of(stand_in: Twilio, token: str = TOKEN, timeout: float = 10) -> Client:
    return Client(ACCOUNT, token, http_client=_Redirected(stand_in.base, timeout))


def send(stand_in: Twilio, body: str = "Hello", to: str = JOAN, timeout: float = 10, **more: Any) -> MessageInstance:
    given = {"from_": NUMBER, "status_callback": CALLBACK, **more}
    return client_of(stand_in, timeout=timeout).messages.create(to=to, body=body, **given)


class Listener:
    """Whoever Twilio calls: keeps path, fields and signature of every call and answers with a reply."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.called: list[tuple[str, dict[str, str], str]] = []
        self.heard = threading.Event()

    @property
    def statuses(self) -> list[str]:
        return [fields["MessageStatus"] for _, fields, _ in self.called]


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


@contextmanager
def listening() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = dict(parse_qsl(body, keep_blank_values=True))
            listener.called.append((self.path, fields, self.headers["X-Twilio-Signature"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<Response><Message>Thank you</Message></Response>")
            listener.heard.set()

    server = _Server(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
