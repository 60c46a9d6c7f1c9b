"""What matters on a page of the desk is in sight, on a small laptop and on a phone, and nothing is cut off."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service.vocabulary import Role
from moderation.permissions import Action
from moderation.told.data import Note
from tests.moderation.conftest import EMAILS, Desk, add
from tests.support import desk_browser
from tests.support.browser import violations
from tests.support.desk_browser import ready
from tests.support.story import Story

pytestmark = pytest.mark.browser
LONG = "Nurse Comfort laughed at my accent. " + "I waited and nobody came to tell me anything. " * 40
Opens = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def grace_opens(app: Flask, base: str, chromium: Browser) -> Opens:
    """Opens a browser in which Grace, who administers, is signed in; `width` and `height` are those of its window."""
    add(app, Role.ADMINISTRATOR)
    return partial(desk_browser.signed_in, chromium, base, EMAILS[Role.ADMINISTRATOR])


def own_scrolls(page: Page) -> list[str]:
    """The boxes beside the words that scroll by themselves."""
    script = """boxes => boxes.filter(box => getComputedStyle(box).overflowY !== 'visible').map(box => box.className)"""
    return page.eval_on_selector_all(".desk-item__decisions, .desk-preview", script)


def is_in_window(page: Page, selector: str) -> bool:
    """Whether all of it lies within what the window shows."""
    script = "box => { const at = box.getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; }"
    return bool(page.locator(selector).first.evaluate(script))


def test_confirming_is_in_sight_on_a_small_laptop_however_long_the_words_are(
    grace_opens: Opens, desk: Desk, story: Story
) -> None:
    said = story.says(LONG)
    desk.does(Action.PUBLISH, said)
    with grace_opens(width=1366, height=768) as page:
        page.goto(f"/staff/items/{said.reference}")
        ready(page)
        expect(page.locator("#approval")).not_to_contain_text("I waited and nobody came")
        assert is_in_window(page, "form[action$='/confirm'] button")
        assert own_scrolls(page) == []


def test_clearing_comes_first_and_the_end_of_a_long_decision_is_reached_by_scrolling_the_page(
    grace_opens: Opens, desk: Desk, story: Story
) -> None:
    said = story.says(LONG)
    desk.does(Action.FLAG, said, Note("He may be in danger"))
    with grace_opens(width=1366, height=768) as page:
        page.goto(f"/staff/items/{said.reference}")
        ready(page)
        first = page.locator(".desk-item__decisions details").first
        expect(first.locator("summary")).to_have_text("Clear the safety flag")
        assert is_in_window(page, "#action-clear-flag summary")
        page.locator("#action-respond summary").click()
        page.mouse.move(100, 400)
        page.mouse.wheel(0, 1600)
        send = "#action-respond .nhsuk-button:not(.nhsuk-button--secondary)"
        expect(page.locator(send).first).to_be_visible()
        page.wait_for_function("() => scrollY > 0")
        assert own_scrolls(page) == []
        assert page.locator(".desk-item__decisions").evaluate("box => box.getBoundingClientRect().bottom") <= 768


def test_on_a_phone_nothing_of_a_table_is_cut_off_and_it_stays_a_table(grace_opens: Opens, story: Story) -> None:
    said = story.says("The staff were kind")
    with grace_opens(width=360, height=740) as page:
        page.goto(f"/staff/items/{said.reference}")
        for address in ("audit", "people", "roles"):
            page.goto(f"/staff/{address}")
            tables = page.locator(".desk-scroll").evaluate_all(
                "all => all.map(box => box.scrollWidth - box.clientWidth)"
            )
            assert set(tables) == {0}, address
            expect(
                page.get_by_role("table").first.get_by_role("rowheader").or_(page.get_by_role("cell")).first
            ).to_be_visible()
            assert [each for each in violations(page) if "role" in each["id"] or "table" in each["id"]] == []


def test_on_a_phone_a_link_leads_to_the_decisions(grace_opens: Opens, story: Story) -> None:
    said = story.says(LONG)
    with grace_opens(width=360, height=740) as page:
        page.goto(f"/staff/items/{said.reference}")
        page.get_by_role("link", name="To the decisions").click()
        expect(page.locator("#decisions")).to_be_in_viewport()
