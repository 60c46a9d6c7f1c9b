"""Outgrown: PostgreSQL, Redis and two web processes; what one publishes every board shows."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from config.settings import Settings
from tests.conftest import make_settings
from tests.support import databases, twilio
from tests.support.production import environment
from tests.support.sending import deliver
from tests.support.server import ROOT, Gunicorn, free_port
from tests.support.story import Story
from tests.support.twilio import inbound_fields
from wsgi import create_app

pytestmark = [pytest.mark.postgresql, pytest.mark.redis]


@pytest.fixture
def settings() -> Iterator[Settings]:
    redis_url = databases.redis_url()
    with databases.fresh_postgresql() as url:
        address = f"http://127.0.0.1:{free_port()}"
        yield make_settings(url, redis_url=redis_url, **{**twilio.SETTINGS, "public_url": address})


@pytest.fixture
def processes(settings: Settings, tmp_path: Path) -> Iterator[list[Gunicorn]]:
    running = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        running.append(Gunicorn(environment(settings), tmp_path / name))
    try:
        yield [each.start() for each in running]
    finally:
        for each in running:
            each.stop()


@pytest.fixture
def story(settings: Settings) -> Iterator[Story]:
    app = create_app(settings)
    yield Story(app)
    app.extensions["database"].engine.dispose()


@pytest.mark.browser
def test_boards_on_two_processes_show_the_same(chromium: Browser, processes: list[Gunicorn], story: Story) -> None:
    window = chromium.new_context()
    boards = [window.new_page() for _ in processes]
    for page, process in zip(boards, processes, strict=True):
        page.goto(process.base)
        expect(page.locator("html[data-board=live]")).to_be_attached()
    said = story.says("Seen from every process")
    story.publishes(said)
    for page in boards:
        expect(page.get_by_text("Seen from every process")).to_be_visible()
    story.withdraws(said)
    for page in boards:
        expect(page.get_by_text("Seen from every process")).to_have_count(0)
    window.close()


def test_one_text_delivered_to_both_processes_is_one_feedback(settings: Settings, processes: list[Gunicorn]) -> None:
    fields = inbound_fields()
    answers = {deliver(process, fields, settings.public_url).text for process in processes * 3}
    assert len(answers) == 1
    assert "Thank you" in answers.pop()


def test_the_scheduler_runs_in_a_process_of_its_own_and_stops_when_told(settings: Settings) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "scheduler"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1", **environment(settings)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert "Running" in running.stdout.readline()
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0
