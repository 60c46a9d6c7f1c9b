"""Hiding in a real browser by keyboard alone, with a screen reader's names, at every width."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service.vocabulary import Role
from tests.moderation.conftest import EMAILS, add
from tests.support import desk_browser
from tests.support.browser import violations
from tests.support.desk_browser import presses, ready
from tests.support.story import Story

pytestmark = pytest.mark.browser
WORDS = "Nurse Amara was kind. Ring me on 07700 900123. My neighbour saw it all."


@pytest.fixture
def page(app: Flask, base: str, chromium: Browser) -> Iterator[Page]:
    """Amina's browser, signed in."""
    add(app, Role.MODERATOR)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.MODERATOR]) as opened:
        yield opened


def opens(page: Page, said) -> None:
    page.goto(f"/staff/items/{said.reference}")
    ready(page)


def public(page: Page):
    return page.locator(".desk-preview blockquote")


def test_suggestions_are_accepted_and_refused_by_keyboard_alone(page: Page, story: Story) -> None:
    opens(page, story.says(WORDS))
    presses(page, "s", "ArrowDown")
    expect(page.locator(":focus")).to_have_accessible_name("Hide phone number 07700 900123")
    presses(page, "Enter")
    expect(public(page)).to_contain_text("Ring me on [phone number removed]")
    ready(page)
    expect(page.locator(":focus")).to_have_accessible_name("Hide staff name Amara")
    presses(page, "Tab")
    expect(page.locator(":focus")).to_have_accessible_name("Leave staff name Amara")
    presses(page, "Enter")
    expect(page.locator("#suggestions-title")).to_have_text("No suggestions")
    expect(public(page)).to_contain_text("Nurse Amara was kind")


def test_words_are_chosen_and_hidden_by_keyboard_alone(page: Page, story: Story) -> None:
    opens(page, story.says("my neighbour with the red door saw it"))
    presses(page, "h", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    presses(page, "Enter")
    expect(page.locator(":focus")).to_have_accessible_name("What is it?")
    page.locator("#redact-kind").select_option("other")
    presses(page, "Enter")
    expect(public(page)).to_have_text("my [detail removed] saw it")
    ready(page)
    presses(page, "d", "Enter")
    expect(page.locator("#difference del")).to_have_text("neighbour with the red door")
    expect(page.locator("#difference ins")).to_have_text("[detail removed]")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wrong_for_axe_nor_wider_than_the_page(page: Page, story: Story, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opens(page, story.says(WORDS + " " + "mina@" + "very-long-" * 5 + "example.org"))
    page.locator("[data-accept]").first.click()
    ready(page)
    page.locator("#difference summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
