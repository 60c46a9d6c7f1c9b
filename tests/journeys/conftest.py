"""Journeys run against the service as production runs it, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.production import service, settings, story
from tests.support.server import Gunicorn

__all__ = ["service", "settings", "story", "window"]


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
