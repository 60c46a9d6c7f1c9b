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
        self.client = socketio.Client(reconnection=False)
        self.client.on("queue_changed", self.changes.put, namespace="/staff")
        self.client.on("claims", self.claims.put, namespace="/staff")
        self.client.on("disconnect", lambda *reason: self.ended.put("put out"), namespace="/staff")
        cookies = "; ".join(f"{each.name}={each.value}" for each in visitor.session.cookies)
        self.client.connect(
            visitor.base,
            transports=["websocket"],
            namespaces=["/staff"],
            headers={"Cookie": cookies, **headers},
            wait_timeout=20,
        )

    def has_open(self, reference: object) -> None:
        """Say what the page has open, as its script does, and wait until the desk knows."""
        self.client.call("open", {"reference": reference}, namespace="/staff", timeout=60)

    def sees(self, *wanted: tuple[str, str]) -> None:
        """Wait until exactly these have something open: name and how ("open" or "taken"); fails when it never is."""
        while True:
            claims = self.claims.get(timeout=30)["claims"]
            if sorted((each["name"], "taken" if each["deliberate"] else "open") for each in claims) == sorted(wanted):
                return

    def leaves(self) -> None:
        """Close the page."""
        self.client.disconnect()
