"""The service with a Twilio account, on either database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from config.settings import Settings
from feedback_service import clock
from tests.conftest import make_settings
from tests.support import databases, server, twilio
from tests.support.line import Line, open_line
from wsgi import create_app


@pytest.fixture
def twilio_app(sqlite_template: Path, tmp_path: Path) -> Flask:
    return create_app(make_settings(databases.copy_sqlite(sqlite_template, tmp_path), **twilio.SETTINGS))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def each_twilio_app(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    if request.param == "sqlite":
        yield create_app(make_settings(databases.copy_sqlite(sqlite_template, tmp_path), **twilio.SETTINGS))
        return
    with databases.fresh_postgresql() as url:
        app = create_app(make_settings(url, **twilio.SETTINGS))
        yield app
        app.extensions["database"].engine.dispose()


@pytest.fixture
def twilio_base(twilio_app: Flask) -> Iterator[str]:
    """The address of the service with a Twilio account, over real HTTP."""
    with server.in_process(twilio_app) as address:
        yield address


@pytest.fixture
def stand_in() -> Iterator[twilio.Twilio]:
    """Twilio's API, as a process of its own."""
    with twilio.running() as running:
        yield running


@pytest.fixture
def sending(twilio_app: Flask, stand_in: twilio.Twilio) -> Iterator[Settings]:
    """Inside the service, on a Monday by day, with its Twilio pointed at the stand-in."""
    settings: Settings = twilio_app.extensions["settings"]
    settings.twilio_api_base = stand_in.base
    with twilio_app.app_context(), clock.at(datetime(2026, 11, 23, 10, 0, tzinfo=UTC)):
        yield settings


@pytest.fixture
def line(twilio_app: Flask) -> Iterator[Line]:
    """The text line with a Twilio account, on a Monday morning."""
    with twilio.running() as stand_in, open_line(twilio_app, stand_in) as opened:
        yield opened
