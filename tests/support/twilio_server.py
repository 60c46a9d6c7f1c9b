"""A stand-in for Twilio's REST API as a process of its own: `python -m tests.support.twilio_server`.

It prints its two addresses as one line of JSON, the API's and that of the control, and ends when its standard input
is closed, as happens when the test that started it ends or dies. The control is `POST /_control/<name>` with the
arguments as JSON. It has an address of its own, for it must be reached while the API refuses connections.
"""

import json
import os
import socket
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.twilio_exchange import Exchange

HOST = "127.0.0.1"
CONTROL = "/_control/"
TOLD = (
    "become",
    "behave",
    "be_flaky",
    "follow_script",
    "forget_violations",
    "receive",
    "set_clock",
    "settle",
    "state",
)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Who hung up before the answer was out hung up: a test of slowness does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*_)


class Api:
    """The API's door: it can be shut, so that connections are refused, and opened again at the same port."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._server = self._opened(_bound(0))
        self.port = self._server.socket.getsockname()[1]
        self._shut: socket.socket | None = None

    def shut(self) -> None:
        if not self._shut:
            self._server.shutdown()
            self._server.server_close()
            # A socket that is bound and does not listen: the port stays ours, and whoever connects is refused.
            self._shut = _bound(self.port)

    def open(self) -> None:
        if self._shut:
            self._server, self._shut = self._opened(self._shut), None

    def _opened(self, bound: socket.socket) -> _Server:
        return _serve(bound, type("Handler", (_ApiHandler,), {"exchange": self._exchange}))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: the kernel would hold the second one back
    exchange: Exchange

    def log_message(self, *_: Any) -> None:
        pass

    def body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()

    def say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


class _ApiHandler(_Handler):
    def do_GET(self) -> None:
        try:
            answer = self.exchange.answer(
                self.command.lower(), self.path, self.headers.get("Authorization"), self.body()
            )
        except Exception as error:
            self.exchange.complain(self.command, self.path, [repr(error)])
            raise
        try:
            if answer.status is None:
                self.close_connection = True
            else:
                self.say(answer.status, answer.content)
        finally:
            answer.afterwards()

    do_POST = do_GET
    do_DELETE = do_GET


class _ControlHandler(_Handler):
    api: Api

    def do_POST(self) -> None:
        name, arguments = self.path.removeprefix(CONTROL), json.loads(self.body())
        answer: Any = None
        if name == "go_down":
            self.exchange.stay_down(**arguments)
            if arguments["refusing"]:
                self.api.shut()
        elif name == "come_back":
            self.exchange.come_back()
            self.api.open()
        elif name in TOLD:
            answer = getattr(self.exchange, name)(**arguments)
        else:
            return self.say(404, b"null")
        self.say(200, json.dumps(answer).encode())


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((HOST, port))
    return bound


def _serve(bound: socket.socket, handler: type[BaseHTTPRequestHandler]) -> _Server:
    server = _Server((HOST, 0), handler, bind_and_activate=False)
    server.socket.close()
    server.socket = bound
    server.server_activate()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def main() -> None:
    exchange = Exchange()
    api, door = Api(exchange), _bound(0)
    _serve(door, type("Handler", (_ControlHandler,), {"exchange": exchange, "api": api}))
    addresses = {"api": api.port, "control": door.getsockname()[1]}
    print(json.dumps({name: f"http://{HOST}:{port}" for name, port in addresses.items()}), flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
