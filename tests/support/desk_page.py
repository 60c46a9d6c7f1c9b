"""An open page of the desk, as its script is: the visitor's cookies, a websocket, the namespace /staff."""

import queue
from typing import Any

import socketio

from tests.support.visitor import Visitor


class DeskPage:
    """`changes` and `claims` are what it was told, in order; `ended` once it was put out."""

    def __init__(self, visitor: Visitor, **headers: str) -> None:
        self.changes: queue.Queue[dict[str, Any]] = queue.Queue()
        self.claims: queue.Queue[dict[str, Any]] = queue.Queue()
        self.ended: queue.Queue[str] = queue.Queue()
        self._visitor, self._headers = visitor, headers
        self.client = socketio.Client(reconnection=False)
        self.client.on("queue_changed", self.changes.put, namespace="/staff")
        self.client.on("claims", self.claims.put, namespace="/staff")
        self.client.on("disconnect", lambda *reason: self.ended.put("put out"), namespace="/staff")
        self._connect()

    def _connect(self) -> None:
        cookies = "; ".join(f"{each.name}={each.value}" for each in self._visitor.session.cookies)
        self.client.connect(
            self._visitor.base,
            transports=["websocket"],
            namespaces=["/staff"],
            headers={"Cookie": cookies, **self._headers},
            wait_timeout=60,
        )

    def has_open(self, reference: object) -> None:
        """Say what the page has open, as its script does, and wait until the desk knows."""
        self.client.call("open", {"reference": reference}, namespace="/staff", timeout=60)

    def has_open_again(self, reference: str) -> bool:
        """The same, connecting anew first where the connection was lost, as a script does; whether it was."""
        try:
            self.has_open(reference)
        except (socketio.exceptions.SocketIOError, ValueError):
            self.client.disconnect()
            self._connect()
            self.has_open(reference)
            return True
        return False

    def sees(self, *wanted: tuple[str, str]) -> None:
        """Wait until exactly these have something open: name and how ("open" or "taken"); fails when it never is."""
        while True:
            claims = self.claims.get(timeout=30)["claims"]
            if sorted((each["name"], "taken" if each["deliberate"] else "open") for each in claims) == sorted(wanted):
                return

    def leaves(self) -> None:
        """Close the page, as a browser does that waits for no answer to it."""
        self.client.eio.ws.close(timeout=0)
