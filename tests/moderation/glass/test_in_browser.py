"""The way to a number, seen in a real browser: each of its pages with a screen reader's names and on a small phone."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service.vocabulary import Role
from tests.conftest import JOAN
from tests.moderation.conftest import EMAILS, add
from tests.support import desk_browser
from tests.support.browser import violations
from tests.support.roles import World
from tests.support.story import PASSWORD
from tests.support.visitor import Visitor

pytestmark = pytest.mark.browser


def wrong_with(page: Page) -> list[str]:
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [*violations(page), *([f"{width} px wide in {room} px"] if width > room else [])]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_on_the_way_to_a_number_can_be_heard_and_fits(
    app: Flask, base: str, chromium: Browser, sign_in: Callable[[Role], Visitor], language: str
) -> None:
    reference = World.made(app, base).told("flagged").reference
    add(app, Role.MODERATOR)
    grace = sign_in(Role.ADMINISTRATOR)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.MODERATOR], width=320) as page:
        page.goto(f"/staff/glass/ask/{reference}?lang={language}")
        assert wrong_with(page) == []
        page.check("input[name=needed][value=danger]")
        page.fill("textarea[name=words] >> nth=0", "She writes that she gives up")
        page.check("input[name=tell][value=yes]")
        page.click("main form button >> nth=0")
        page.wait_for_url("**/staff/glass/*")
        assert wrong_with(page) == []
        grace.opens(page.url).submits("form[action$=agree]")
        page.reload()
        assert wrong_with(page) == []
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        expect(page.locator(".desk-reached")).to_contain_text(JOAN[-4:])
        assert wrong_with(page) == []
