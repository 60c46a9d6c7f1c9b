"""A real Chromium: the one that is installed, driven by Playwright; axe-core from npm."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.databases import missing
from tests.support.server import ROOT

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """The installed Chromium or Chrome; CHROMIUM names another."""
    candidates = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for path in map(shutil.which, filter(None, candidates)) if path), None)
    if found is None:
        missing("Chromium")
    return str(found)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, closed afterwards."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds wrong on the page as it stands: id, help and the elements."""
    script = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
    page.evaluate(script)
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        {"id": each["id"], "help": each["help"], "nodes": [node["html"][:200] for node in each["nodes"]]}
        for each in result["violations"]
    ]
