"""Reasons and the same story in a browser: narrow and wide, left to right and right to left, drawn live as served."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from moderation.permissions import Action
from moderation.told.data import Join, Reason
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.moderation.test_answers import KETTLE
from tests.moderation.test_same_story import COLD, COLD_TOO
from tests.support import desk_browser
from tests.support.browser import violations

pytestmark = pytest.mark.browser


@pytest.fixture(params=[360, 1280])
def page(request: pytest.FixtureRequest, desk: Desk, base: str, chromium: Browser) -> Iterator[Page]:
    """Amina's browser, signed in."""
    with desk_browser.signed_in(chromium, base, desk.story.email, width=request.param, height=900) as opened:
        yield opened


def is_well_made(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_item_page_with_reasons_and_neighbours(page: Page, desk: Desk, language: str) -> None:
    joan, kofi = desk.story.says(COLD, sender=JOAN), desk.story.says(COLD_TOO, sender="+447700900002")
    desk.story.says(COLD + "!", sender=JOAN)
    desk.does(Action.PUBLISH, kofi)
    desk.does(Action.RESPOND, kofi, KETTLE)
    page.goto(f"/staff/items/{joan.reference}?lang={language}")
    page.locator("#action-reject summary").click()
    is_well_made(page)
    desk.does(Action.ANSWER_TOGETHER, joan, Join(kofi.reference))
    page.goto(f"/staff/items/{joan.reference}?lang={language}")
    is_well_made(page)
    desk.does(Action.REJECT, joan, Reason("It names Sam.", "identifies"))
    page.goto(f"/staff/items/{joan.reference}?lang={language}")
    expect(page.locator(".desk-reason")).to_be_visible()
    is_well_made(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_persons_page_with_a_reason_and_the_switch(page: Page, desk: Desk, language: str) -> None:
    said = desk.story.says("العنبر بارد", language="ar", sender=JOAN)
    desk.does(Action.REJECT, said, Reason("It names Sam.", "identifies"))
    page.goto(f"/follow/{said.follow_token}?lang={language}")
    switch = page.get_by_role("switch")
    expect(switch).to_have_attribute("aria-checked", "true")
    is_well_made(page)
    switch.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    box = page.get_by_role("switch").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_the_script_draws_how_many_said_it_as_the_server_does(
    page: Page, desk: Desk, app: Flask, language: str
) -> None:
    people = [desk.story.says(f"{COLD} {number}", sender=f"+44770090010{number}") for number in range(6)]
    for said in people:
        desk.does(Action.PUBLISH, said)
    for said in people[1:5]:
        desk.does(Action.ANSWER_TOGETHER, said, Join(people[0].reference))
    page.goto(f"/?lang={language}")
    served = page.locator("#board [data-field=people]").all_inner_texts()
    drawn = page.evaluate(
        """async () => {
          const source = document.querySelector('script[type=module][src*="js/board.js"]').src;
          const { drawEntry } = await import(new URL('board-entry.js', source));
          const { entries } = await (await fetch('/api/v1/board')).json();
          return entries.map((entry) => drawEntry(entry).querySelector('[data-field=people]').textContent);
        }"""
    )
    assert [each.strip() for each in drawn] == [each.strip() for each in served]
    assert any("5" in each for each in served)
