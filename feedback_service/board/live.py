"""The one module that speaks Socket.IO to the public board.

One pump per process, started with the first viewer, waits at the doorbell, reads the events it has
not sent yet, and broadcasts each. A viewer joins between two broadcasts: under the lock it gets
what the pump had sent by then, and from there on the pump's. So every viewer sees every event
after its number once, in order.
"""

import threading
from typing import Any

import structlog
from flask import Flask, request
from flask_socketio import Namespace, SocketIO, emit, join_room

from feedback_service.board import queries
from feedback_service.board.pulse import pulse_message
from feedback_service.doorbell import Doorbell
from feedback_service.storage import reading

NAMESPACE = "/board"
ROOM = "board"
SWEEP_SECONDS = 1.0
UNKNOWN = -1
log = structlog.get_logger()


class Feed:
    """This process's place in the numbered log, and the pump that moves it on."""

    def __init__(self, app: Flask, socketio: SocketIO, doorbell: Doorbell) -> None:
        self._app = app
        self._socketio = socketio
        self._doorbell = doorbell
        self._bell = doorbell.subscribe()
        self._lock = threading.Lock()
        self._position: int | None = None
        self._pulse: dict[str, Any] | None = None
        self._stopping = threading.Event()

    def join(self, number: int) -> None:
        """Bring the connecting viewer from `number` to this process's place and on to the live events."""
        with self._lock:
            self._start()
            with reading() as session:
                tail = queries.events_after(session, number)
            position = self._position or 0
            if tail.resync:
                emit("resync", {"last": tail.last})
            for message in tail.events:
                if message["sequence"] <= position:
                    emit("board_event", message)
            if self._pulse:
                emit("pulse", self._pulse)
            join_room(ROOM)

    def _start(self) -> None:
        if self._position is not None:
            return
        with reading() as session:
            position = queries.last_number(session)
            self._pulse = pulse_message(session)
        self._doorbell.listen(self._socketio.start_background_task)
        self._stopping = threading.Event()
        self._socketio.start_background_task(self._pump, self._stopping)
        # Last: while anything above fails, the next viewer tries again.
        self._position = position

    def stop(self) -> None:
        """End the pump; the next viewer would start another."""
        with self._lock:
            self._position = None
            self._stopping.set()
            self._bell.ring()

    def _pump(self, stopping: threading.Event) -> None:
        with self._app.app_context():
            while not stopping.is_set():
                self._bell.wait(SWEEP_SECONDS)
                try:
                    self.advance()
                except Exception:
                    log.exception("board_pump_failed")

    def advance(self) -> None:
        """Broadcast what the database has beyond this process's place, however much, in chunks."""
        with self._lock:
            if self._position is None:
                return
            while self._advance_by_a_chunk() == queries.CHUNK:
                pass
            with reading() as session:
                pulse = pulse_message(session)
            if pulse != self._pulse:
                self._pulse = pulse
                self._send("pulse", pulse)

    def _advance_by_a_chunk(self) -> int:
        with reading() as session:
            fresh = queries.next_events(session, self._position or 0)
        if fresh.resync:
            self._send("resync", {"last": fresh.last})
        for message in fresh.events:
            self._send("board_event", message)
        self._position = fresh.last
        return len(fresh.events)

    def _send(self, name: str, message: dict[str, Any]) -> None:
        self._socketio.emit(name, message, namespace=NAMESPACE, to=ROOM)


class BoardNamespace(Namespace):
    """`/board`: anyone may connect, nobody may send."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(NAMESPACE)
        self._feed = feed

    def on_connect(self, auth: Any = None) -> None:
        """`auth` is `{"after": N}`; anything else is answered with `resync`.

        A viewer who could not join would look live and hear nothing for ever, so the connection
        is closed, and the client comes back by itself.
        """
        number = auth.get("after") if isinstance(auth, dict) else None
        try:
            self._feed.join(number if type(number) is int else UNKNOWN)
        except Exception:
            log.exception("board_join_failed")
            server = self.socketio.server
            server.eio.disconnect(server.manager.eio_sid_from_sid(request.sid, NAMESPACE))  # type: ignore[attr-defined]
