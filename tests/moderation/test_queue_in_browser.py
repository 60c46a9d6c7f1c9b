"""The queue in a real browser: keys, a search and a filter that keep themselves current, and nothing that hinders."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service.vocabulary import Moderation, Role
from tests.moderation.conftest import EMAILS, add
from tests.moderation.test_desk_in_browser import live
from tests.support import desk_browser
from tests.support.browser import violations
from tests.support.desk_browser import presses
from tests.support.story import Story

pytestmark = pytest.mark.browser


@pytest.fixture
def page(app: Flask, base: str, chromium: Browser) -> Iterator[Page]:
    """Amina's browser, signed in, at the queue."""
    add(app, Role.MODERATOR)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.MODERATOR]) as opened:
        yield opened


def test_a_key_leads_to_the_search_and_a_number_to_a_tab(page: Page, story: Story) -> None:
    said, other = story.says("The piano is broken"), story.says("The ward is cold")
    story.publishes(said)
    page.reload()
    presses(page, "/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("pianos 1/2")
    expect(page.locator("#q")).to_have_value("pianos 1/2")
    page.fill("#q", "pianos")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("piano")
    expect(page.locator("#tab-all")).to_have_attribute("aria-current", "page")
    presses(page, "1")
    expect(page.locator("#tab-decide")).to_have_attribute("aria-current", "page")
    expect(page.locator(f"[data-reference='{other.reference}']")).to_have_count(0)
    presses(page, "?")
    expect(page.locator("[data-shortcuts]")).to_have_attribute("open", "")


def test_a_filtered_list_takes_in_only_what_fits(page: Page, story: Story) -> None:
    story.says("Jedzenie dobre", language="pl")
    page.goto("/staff/?language=pl")
    live(page)
    story.says("The ward is cold")
    said = story.says("Na oddziale zimno", language="pl")
    row = page.locator(f"[data-reference='{said.reference}']")
    expect(row.locator(".desk-row__new")).to_be_visible()
    expect(page.locator("[data-reference]")).to_have_count(2)
    expect(page.locator("[data-count=decide]")).to_have_text("2")
    story.moves(said, Moderation.REJECTED, "It is an advert")
    expect(row.locator(".desk-row__gone")).to_be_visible()


def test_a_search_takes_in_what_is_said_meanwhile(page: Page, story: Story) -> None:
    first = story.says("The piano is broken")
    page.goto("/staff/?q=piano")
    live(page)
    later = story.says("Pianos everywhere")
    rows = page.locator("[data-reference]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_attribute("data-reference", later.reference)
    expect(rows.last).to_have_attribute("data-reference", first.reference)
    expect(rows.first.locator("mark")).to_have_text("Pianos")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_hinders_anybody_who_filters_and_searches(page: Page, story: Story, language: str, width: int) -> None:
    story.says("The piano is broken", place_id=story.place("ealing"))
    story.says("Na oddziale zimno", language="pl")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/staff/?lang={language}&tab=all&q=piano&consent=yes")
    page.locator("#save summary").click()
    page.fill("#filter-name", "x" * 61)
    page.locator("#save-filter button").click()
    expect(page.locator("#filter-name-error")).to_be_visible()
    page.locator("#filters summary").click()
    page.locator("[data-shortcuts] summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#filter-name", "Pianos")
    page.locator("#save-filter button").click()
    expect(page.locator(".desk-tabs--saved [aria-current=page]")).to_have_text(re.compile("Pianos"))
    assert violations(page) == []
