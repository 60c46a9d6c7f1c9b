"""The alarm on pages that are open: it comes, grows and goes by itself, is said once and is never in the way."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service import clock
from feedback_service.vocabulary import Role
from tests.moderation.conftest import EMAILS, add
from tests.support import desk_browser
from tests.support.alarm import MINUTE, Night
from tests.support.browser import violations

pytestmark = pytest.mark.browser
LINE, NEWS = ".desk-alarm-line", "[data-alarm-news]"


@pytest.fixture
def night(app: Flask) -> Night:
    return Night(app)


@pytest.fixture
def page(app: Flask, base: str, chromium: Browser) -> Iterator[Page]:
    """Amina's browser, signed in."""
    add(app, Role.MODERATOR)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.MODERATOR]) as opened:
        live(opened)
        yield opened


def live(page: Page) -> None:
    expect(page.locator("html[data-alarms=live]")).to_be_attached()


def test_an_alarm_comes_escalates_and_goes_on_a_page_where_somebody_is_writing(page: Page, night: Night) -> None:
    other = night.is_told()
    page.goto(f"/staff/items/{other.reference}")
    live(page)
    expect(page.locator(LINE)).to_have_count(0)
    page.locator("#action-respond summary").click()
    page.fill("#respond-words", "We are sorry")
    page.locator("#respond-words").focus()
    with clock.at(clock.now() - 11 * MINUTE):
        said = night.alarm()
    expect(page.locator(LINE)).to_be_in_viewport()
    expect(page.locator(NEWS)).to_have_text("Safety alarm: 1 is unread. Somebody may be in danger.")
    expect(page.locator("#alarms")).to_contain_text(said.reference)
    expect(page.locator("#respond-words")).to_be_focused()
    night.escalates()
    expect(page.locator("#alarms")).to_contain_text("escalated 1 time")
    night.reads(said)
    expect(page.locator(LINE)).to_have_count(0)
    expect(page.locator("#respond-words")).to_have_value("We are sorry")


def test_its_line_stays_in_sight_however_far_the_page_is_scrolled(page: Page, night: Night) -> None:
    night.alarm()
    said = night.story.says("Long words. " * 300)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"/staff/items/{said.reference}")
    page.locator("#action-flag summary").scroll_into_view_if_needed()
    expect(page.locator(LINE)).to_be_in_viewport(ratio=1)


def test_it_is_said_once_and_not_again_on_the_next_page(page: Page, night: Night) -> None:
    with clock.at(clock.now() - 11 * MINUTE):
        night.alarm()
    expect(page.locator(NEWS)).not_to_be_empty()
    page.goto("/staff/alarms")
    live(page)
    expect(page.locator(LINE)).to_be_visible()
    expect(page.locator(NEWS)).to_be_empty()
    night.escalates()
    expect(page.locator(NEWS)).not_to_be_empty()


def test_the_list_of_alarms_follows_and_keeps_open_what_was_opened(page: Page, night: Night) -> None:
    page.goto("/staff/alarms")
    live(page)
    with clock.at(clock.now() - 11 * MINUTE):
        night.alarm()
    page.locator("[data-alarm-list] summary").click()
    page.evaluate("document.activeElement.blur()")
    night.escalates()
    expect(page.locator(".desk-alerts li")).to_have_count(6)
    expect(page.locator(".desk-alerts li").first).to_be_visible()


def test_the_focus_stays_on_the_button_or_goes_to_what_is_left(page: Page, night: Night) -> None:
    first, second = night.alarm(), night.alarm()
    page.reload()
    live(page)
    button = page.locator(f"#alarm-read-{second.reference}")
    button.focus()
    night.reads(first)
    expect(page.locator(".desk-alarms__read")).to_have_count(1)
    expect(button).to_be_focused()
    night.reads(second)
    expect(page.locator(LINE)).to_have_count(0)
    expect(page.locator("#maincontent")).to_be_focused()


def test_amina_reads_it_by_keyboard_alone(page: Page, night: Night) -> None:
    said = night.alarm()
    page.locator(f"#alarm-read-{said.reference}").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/staff')[0]}/staff/items/{said.reference}")
    expect(page.locator(".desk-done")).to_contain_text(said.reference)
    assert night.unread() == []


def test_a_page_whose_member_is_signed_out_says_that_it_shows_no_alarms(page: Page, night: Night) -> None:
    page.goto(f"/staff/items/{night.is_told().reference}")
    live(page)
    trouble = page.locator("[data-alarm-trouble=signed-out]")
    expect(trouble).to_be_hidden()
    page.context.clear_cookies()
    night.alarm()
    expect(trouble).to_be_visible()


def test_a_page_without_a_connection_says_so_until_there_is_one(page: Page, night: Night) -> None:
    trouble = page.locator("[data-alarm-trouble=offline]")
    page.route("**/staff/alarms/fragment*", lambda route: route.abort())
    night.is_told()
    expect(trouble).to_be_visible()
    page.unroute("**/staff/alarms/fragment*")
    said = night.alarm()
    expect(trouble).to_be_hidden()
    expect(page.locator("#alarms")).to_contain_text(said.reference)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_alarm_is_accessible_and_fits(page: Page, night: Night, width: int, language: str) -> None:
    with clock.at(clock.now() - 11 * MINUTE):
        said = night.alarm()
    night.escalates()
    page.set_viewport_size({"width": width, "height": 740})
    for address in ("/staff/alarms", f"/staff/items/{said.reference}"):
        page.goto(f"{address}?lang={language}")
        page.eval_on_selector_all("[data-alarm-list] details", "all => all.forEach((each) => { each.open = true; })")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
