"""A stop is quick when nothing runs, lets what runs end, and the next process goes on at once."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests
import websocket
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import func, make_url, select

from config.settings import Settings
from feedback_service.models import Lease
from feedback_service.storage import reading
from tests.support.production import environment
from tests.support.sending import deliver
from tests.support.server import Gunicorn
from tests.support.story import Story
from tests.support.twilio import inbound_fields

QUICK_SECONDS = 10.0


@pytest.fixture
def service(settings: Settings, tmp_path: Path) -> Iterator[Gunicorn]:
    """The running server with the timed jobs inside."""
    port = int(settings.public_url.rsplit(":", 1)[1])
    running = Gunicorn({**environment(settings), "EMBEDDED_SCHEDULER": "true"}, tmp_path, port)
    try:
        yield running.start()
    finally:
        running.stop()


def stops_within(service: Gunicorn, seconds: float) -> bool:
    before = time.monotonic()
    service.stop()
    assert service.process is not None
    assert service.process.returncode == 0
    return time.monotonic() - before < seconds


def leases(story: Story) -> int:
    with story.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(Lease)) or 0


def waits_for_a_lease(story: Story) -> None:
    deadline = time.monotonic() + 15
    while not leases(story):
        assert time.monotonic() < deadline, "no job ran"


def test_a_stop_gives_the_jobs_to_the_next_process(service: Gunicorn, story: Story) -> None:
    waits_for_a_lease(story)
    assert stops_within(service, QUICK_SECONDS)
    assert leases(story) == 0


def test_kept_connections_and_silent_sockets_do_not_hold_a_stop(service: Gunicorn) -> None:
    kept = requests.Session()
    assert kept.get(service.base, timeout=5).ok
    address = service.base.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    with (
        closing(websocket.create_connection(address)) as phone,
        closing(socket.create_connection(("127.0.0.1", service.port))),
    ):
        phone.recv()
        assert stops_within(service, QUICK_SECONDS)


def test_a_request_that_runs_is_answered_before_the_stop(settings: Settings, service: Gunicorn) -> None:
    other = sqlite.connect(str(make_url(settings.database_url).database), isolation_level=None)
    with closing(other), ThreadPoolExecutor(2) as people:
        other.execute("BEGIN IMMEDIATE")
        texted = people.submit(deliver, service, inbound_fields(), settings.public_url)
        assert requests.get(service.base, timeout=5).ok
        stopped = people.submit(service.stop)
        assert not texted.done()
        assert not stopped.done()
        other.execute("COMMIT")
        assert "Thank you" in texted.result(10).text
