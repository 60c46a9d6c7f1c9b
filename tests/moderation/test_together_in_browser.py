"""Amina's browser while Grace works beside her: claims, what is overtaken, several at once, hidden words."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service.vocabulary import Role
from tests.moderation.conftest import EMAILS, add
from tests.support import desk_browser
from tests.support.browser import violations
from tests.support.desk_page import DeskPage
from tests.support.story import Story
from tests.support.visitor import Visitor

pytestmark = pytest.mark.browser
HARD = "My brother died on this ward"


@pytest.fixture
def page(app: Flask, base: str, chromium: Browser) -> Iterator[Page]:
    """Amina's browser, signed in, at the queue."""
    add(app, Role.MODERATOR)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.MODERATOR]) as opened:
        yield opened


def live(page: Page) -> None:
    expect(page.locator("html[data-together=live]")).to_be_attached()


def opens(page: Page, reference: str) -> None:
    page.goto(f"/staff/items/{reference}")
    expect(page.locator("[data-shortcuts]")).to_be_visible()
    live(page)


def test_the_queue_shows_who_opens_what_and_who_leaves(page: Page, story: Story, grace: Visitor) -> None:
    said = story.says()
    page.reload()
    live(page)
    place = page.locator(f"[data-claims='{said.reference}']")
    expect(place).to_have_text("")
    beside = DeskPage(grace)
    beside.has_open(said.reference)
    expect(place).to_have_text("Grace has this open")
    assert violations(page) == []
    beside.leaves()
    expect(place).to_have_text("")


def test_an_open_item_is_claimed_and_closing_it_lets_it_go(
    page: Page, story: Story, grace: Visitor, opens_page: Callable[[Visitor], DeskPage]
) -> None:
    said = story.says()
    watching = opens_page(grace)
    opens(page, said.reference)
    watching.sees(("Amina", "open"))
    page.goto("/staff/")
    live(page)
    watching.sees()


@pytest.fixture
def opens_page() -> Iterator[Callable[[Visitor], DeskPage]]:
    opened: list[DeskPage] = []

    def made(visitor: Visitor) -> DeskPage:
        opened.append(DeskPage(visitor))
        return opened[-1]

    yield made
    for each in opened:
        each.leaves()


def test_what_grace_decides_is_said_at_once_and_what_amina_typed_stays(
    page: Page, story: Story, grace: Visitor
) -> None:
    said = story.says()
    opens(page, said.reference)
    page.locator("#action-reject summary").click()
    page.fill("#reject-words", "Words that took a while")
    grace.opens(f"/staff/items/{said.reference}").submits("#publish form", button="Publish")
    expect(page.locator("[data-overtaken]")).to_contain_text("Grace decided this: Published")
    expect(page.locator("#action-reject button").first).to_be_disabled()
    expect(page.locator("#publish button").first).to_be_disabled()
    expect(page.locator("#reject-words")).to_have_value("Words that took a while")
    assert violations(page) == []


def test_a_smaller_change_is_said_and_the_buttons_stay(page: Page, story: Story, grace: Visitor) -> None:
    said = story.says()
    opens(page, said.reference)
    grace.opens(f"/staff/items/{said.reference}").submits("#action-record-consent form", agreed="yes", words="Told us")
    expect(page.locator("[data-overtaken]")).to_contain_text("Grace: Consent recorded")
    expect(page.locator("#publish button").first).to_be_enabled()


def test_amina_decides_one_after_the_other_by_keyboard_alone(page: Page, story: Story) -> None:
    first, second = story.says(), story.says()
    opens(page, first.reference)
    page.keyboard.press("p")
    page.keyboard.press("n")
    expect(page.locator("#publish .desk-and-next")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/staff/items/{second.reference}")
    expect(page.locator(".desk-done")).to_contain_text(first.reference)


def test_several_are_chosen_by_keyboard_and_decided_together(page: Page, story: Story) -> None:
    chosen = [story.says(f"Advert {number}") for number in range(4)]
    page.reload()
    live(page)
    page.locator(".desk-row__link").first.focus()
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("Chosen: 1")
    for key in ("j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("[data-bulk-count]")).to_have_text("Chosen: 3")
    assert violations(page) == []
    page.locator("#bulk-go").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chosen-title")).to_have_text("3 chosen")
    assert violations(page) == []
    page.locator("#action-reject summary").click()
    page.locator("#action-reject input[value=advert]").check()
    page.locator("#action-reject button").click()
    expect(page.locator(".desk-done")).to_have_text("3 are done.")
    expect(page.locator(".desk-row__link")).to_have_text([chosen[3].reference])


def test_what_is_chosen_stays_chosen_at_its_version_while_the_row_changes(
    page: Page, story: Story, grace: Visitor
) -> None:
    said = story.says()
    page.reload()
    live(page)
    box = page.locator("input[name=item]")
    box.check()
    grace.opens(f"/staff/items/{said.reference}").submits("#action-record-consent form", agreed="no", words="Told us")
    expect(page.locator(".desk-consent--no")).to_be_visible()
    expect(box).to_be_checked()
    assert box.input_value() == f"{said.reference}:1"


def test_hidden_words_are_nowhere_until_they_are_asked_for(page: Page, story: Story) -> None:
    said = story.says(HARD)
    page.reload()
    live(page)
    words = page.locator(".desk-row__words")
    assert HARD not in page.locator("main").aria_snapshot()
    expect(words).to_be_hidden()
    page.locator(".desk-row__link").focus()
    page.keyboard.press("s")
    expect(words).to_be_visible()
    opens(page, said.reference)
    assert "brother" not in page.locator("main").aria_snapshot()
    assert violations(page) == []
    page.keyboard.press("s")
    expect(page.locator(".desk-message__words")).to_be_visible()
    page.reload()
    expect(page.locator(".desk-message__words")).to_be_visible()
    assert violations(page) == []
