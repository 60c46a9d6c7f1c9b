"""Live delivery over real sockets: every event after the client's number, once, in order."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
import socketio
import websocket
from flask import Flask
from sqlalchemy import text

from feedback_service.board import queries
from feedback_service.doorbell import Doorbell
from tests.support import databases, server
from tests.support.story import Story


class Viewer:
    """An open board: collects what it is sent."""

    def __init__(self, base: str, after: Any = 0) -> None:
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.resyncs: queue.Queue[dict[str, Any]] = queue.Queue()
        self.pulses: queue.Queue[dict[str, Any]] = queue.Queue()
        self.closed = threading.Event()
        self.client = socketio.Client(reconnection=False)
        self.client.on("disconnect", lambda _reason: self.closed.set(), namespace="/board")
        self.client.on("board_event", self.events.put, namespace="/board")
        self.client.on("resync", self.resyncs.put, namespace="/board")
        self.client.on("pulse", self.pulses.put, namespace="/board")
        self.client.connect(base, transports=["websocket"], namespaces=["/board"], auth={"after": after})

    def sees(self, count: int) -> list[int]:
        """The numbers of the next `count` events."""
        return [self.events.get(timeout=10)["sequence"] for _ in range(count)]

    def leaves(self) -> None:
        # As a phone that loses its network: a polite close waits three seconds for each viewer.
        self.client.eio.ws.shutdown()


@pytest.fixture
def viewer(base: str) -> Iterator[Callable[..., Viewer]]:
    opened: list[Viewer] = []

    def opens(after: Any = 0) -> Viewer:
        opened.append(Viewer(base, after))
        return opened[-1]

    yield opens
    for each in opened:
        each.leaves()


def test_an_open_board_gets_each_publication_at_once(app: Flask, viewer: Callable[..., Viewer]) -> None:
    story = Story(app)
    board = viewer(0)
    story.publishes(story.says("Live words"))
    event = board.events.get(timeout=10)
    assert event["sequence"] == 1
    assert event["type"] == "entry_published"
    assert event["entry"]["said"][0]["words"] == "Live words"


def test_a_returning_board_gets_what_it_missed_and_then_the_new(app: Flask, viewer: Callable[..., Viewer]) -> None:
    story = Story(app)
    said = [story.says(f"Feedback {number}") for number in range(5)]
    for each in said[:4]:
        story.publishes(each)
    board = viewer(1)
    story.publishes(said[4])
    story.withdraws(said[0])
    assert board.sees(5) == [2, 3, 4, 5, 6]


def test_a_process_that_was_behind_still_sends_every_event(app: Flask, viewer: Callable[..., Viewer]) -> None:
    story = Story(app)
    said = story.says("Answered again and again")
    story.publishes(said)
    board = viewer(1)
    with app.extensions["board_feed"]._lock:
        for number in range(queries.CHUNK + 5):
            story.answers(said, f"Answer {number}")
    assert board.sees(queries.CHUNK + 5) == list(range(2, queries.CHUNK + 7))


def test_boards_that_join_while_events_flow_see_each_once(app: Flask, viewer: Callable[..., Viewer]) -> None:
    story = Story(app)
    said = [story.says(f"Feedback {number}") for number in range(30)]
    boards = []
    for number, each in enumerate(said):
        story.publishes(each)
        if number % 5 == 0:
            boards.append((number + 1, viewer(number + 1)))
    for after, board in boards:
        assert board.sees(30 - after) == list(range(after + 1, 31))
        assert board.events.empty()


@pytest.mark.parametrize("after", [99, -4, "many", None, True, {"deep": 1}])
def test_a_board_with_an_unknown_number_is_told_to_reload(viewer: Callable[..., Viewer], after: Any) -> None:
    assert viewer(after).resyncs.get(timeout=10) == {"last": 0}


@contextmanager
def without(app: Flask, table: str) -> Iterator[None]:
    """A database that fails meanwhile."""
    rename(app, table, "elsewhere")
    try:
        yield
    finally:
        rename(app, "elsewhere", table)


def rename(app: Flask, table: str, to: str) -> None:
    with app.extensions["database"].engine.connect() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
        connection.commit()


def test_a_board_that_could_not_join_is_closed_and_the_next_one_is_live(
    app: Flask, viewer: Callable[..., Viewer]
) -> None:
    with without(app, "feedback"):
        assert viewer(0).closed.wait(10)
    board = viewer(0)
    assert board.pulses.get(timeout=10)["waiting"] == 0
    story = Story(app)
    story.publishes(story.says("Live again"))
    assert board.sees(1) == [1]


def test_a_board_that_fails_to_join_beside_live_ones_is_closed_too(app: Flask, viewer: Callable[..., Viewer]) -> None:
    first = viewer(0)
    first.pulses.get(timeout=10)
    with without(app, "board_events"):
        assert viewer(0).closed.wait(10)
    story = Story(app)
    story.publishes(story.says("The first is still live"))
    assert first.sees(1) == [1]
    assert not first.closed.is_set()


def test_the_pulse_follows_what_waits(app: Flask, viewer: Callable[..., Viewer]) -> None:
    board = viewer(0)
    assert board.pulses.get(timeout=10)["waiting"] == 0
    Story(app).says("Somebody waits")
    assert board.pulses.get(timeout=10)["waiting"] == 1


def test_a_viewer_cannot_make_others_see_anything(app: Flask, viewer: Callable[..., Viewer]) -> None:
    mallory, board = viewer(0), viewer(0)
    mallory.client.emit("board_event", {"sequence": 1, "type": "entry_published"}, namespace="/board")
    story = Story(app)
    story.publishes(story.says("Real"))
    assert board.events.get(timeout=10)["entry"]["said"][0]["words"] == "Real"


def test_another_sites_page_cannot_open_a_socket(base: str) -> None:
    address = base.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(address, origin="https://elsewhere.example")


def test_long_polling_is_not_offered(base: str) -> None:
    assert requests.get(f"{base}/socket.io/?EIO=4&transport=polling", timeout=5).status_code == 400


@pytest.mark.redis
def test_a_ring_in_one_process_wakes_another(tmp_path: object) -> None:
    url = databases.redis_url()
    ringing, listening = Doorbell(url), Doorbell(url)
    threads: list[Any] = []

    def spawn(run: Callable[[], None]) -> None:
        threads.append(server.threading.Thread(target=run, daemon=True))
        threads[-1].start()

    woken = listening.subscribe()
    listening.listen(spawn)
    # The subscription is made in a thread: ring until it is heard, at most ten seconds.
    heard = False
    for _ in range(100):
        ringing.ring()
        heard = woken.wait(0.1)
        if heard:
            break
    assert heard


def test_a_ring_without_redis_answering_never_fails() -> None:
    Doorbell("redis://127.0.0.1:1/0").ring()
