"""An open board in a real Chromium: at once, in order, and after any absence exactly as a fresh one."""

import random
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.support.board import drawn, has_filled_up, has_reached, opens_board
from tests.support.server import Gunicorn
from tests.support.story import Story

pytestmark = pytest.mark.browser


def some_changes(story: Story, count: int, chance: random.Random, live: list[Any]) -> int:
    """Publish, answer and withdraw at random; returns how many board events that made."""
    events = 0
    for _ in range(count):
        what = chance.random()
        if what < 0.5 or not live:
            live.append(story.says(f"Words {chance.random()}", language=chance.choice(["en", "ar", "pa", None])))
            story.publishes(live[-1])
        elif what < 0.75:
            story.answers(
                chance.choice(live), f"Answer {chance.random()}", kind=chance.choice(["did", "doing", "cannot"])
            )
        else:
            story.withdraws(live.pop(chance.randrange(len(live))))
        events += 1
    return events


def test_a_publication_appears_and_a_withdrawal_disappears(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    page = opens_board(window, service)
    expect(page.get_by_text("Nothing is here yet")).to_be_visible()
    said = story.says("The garden is locked at weekends")
    story.publishes(said)
    expect(page.get_by_text("The garden is locked at weekends")).to_be_visible()
    story.answers(said, "It is open every day now")
    expect(page.get_by_text("It is open every day now")).to_be_visible()
    story.withdraws(said)
    expect(page.get_by_text("The garden is locked")).to_have_count(0)
    expect(page.get_by_text("Nothing is here yet")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_board_drawn_live_is_the_board_as_served(
    window: BrowserContext, service: Gunicorn, story: Story, language: str
) -> None:
    live: list[Any] = []
    open_board = opens_board(window, service, f"?lang={language}")
    events = some_changes(story, 40, random.Random(7), live)
    has_reached(open_board, events)
    has_filled_up(open_board)
    fresh = opens_board(window, service, f"?lang={language}")
    assert drawn(open_board) == drawn(fresh)
    assert open_board.locator("[data-older-link]").get_attribute("href") == fresh.locator(
        "[data-older-link]"
    ).get_attribute("href")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_board_offline_through_twenty_changes_shows_what_a_fresh_one_shows(
    window: BrowserContext, service: Gunicorn, story: Story, seed: int
) -> None:
    chance = random.Random(seed)
    live: list[Any] = []
    events = some_changes(story, 15, chance, live)
    page = opens_board(window, service)
    window.set_offline(True)
    expect(page.locator("html[data-board=reconnecting]")).to_be_attached()
    events += some_changes(story, 20, chance, live)
    window.set_offline(False)
    has_reached(page, events)
    has_filled_up(page)
    assert drawn(page) == drawn(opens_board(window, service))


def test_a_board_survives_a_restart_of_the_server(window: BrowserContext, service: Gunicorn, story: Story) -> None:
    page = opens_board(window, service)
    service.kill()
    expect(page.locator("html[data-board=reconnecting]")).to_be_attached()
    story.publishes(story.says("Published while the server was away"))
    service.start()
    expect(page.get_by_text("Published while the server was away")).to_be_visible(timeout=20_000)
    expect(page.locator("html[data-board=live]")).to_be_attached(timeout=20_000)


def test_where_websockets_are_blocked_the_board_polls(window: BrowserContext, service: Gunicorn, story: Story) -> None:
    page = window.new_page()
    page.route_web_socket("**", lambda socket: socket.close())
    page.goto(service.base)
    expect(page.locator("html[data-board=polling]")).to_be_attached(timeout=15_000)
    story.publishes(story.says("Polled words"))
    expect(page.get_by_text("Polled words")).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("ending", ["answered", "lost"])
def test_a_poll_that_ends_after_the_websocket_came_changes_nothing(
    window: BrowserContext, service: Gunicorn, ending: str
) -> None:
    page = window.new_page()
    blocked = [True]
    polls: list[Route] = []
    page.route_web_socket("**", lambda socket: socket.close() if blocked else socket.connect_to_server())
    page.route("**/api/v1/board/events*", lambda route: polls.append(route))
    with page.expect_request("**/api/v1/board/events*", timeout=15_000):
        page.goto(service.base)
    blocked.clear()
    expect(page.locator("html[data-board=live]")).to_be_attached(timeout=20_000)
    for poll in polls:
        poll.continue_() if ending == "answered" else poll.abort()
    page.evaluate("async () => { for (let round = 0; round < 3; round += 1) await (await fetch('/healthz')).text(); }")
    expect(page.locator("html[data-board=live]")).to_be_attached()


def test_a_paused_board_waits_but_withdrawals_do_not(window: BrowserContext, service: Gunicorn, story: Story) -> None:
    stays, goes = story.says("This one stays"), story.says("This one goes")
    story.publishes(stays)
    story.publishes(goes)
    page = opens_board(window, service)
    page.get_by_role("button", name="Pause").click()
    story.publishes(story.says("This one is new"))
    story.withdraws(goes)
    expect(page.get_by_text("This one goes")).to_have_count(0)
    expect(page.get_by_text("This one is new")).to_have_count(0)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This one is new")).to_be_visible()
    assert drawn(page) == drawn(opens_board(window, service))


def test_a_paused_board_that_polls_asks_only_for_what_is_new_and_holds_its_counters(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    goes = story.says("This one goes")
    story.publishes(goes)
    page = window.new_page()
    page.route_web_socket("**", lambda socket: socket.close())
    page.goto(service.base)
    expect(page.locator("html[data-board=polling]")).to_be_attached(timeout=15_000)
    page.get_by_role("button", name="Pause").click()
    story.publishes(story.says("This one is new"))
    with page.expect_request("**/api/v1/board/events?after=2", timeout=15_000):
        pass
    story.withdraws(goes)
    with page.expect_request("**/api/v1/board/events?after=3", timeout=15_000):
        pass
    expect(page.get_by_text("This one goes")).to_have_count(0)
    expect(page.get_by_text("This one is new")).to_have_count(0)
    expect(page.locator("[data-meter=waiting]")).to_have_text("1")
    story.says("Waits to be read")
    with page.expect_response("**/api/v1/board/events?after=3", timeout=15_000):
        pass
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This one is new")).to_be_visible()
    expect(page.locator("[data-meter=waiting]")).to_have_text("2")


def test_a_fresh_page_that_arrives_after_pause_was_pressed_waits(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    page = opens_board(window, service)
    asked: list[Route] = []
    page.route("**/api/v1/board", lambda route: route.continue_() if asked else asked.append(route))
    with page.expect_request("**/api/v1/board"):
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    story.publishes(story.says("New while it was fetched"))
    page.get_by_role("button", name="Pause").click()
    asked[0].continue_()
    page.evaluate("async () => { await (await fetch('/api/v1/board')).text(); }")
    expect(page.get_by_text("New while it was fetched")).to_have_count(0)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("New while it was fetched")).to_be_visible()


def test_a_fresh_page_draws_only_what_changed_and_selected_words_stay_selected(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    said = [story.says(f"Feedback {number}") for number in range(3)]
    for each in said:
        story.publishes(each)
    page = opens_board(window, service)
    page.get_by_text("Feedback 1").evaluate("words => getSelection().selectAllChildren(words)")
    page.locator("#entry-1 a").focus()
    page.evaluate("document.querySelectorAll('#board > li').forEach(item => { item.isUntouched = true; })")
    window.set_offline(True)
    expect(page.locator("html[data-board=reconnecting]")).to_be_attached()
    story.answers(said[2])
    window.set_offline(False)
    with page.expect_response("**/api/v1/board"):
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    has_reached(page, 4)
    assert page.evaluate("[...document.querySelectorAll('#board > li')].map(item => item.isUntouched === true)") == [
        False, True, True,
    ]  # fmt: skip
    assert page.evaluate("getSelection().toString()").strip() == "Feedback 1"
    expect(page.locator("#entry-1 a")).to_be_focused()
    assert drawn(page) == drawn(opens_board(window, service))


def test_what_a_person_reads_does_not_move_and_the_news_is_announced(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    for number in range(12):
        story.publishes(story.says(f"A longer piece of feedback, number {number}. " * 8))
    page = opens_board(window, service)
    reading = page.get_by_text("number 5.")
    reading.scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 120)")
    before = reading.bounding_box()
    story.publishes(story.says("Something new above. " * 20))
    expect(page.locator("[data-live-news]")).to_have_text("New on the board: 1")
    assert before is not None
    after = reading.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    page.get_by_role("link", name="New on the board: 1").click()
    expect(page.get_by_text("Something new above.")).to_be_in_viewport()


@pytest.mark.parametrize("how", ["as served", "live"])
def test_odd_words_change_nothing_around_them(
    window: BrowserContext, service: Gunicorn, story: Story, how: str
) -> None:
    page = opens_board(window, service)
    page.set_viewport_size({"width": 360, "height": 800})
    for words in ["Plain words", "\u202e\u2067Turned around", "W" * 400]:
        said = story.says(words, language=None)
        story.publishes(said)
        story.answers(said, words)
    has_reached(page, 6)
    if how == "as served":
        page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    _long, turned, plain = page.locator("#board > li").all()
    for part in (".entry__place", ".entry__when", ".entry__label", ".entry__kind", ".entry__signed time"):
        where, usual = turned.locator(part).bounding_box(), plain.locator(part).bounding_box()
        assert where
        assert usual
        assert (where["x"], where["width"]) == (usual["x"], usual["width"])
    for words_of in (".entry__said", ".entry__said p", ".entry__owner", ".entry__signed span"):
        assert turned.locator(words_of).evaluate("words => getComputedStyle(words).unicodeBidi") == "isolate"
    expect(page.locator("[data-live-news]")).to_have_role("status")
    expect(page.locator("[data-live-state]")).to_have_role("status")


def test_the_board_is_complete_without_javascript(chromium: Any, service: Gunicorn, story: Story) -> None:
    said = story.says("No script needed")
    story.publishes(said)
    story.answers(said, "Here is the answer")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(service.base)
    expect(page.get_by_text("No script needed")).to_be_visible()
    expect(page.get_by_text("Here is the answer")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    context.close()
