"""A member of staff in a real browser, signed in at the queue."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.support.story import PASSWORD


@contextmanager
def signed_in(chromium: Browser, base: str, email: str, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """Their page, in a browser of their own; fails at the end when a script of ours raised anything."""
    context = chromium.new_context(base_url=base, viewport={"width": width, "height": height})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/staff/")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#queue")
    yield page
    context.close()
    assert wrong == []


def ready(page: Page) -> None:
    """The item page's script runs: it shows the list of keys."""
    expect(page.locator("[data-shortcuts]")).to_be_visible()


def presses(page: Page, *keys: str) -> None:
    """One key after the other, once the page's scripts listen."""
    page.wait_for_load_state("load")
    for key in keys:
        page.keyboard.press(key)
