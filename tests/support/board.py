"""An open board in a browser: opening it, waiting for it, and what it shows."""

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.server import Gunicorn

DRAWN = """() => [...document.querySelectorAll('#board > li')].map((item) => {
  const copy = item.cloneNode(true);
  copy.classList.remove('entry--new');
  copy.querySelectorAll('[hidden]').forEach((hidden) => hidden.remove());
  const tidied = copy.outerHTML.replace(/\\s+/g, ' ').replace(/> /g, '>').replace(/ </g, '<');
  return tidied.replace(/ (href|class|hidden)=""/g, '');
})"""


def opens_board(window: BrowserContext, service: Gunicorn, query: str = "") -> Page:
    page = window.new_page()
    page.goto(f"{service.base}/{query}")
    expect(page.locator("html[data-board=live]")).to_be_attached()
    return page


def drawn(page: Page) -> list[Any]:
    """Every entry as it stands on the page, white space and the mark of the new ones aside."""
    entries: list[Any] = page.evaluate(DRAWN)
    return entries


def has_reached(page: Page, number: int) -> None:
    expect(page.locator(f"#board[data-last='{number}']")).to_be_attached(timeout=15_000)


def has_filled_up(page: Page) -> None:
    """No fresh page is due any more."""
    expect(page.locator("#board:not([data-awaits])")).to_be_attached(timeout=15_000)
