"""The desk in a real browser: by keyboard alone, by mouse, and while others work beside."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect

from feedback_service.vocabulary import Role
from moderation.auth.sessions import Member
from moderation.permissions import Action
from moderation.told.data import Note, Reason
from tests.moderation.conftest import EMAILS, Desk, add
from tests.support import desk_browser
from tests.support.browser import violations
from tests.support.desk_browser import presses, ready
from tests.support.story import Story

pytestmark = pytest.mark.browser


@pytest.fixture
def page(app: Flask, base: str, chromium: Browser) -> Iterator[Page]:
    """Amina's browser, signed in, at the queue."""
    add(app, Role.MODERATOR)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.MODERATOR]) as opened:
        yield opened


def live(page: Page) -> None:
    expect(page.locator("html[data-desk=live]")).to_be_attached()


def tabs_to(page: Page, selector: str) -> None:
    """Presses the tab key until the focus is there; fails when it never comes."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the tab key does not lead to {selector}")


def test_amina_hides_words_and_publishes_by_keyboard_alone(page: Page, story: Story) -> None:
    story.says("First in the queue")
    story.says("Neighbour Joy Example was kind to me")
    page.reload()
    live(page)
    tabs_to(page, ".desk-row__link")
    presses(page, "j", "k", "ArrowDown", "Enter")
    ready(page)
    presses(page, "h", "ArrowRight", "Shift+ArrowRight")
    expect(page.locator("[data-chosen]")).to_have_text("Words chosen: 2")
    tabs_to(page, "#redact-kind")
    presses(page, "ArrowDown", "ArrowUp")
    tabs_to(page, "#hide-words")
    presses(page, "Enter")
    expect(page.locator(".desk-preview blockquote")).to_have_text("Neighbour [name removed] was kind to me")
    ready(page)
    presses(page, "p")
    expect(page.locator("#publish button").first).to_be_focused()
    presses(page, "Enter")
    expect(page.locator(".desk-done")).to_contain_text("It is on the board now")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Neighbour [name removed] was kind to me")


def test_words_are_chosen_by_dragging_and_by_shift_and_arrows_back_and_forth(page: Page, story: Story) -> None:
    said = story.says("one two three four five")
    page.goto(f"/staff/items/{said.reference}")
    ready(page)

    def chosen() -> list[str]:
        return page.eval_on_selector_all(".desk-word:has(:checked)", "words => words.map(word => word.textContent)")

    words = page.locator(".desk-word")
    words.nth(1).hover()
    page.mouse.down()
    words.nth(4).hover()
    words.nth(3).hover()
    page.mouse.up()
    assert chosen() == ["two", "three", "four"]
    words.nth(2).click()
    assert chosen() == ["two", "four"]
    page.locator(".desk-word input").nth(0).focus()
    presses(page, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft")
    assert chosen() == ["one", "two", "four"]
    presses(page, "End", "Space", "Home", "Space")
    assert chosen() == ["two", "four", "five"]
    assert page.evaluate("document.activeElement.parentElement.textContent") == "one"


def test_arrows_follow_the_direction_of_the_script(page: Page, story: Story) -> None:
    said = story.says("اسمي فاطمة وأشكر", language="ar")
    page.goto(f"/staff/items/{said.reference}")
    ready(page)
    page.locator(".desk-word input").nth(0).focus()
    presses(page, "ArrowLeft", "Space")
    assert page.locator(".desk-word:has(:checked)").all_text_contents() == ["فاطمة"]


def test_single_keys_can_be_turned_off_and_leave_typing_alone(page: Page, story: Story) -> None:
    said = story.says("one two")
    page.goto(f"/staff/items/{said.reference}")
    ready(page)
    presses(page, "f")
    page.keyboard.type("pqr")
    expect(page.locator("#flag-words")).to_have_value("pqr")
    page.locator("h1").click()
    presses(page, "?")
    page.get_by_label("Use single keys").uncheck()
    page.reload()
    ready(page)
    presses(page, "f")
    expect(page.locator("#action-flag")).not_to_have_attribute("open", "")


def test_the_queue_changes_without_moving_what_is_read(page: Page, app: Flask, story: Story) -> None:
    said = [story.says(f"Words {number}") for number in range(30)]
    page.reload()
    live(page)
    focused = page.locator(".desk-row__link").nth(20)
    focused.focus()
    top = focused.bounding_box()["y"]

    fresh = story.says("I cannot go on")
    expect(page.locator(f"[data-reference='{fresh.reference}']")).to_contain_text("New")
    expect(page.locator("[data-announcement]")).to_have_text("1 new item")
    expect(page.locator("[data-count=decide]")).to_have_text("31")

    desk = Desk(app, story, {Role.MODERATOR: Member(story.amina, "Amina", Role.MODERATOR, 0, "")})
    desk.does(Action.FLAG, fresh, Note("Sounds like a goodbye"))
    expect(page.locator(".desk-row").first).to_contain_text("Safety flag")
    expect(page.locator(".desk-row").first).to_contain_text(fresh.reference)

    desk.does(Action.REJECT, said[3], Reason("", "advert"))
    expect(page.locator(f"[data-reference='{said[3].reference}']")).to_contain_text("Somebody dealt with this")
    assert page.evaluate("document.activeElement.textContent") == said[20].reference
    now = page.locator(f"[data-reference='{said[20].reference}'] a").bounding_box()["y"]
    assert abs(now - top) <= 1


def test_who_is_pushed_to_the_next_page_is_not_shown_as_dealt_with(page: Page, app: Flask, story: Story) -> None:
    said = [story.says(f"Words {number}") for number in range(52)]
    page.reload()
    live(page)
    desk = Desk(app, story, {Role.MODERATOR: Member(story.amina, "Amina", Role.MODERATOR, 0, "")})
    desk.does(Action.FLAG, said[51], Note("Sounds like a goodbye"))
    expect(page.locator(".desk-row").first).to_contain_text(said[51].reference)
    expect(page.locator(f"[data-reference='{said[49].reference}']")).to_have_count(0)
    expect(page.locator(".desk-row")).to_have_count(50)
    expect(page.locator(".desk-row--gone")).to_have_count(0)

    page.locator(".desk-row__link").last.focus()
    desk.does(Action.FLAG, said[50], Note("Sounds like a goodbye"))
    expect(page.locator(".desk-row").first).to_contain_text(said[50].reference)
    expect(page.locator(".desk-row")).to_have_count(51)
    expect(page.locator(f"[data-reference='{said[48].reference}'] a")).to_be_focused()
    expect(page.locator(".desk-row--gone")).to_have_count(0)

    page.get_by_role("link", name="Next").click()
    expect(page.locator(".desk-row").first).to_contain_text(said[48].reference)


def test_a_queue_that_was_empty_fills(page: Page, story: Story) -> None:
    expect(page.locator("#queue")).to_contain_text("Nothing waits for a decision")
    live(page)
    said = story.says("The first words")
    expect(page.locator(f"[data-reference='{said.reference}']")).to_be_visible()


def test_an_open_queue_goes_to_the_sign_in_page_when_its_session_ends(page: Page) -> None:
    live(page)
    other = page.context.new_page()
    other.goto("/staff/")
    other.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/staff/sign-in"))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_hinders_anybody_on_the_desks_pages(page: Page, story: Story, language: str, width: int) -> None:
    said = story.says("Nurse Joy was kind", language="en")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/staff/?lang={language}")
    assert violations(page) == []
    page.goto(f"/staff/items/{said.reference}")
    page.evaluate(
        "document.querySelectorAll('details').forEach(each => { each.removeAttribute('name'); each.open = true; })"
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_empty_queue_shows_what_comes_while_the_focus_is_on_a_tab(page: Page, story: Story) -> None:
    live(page)
    page.locator(".desk-tabs a").nth(1).focus()
    page.locator(".desk-tabs a").first.focus()
    said = story.says("The first words")
    row = page.locator(f"[data-reference='{said.reference}']")
    expect(row).to_be_visible()
    expect(row.locator(".desk-row__new")).to_be_visible()
    expect(page.locator("[data-announcement]")).to_have_text("1 new item")
    expect(page.locator(".desk-empty")).to_have_count(0)
    expect(page.locator("[data-count=decide]")).to_have_text("1")
    assert page.evaluate("document.activeElement.matches('.desk-tabs a')")


def test_the_last_row_stays_under_the_focus_when_somebody_deals_with_it(page: Page, desk: Desk) -> None:
    said = desk.story.says("The only words")
    page.reload()
    live(page)
    page.locator(".desk-row__link").focus()
    desk.does(Action.PUBLISH, said)
    expect(page.locator(".desk-row__gone")).to_have_text("Somebody dealt with this")
    assert page.evaluate("document.activeElement.matches('.desk-row__link')")
    later = desk.story.says("More words")
    expect(page.locator(f"[data-reference='{later.reference}']")).to_be_visible()


def test_sending_one_form_asks_before_it_loses_what_stands_in_another(page: Page, story: Story) -> None:
    asked: list[str] = []
    stays = True

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss() if stays else dialog.accept()

    page.on("dialog", answer)
    said = story.says("Nurse Joy was kind")
    page.goto(f"/staff/items/{said.reference}")
    ready(page)
    presses(page, "a")
    page.locator("#respond-words").click()
    page.keyboard.type("Twenty minutes of work")
    page.locator(".desk-word").nth(1).click()
    page.locator("#hide-words").click()
    expect(page.locator("#respond-words")).to_have_value("Twenty minutes of work")
    page.locator("#back-to-queue").click()
    expect(page.locator("#respond-words")).to_have_value("Twenty minutes of work")
    assert asked == ["beforeunload"] * 2
    stays = False
    page.locator("#back-to-queue").click()
    page.wait_for_selector("#queue")
    assert asked == ["beforeunload"] * 3


def test_a_form_that_stands_alone_is_sent_without_asking(page: Page, story: Story) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))
    said = story.says("Nurse Joy was kind")
    page.goto(f"/staff/items/{said.reference}")
    ready(page)
    page.locator(".desk-word").nth(1).click()
    page.locator("#hide-words").click()
    expect(page.locator(".desk-done")).to_contain_text("The words are hidden")
    page.locator("#back-to-queue").click()
    page.wait_for_selector("#queue")
