"""Many open boards in one cheap process: `python -m benchmarks.viewers_client '{"port": …, "viewers": …, …}'`.

Raw sockets and one selector. It joins a few viewers, waits for a line on standard input, joins the
rest, and then counts: every viewer must get events 1, 2, 3 … once and in order. On standard output
it prints JSON lines: `{"joined": seconds}` twice, `{"event": N}` when every viewer has event N, and
at the end `{"arrivals": [[moment, …], …], "received": …, "problem": …, "sample": …, "processor_us": …}`;
moments are of the monotonic clock, which all processes of a machine share.
"""

import gc
import json
import selectors
import socket
import sys
import time
from typing import Any

from benchmarks.websocket import CLOSE, PING, PONG, frame, split, upgrade_request

AT_ONCE = 64
PATIENCE_SECONDS = 20.0
_JOIN = frame(b'40/board,{"after":0}')
_ENGINE_PONG = frame(b"3")
_NUMBER = b'"sequence":'


class Lost(Exception):
    """Something that was sent did not arrive, or not in order; the message says what."""


class Viewer:
    """One open board: its socket, the bytes of an incomplete frame, the number it has."""

    __slots__ = ("number", "rest", "socket", "upgraded")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest, self.upgraded, self.number = b"", False, -1


class Crowd:
    """All viewers of one round."""

    def __init__(self, port: int, viewers: int, events: int) -> None:
        self.size, self.events = viewers, events
        self.arrivals: list[list[float]] = [[] for _ in range(events)]
        self.sample = ""
        self._port, self._request = port, upgrade_request(port)
        self._viewers: list[Viewer] = []
        self._joined = 0
        self._selector = selectors.DefaultSelector()

    def join(self, total: int) -> float:
        """Let viewers join until there are `total`, at most AT_ONCE at a time; returns the seconds it took."""
        started = time.monotonic()
        while self._joined < total:
            while len(self._viewers) < min(total, self._joined + AT_ONCE):
                viewer = Viewer(self._port)
                viewer.socket.sendall(self._request)
                self._viewers.append(viewer)
                self._selector.register(viewer.socket, selectors.EVENT_READ, viewer)
            self._receive()
        return time.monotonic() - started

    def watch(self) -> None:
        """Return when every viewer has every event; says on standard output when one is complete."""
        complete = 0
        while complete < self.events:
            self._receive()
            while complete < self.events and len(self.arrivals[complete]) == self.size:
                complete += 1
                say(event=complete)

    def _receive(self) -> None:
        ready = self._selector.select(PATIENCE_SECONDS)
        if not ready:
            raise Lost(f"nothing came for {PATIENCE_SECONDS:.0f} seconds")
        for key, _ in ready:
            viewer = key.data
            data = viewer.socket.recv(65536)
            moment = time.monotonic()
            if not data:
                raise Lost("the server closed a viewer's connection")
            data = viewer.rest + data
            if not viewer.upgraded:
                data = self._upgrade(viewer, data)
            if viewer.upgraded:
                frames, viewer.rest = split(data)
                for opcode, payload in frames:
                    self._take(viewer, opcode, payload, moment)

    def _upgrade(self, viewer: Viewer, data: bytes) -> bytes:
        head, end, after = data.partition(b"\r\n\r\n")
        if not end:
            viewer.rest = data
            return b""
        if not head.startswith(b"HTTP/1.1 101 "):
            raise Lost(f"the server refused a viewer: {head[:60]!r}")
        viewer.upgraded = True
        return after

    def _take(self, viewer: Viewer, opcode: int, payload: bytes, moment: float) -> None:
        if payload.startswith(b'42/board,["board_event"'):
            self._take_event(viewer, payload, moment)
        elif payload.startswith(b'42/board,["pulse"'):
            if viewer.number < 0:
                viewer.number = 0
                self._joined += 1
        elif payload == b"2":
            viewer.socket.sendall(_ENGINE_PONG)
        elif payload.startswith(b"0"):
            viewer.socket.sendall(_JOIN)
        elif opcode == PING:
            viewer.socket.sendall(frame(payload, PONG))
        elif opcode == CLOSE or not payload.startswith(b"40/board"):
            raise Lost(f"unexpected: {payload[:60]!r}")

    def _take_event(self, viewer: Viewer, payload: bytes, moment: float) -> None:
        at = payload.index(_NUMBER) + len(_NUMBER)
        number = int(payload[at : payload.index(b",", at)].rstrip(b"}]"))
        if number != viewer.number + 1:
            raise Lost(f"a viewer with event {viewer.number} got event {number}")
        viewer.number = number
        self.arrivals[number - 1].append(moment)
        self.sample = self.sample or payload.decode()


def say(**line: Any) -> None:
    """Print one JSON line at once."""
    print(json.dumps(line), flush=True)


def main() -> None:
    """One round, described by the JSON object on the command line."""
    asked = json.loads(sys.argv[1])
    crowd, problem, processor = Crowd(asked["port"], asked["viewers"], asked["events"]), None, 0.0
    gc.disable()
    try:
        say(joined=crowd.join(asked["first"]))
        sys.stdin.readline()
        say(joined=crowd.join(crowd.size))
        processor = time.process_time()
        crowd.watch()
    except (Lost, OSError, ValueError, IndexError) as error:
        problem = f"{type(error).__name__}: {error}"
    received = sum(len(each) for each in crowd.arrivals)
    say(
        arrivals=crowd.arrivals,
        received=received,
        problem=problem,
        sample=crowd.sample,
        processor_us=1e6 * (time.process_time() - processor) / max(received, 1),
    )


if __name__ == "__main__":
    main()
