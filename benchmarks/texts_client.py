"""Sends texts as Twilio does, many at a time: `python -m benchmarks.texts_client '{"port": …, "texts": …, …}'`.

One cheap process with one selector; every request, its signature included, is made before the
clock starts. The first `warm_up` texts are sent but not timed. Prints one JSON line:
`{"accepted": …, "seconds": …, "waits": [seconds, …], "processor_us": …, "problem": …}`, where accepted
counts the answers 2xx, warm-up included.
"""

import gc
import json
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from benchmarks.servers import ACCOUNT, AUTH_TOKEN, NUMBER

AT_ONCE = 64
PATIENCE_SECONDS = 20.0
SENDERS = 1000
PATH = "/channels/sms/inbound"
WORDS = "The nurse on the ward listened to my mother, but nobody told us for three hours how long we would wait."
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Lost(Exception):
    """A text was not answered, or not with 2xx; the message says what came."""


class Connection:
    """One of the connections, kept alive; it has one request under way."""

    __slots__ = ("rest", "sent_at", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest, self.sent_at = b"", 0.0

    def send(self, request: bytes) -> None:
        self.sent_at = time.monotonic()
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Read what is there; whether the answer is whole. Raises Lost unless it is a 2xx."""
        data = self.socket.recv(65536)
        self.rest += data
        head, end, body = self.rest.partition(b"\r\n\r\n")
        if not data or (end and not head.startswith(b"HTTP/1.1 2")):
            raise Lost(f"instead of a 2xx: {self.rest[:60]!r}")
        length = _LENGTH.search(head)
        if not end or length is None or len(body) < int(length[1]):
            return False
        self.rest = b""
        return True


def requests(port: int, count: int) -> list[bytes]:
    """The requests of `count` different texts from SENDERS numbers that are kept free for examples."""
    address, validator = f"http://127.0.0.1:{port}{PATH}", RequestValidator(AUTH_TOKEN)
    made = []
    for number in range(count):
        fields = {
            "ToCountry": "GB",
            "MessageSid": f"SM{number:032x}",
            "AccountSid": ACCOUNT,
            "From": f"+447700900{number % SENDERS:03d}",
            "To": NUMBER,
            "Body": f"{WORDS} ({number})",
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }
        body = urlencode(fields)
        made.append(
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: TwilioProxy/1.1\r\n"
            f"X-Twilio-Signature: {validator.compute_signature(address, fields)}\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
    return made


class Load:
    """The connections of one round and what came back."""

    def __init__(self, port: int) -> None:
        self.waits: list[float] = []
        self._selector = selectors.DefaultSelector()
        self._connections = [Connection(port) for _ in range(AT_ONCE)]
        for connection in self._connections:
            self._selector.register(connection.socket, selectors.EVENT_READ, connection)

    def send(self, texts: list[bytes]) -> float:
        """Send all `texts`, AT_ONCE under way; returns the seconds until the last was answered."""
        self.waits = []
        coming, started = iter(texts), time.monotonic()
        for connection, request in zip(self._connections, coming, strict=False):
            connection.send(request)
        while len(self.waits) < len(texts):
            self._receive(coming)
        return time.monotonic() - started

    def _receive(self, coming: Iterator[bytes]) -> None:
        ready = self._selector.select(PATIENCE_SECONDS)
        if not ready:
            raise Lost(f"nothing came for {PATIENCE_SECONDS:.0f} seconds")
        for key, _ in ready:
            connection = key.data
            if connection.answered():
                self.waits.append(time.monotonic() - connection.sent_at)
                request = next(coming, None)
                if request is not None:
                    connection.send(request)


def main() -> None:
    """One round, described by the JSON object on the command line."""
    asked = json.loads(sys.argv[1])
    texts = requests(asked["port"], asked["warm_up"] + asked["texts"])
    load, warmed, seconds, problem = Load(asked["port"]), 0, 0.0, None
    gc.disable()
    processor = time.process_time()
    try:
        load.send(texts[: asked["warm_up"]])
        warmed, processor = len(load.waits), time.process_time()
        seconds = load.send(texts[asked["warm_up"] :])
    except (Lost, OSError) as error:
        problem = f"{type(error).__name__}: {error}"
    print(
        json.dumps(
            {
                "accepted": warmed + len(load.waits),
                "seconds": seconds,
                "waits": load.waits,
                "processor_us": 1e6 * (time.process_time() - processor) / asked["texts"],
                "problem": problem,
            }
        )
    )


if __name__ == "__main__":
    main()
