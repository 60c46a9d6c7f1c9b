"""Tells open pages of the desk that the queue changed; what changed they fetch themselves.

One watcher per process, started with the first page, waits at the doorbell and compares the
revision of the history with the one it announced last. The same round puts out the sockets of
sessions that are over, whichever process ended them, and tells who has what open.
"""

import threading
from typing import Any

import structlog
from flask import Flask, request
from flask_login import current_user
from flask_socketio import Namespace, SocketIO, emit, join_room

from feedback_service.doorbell import Doorbell
from feedback_service.storage import reading
from moderation.auth import sessions
from moderation.auth.guard import member
from moderation.claims.announcing import Announcer
from moderation.queue import queries

NAMESPACE = "/staff"
ROOM = "desk"
SWEEP_SECONDS = 2.0
log = structlog.get_logger()


class Watch:
    """The open pages of this process and the revision that they were told of."""

    def __init__(self, app: Flask, socketio: SocketIO) -> None:
        self._app, self._socketio = app, socketio
        self._doorbell: Doorbell = app.extensions["doorbell"]
        self._bell = self._doorbell.subscribe()
        self._lock = threading.Lock()
        self._sockets: dict[str, int] = {}
        self._revision: queries.Revision | None = None
        self._stopping = threading.Event()
        self._stopping.set()
        self.claims = Announcer(socketio, NAMESPACE)

    def join(self, sid: str, session_id: int) -> None:
        """An open page, by its socket and the sign-in it belongs to."""
        # Who has what open it hears in the next round.
        self._bell.ring()
        self.claims.joins(sid)
        with self._lock:
            self._sockets[sid] = session_id
            if not self._stopping.is_set():
                return
            with reading() as session:
                self._revision = queries.revision(session)
            self._stopping = threading.Event()
        self._doorbell.listen(self._socketio.start_background_task)
        self._socketio.start_background_task(self._pump, self._stopping)

    @property
    def last(self) -> int:
        """The highest number of the revision announced last."""
        return self._revision.last if self._revision else 0

    def leave(self, sid: str) -> None:
        """The page was closed."""
        with self._lock:
            self._sockets.pop(sid, None)
        self.claims.leaves(sid)

    def stop(self) -> None:
        """End the pump; the next page would start another."""
        with self._lock:
            self._stopping.set()
        self._bell.ring()

    def _pump(self, stopping: threading.Event) -> None:
        with self._app.app_context():
            while not stopping.is_set():
                self._bell.wait(SWEEP_SECONDS)
                try:
                    self.advance()
                except Exception:
                    log.exception("desk_watch_failed")

    def advance(self) -> None:
        """Put out who is signed out, then tell the others what is new."""
        with self._lock:
            sockets = dict(self._sockets)
        if not sockets:
            return
        with reading() as session:
            live = sessions.still_live(session, set(sockets.values()))
            revision = queries.revision(session)
        for sid, session_id in sockets.items():
            if session_id not in live:
                self._socketio.server.disconnect(sid, namespace=NAMESPACE)
        if revision != self._revision:
            self._revision = revision
            self._socketio.emit("queue_changed", {"revision": revision.last}, namespace=NAMESPACE, to=ROOM)
        self.claims.advance({sid: session_id for sid, session_id in sockets.items() if session_id in live})


class StaffNamespace(Namespace):
    """`/staff`: signed-in staff only, who may send one thing: what their page has open. Engine.IO has checked the
    Origin by now."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(NAMESPACE)
        self._watch = watch

    def on_connect(self, auth: Any = None) -> bool:  # noqa: ARG002
        """False refuses the connection."""
        if not current_user.is_authenticated:
            return False
        join_room(ROOM)
        self._watch.join(request.sid, current_user.session_id)  # type: ignore[attr-defined]
        # What changed between the page as served and this moment has been announced already, to others.
        emit("queue_changed", {"revision": self._watch.last})
        return True

    def on_open(self, said: Any = None, *_more: Any) -> None:
        """A page has one piece of feedback open."""
        if current_user.is_authenticated:
            self._watch.claims.opens(request.sid, member(), said)  # type: ignore[attr-defined]

    def on_disconnect(self, reason: Any = None) -> None:  # noqa: ARG002
        """Whoever ended it."""
        self._watch.leave(request.sid)  # type: ignore[attr-defined]


def init_live(app: Flask, socketio: SocketIO) -> None:
    """Open the namespace on `socketio`."""
    watch = app.extensions["desk_watch"] = Watch(app, socketio)
    app.extensions["on_stop"].append(watch.stop)
    socketio.on_namespace(StaffNamespace(watch))
