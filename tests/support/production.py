"""Fixtures: the service as production runs it, gunicorn with one gevent worker, and its database at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config.settings import Settings
from tests.support import twilio
from tests.support.server import Gunicorn, free_port
from tests.support.story import Story
from wsgi import create_app


def environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables for another process."""
    return {
        "SECRET_KEY": settings.secret_key,
        "FIELD_KEYS": settings.field_keys,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "PUBLIC_URL": settings.public_url,
        "FORM_LIMIT": settings.form_limit,
        "SIGN_IN_LIMIT": settings.sign_in_limit,
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "TWILIO_FROM": settings.twilio_from,
        "TWILIO_API_BASE": settings.twilio_api_base,
        "EMBEDDED_SCHEDULER": "false",
    }


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With Twilio configured, at the address that the server will have."""
    return settings.model_copy(
        update={
            **twilio.SETTINGS,
            "public_url": f"http://127.0.0.1:{free_port()}",
        }
    )


@pytest.fixture
def service(settings: Settings, tmp_path: Path) -> Iterator[Gunicorn]:
    """The running server."""
    port = int(settings.public_url.rsplit(":", 1)[1])
    running = Gunicorn(environment(settings), tmp_path, port)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def story(settings: Settings) -> Story:
    """The cast at work on the server's database, from this process."""
    app: Flask = create_app(settings)
    return Story(app)
