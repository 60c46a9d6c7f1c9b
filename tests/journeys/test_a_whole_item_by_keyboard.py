"""From signing in to the answer on the board without a mouse, every step by the name that a screen reader says."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import violations
from tests.support.desk_browser import presses, ready
from tests.support.story import Story

pytestmark = pytest.mark.browser
WORDS = "The night nurse sat with me. Ring me on 07700 900123. Dinner was cold again."


@pytest.fixture
def story(app: Flask) -> Story:
    return Story(app)


@pytest.fixture
def page(base: str, chromium: Browser) -> Iterator[Page]:
    """A browser whose mouse nobody touches."""
    context = chromium.new_context(base_url=base, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []


def tabs_to(page: Page, role: str, name: str) -> None:
    """Presses the tab key until what a screen reader calls `name` has the focus; fails when it never does."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the tab key does not lead to the {role} “{name}”")


def tabs_onto(page: Page, selector: str, name: str) -> None:
    """The same for what has no role that every browser agrees on, such as a summary."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("each => each === document.activeElement"):
            return is_named(page, name)
    raise AssertionError(f"the tab key does not lead to “{name}”")


def is_named(page: Page, name: str) -> None:
    expect(page.locator(":focus")).to_have_accessible_name(name)


def signs_in(page: Page, story: Story) -> None:
    page.goto("/staff/")
    tabs_to(page, "textbox", "Email address")
    page.keyboard.type(story.email)
    tabs_to(page, "textbox", "Password")
    page.keyboard.type(story.password)
    presses(page, "Enter")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


def test_amina_handles_a_whole_item_without_a_mouse(page: Page, story: Story) -> None:
    said = story.says(WORDS)
    signs_in(page, story)
    tabs_to(page, "link", said.reference)
    presses(page, "Enter")
    ready(page)
    hides_what_identifies(page)
    says_what_it_is_about(page)
    publishes(page)
    answers(page)
    assert violations(page) == []
    page.goto("/")
    board = page.get_by_role("main")
    expect(board).to_contain_text("Ring me on [phone number removed]. Dinner was cold again.")
    expect(board).to_contain_text("Dinner is hot again")


def hides_what_identifies(page: Page) -> None:
    presses(page, "s")
    is_named(page, "Hide phone number 07700 900123")
    presses(page, "Enter")
    expect(page.locator(".desk-preview blockquote")).to_contain_text("[phone number removed]")
    ready(page)


def says_what_it_is_about(page: Page) -> None:
    tabs_onto(page, "#action-set-themes > summary", "Choose the themes")
    presses(page, "Enter")
    tabs_to(page, "checkbox", "Food and drink")
    presses(page, "Space")
    tabs_to(page, "button", "Save the themes")
    presses(page, "Enter")
    expect(page.get_by_role("status").filter(has_text="The themes are set.")).to_be_visible()
    ready(page)


def publishes(page: Page) -> None:
    presses(page, "p")
    is_named(page, "Publish")
    presses(page, "Enter")
    expect(page.get_by_role("status").filter(has_text="It is on the board now")).to_be_visible()
    ready(page)


def answers(page: Page) -> None:
    presses(page, "a")
    tabs_to(page, "radio", "We did")
    presses(page, "Space")
    tabs_to(page, "textbox", "The answer")
    page.keyboard.type("Thank you for telling us. We are sorry. Dinner is hot again since we bought a new trolley.")
    tabs_to(page, "textbox", "Signed as")
    page.keyboard.type("Ward manager")
    tabs_to(page, "button", "Send the answer")
    presses(page, "Enter")
    expect(page.get_by_role("status").filter(has_text="Your answer is saved.")).to_be_visible()
