"""The service as production runs it, gunicorn with one gevent worker, and the same database at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from config.settings import Settings
from tests.support.server import Gunicorn, free_port
from tests.support.story import Story
from wsgi import create_app

TWILIO_TOKEN = "a token for tests only"


def environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables for another process."""
    return {
        "SECRET_KEY": settings.secret_key,
        "FIELD_KEYS": settings.field_keys,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
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
            "public_url": f"http://127.0.0.1:{free_port()}",
            "twilio_account_sid": "AC" + "0" * 32,
            "twilio_auth_token": TWILIO_TOKEN,
            "twilio_from": "+447700900000",
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


@pytest.fixture
def window(chromium: Browser, service: Gunicorn) -> Iterator[BrowserContext]:
    """A browser window, closed before the server stops; a script error or a breach of the policy fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield context
    context.close()
    assert complaints == []
