"""The service with a Twilio account, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_settings
from tests.support import databases, server, twilio
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
