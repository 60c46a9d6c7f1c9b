"""The conversation at the desk in a real browser: the cost while somebody writes, long threads, every width."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service.intake import Accepted
from feedback_service.vocabulary import ResponseKind, Role
from moderation.permissions import Action
from moderation.told.data import Answer, InEnglish
from tests.conftest import JOAN
from tests.moderation.conftest import EMAILS, Desk, add
from tests.support import desk_browser
from tests.support.browser import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def page(app: Flask, base: str, chromium: Browser) -> Iterator[Page]:
    """Grace's browser, signed in."""
    add(app, Role.ADMINISTRATOR)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.ADMINISTRATOR]) as opened:
        yield opened


def opens(page: Page, said: Accepted) -> None:
    page.goto(f"/staff/items/{said.reference}")
    expect(page.locator("[data-shortcuts]")).to_be_visible()


def long_thread(desk: Desk) -> Accepted:
    """Words in Arabic, an answer in both languages, a verdict, what is missing, and a STOP."""
    said = desk.story.says("الجناح بارد جداً في الليل ولا أحد يأتي", language="ar", sender=JOAN, consent=None)
    desk.story.is_asked_for_consent(said)
    desk.story.texts("نعم", JOAN)
    message = desk.feedback(said).messages[0]
    desk.does(Action.TRANSLATE_TEXT, said, InEnglish(message.id, "The ward is very cold at night, nobody comes"))
    desk.does(Action.PUBLISH, said)
    answer = Answer(ResponseKind.DID, "There are heaters now.", "Ward manager", translation="لدينا مدافئ الآن.")
    desk.does(Action.RESPOND, said, answer)
    desk.story.reaches(JOAN)
    for words in ("3", "المدفأة لا تعمل في الليل يا أصدقاء", "STOP"):
        desk.story.texts(words, JOAN)
    return said


def test_the_cost_follows_what_is_typed_and_is_said_aloud(page: Page, desk: Desk) -> None:
    said = desk.story.says("The ward is cold", sender=JOAN)
    opens(page, said)
    page.locator("#action-respond summary").first.click()
    cost = page.locator("#action-respond [data-cost-summary]")
    page.locator("#respond-words").press_sequentially("We bought heaters.")
    expect(cost).to_have_text("2 texts of 160 characters · about 8p")
    expect(page.locator("#action-respond [data-cost-news]")).to_have_text("2 texts of 160 characters · about 8p")
    page.locator("#action-respond [data-cost-body] summary").click()
    expect(page.locator("#action-respond [data-cost-body] p")).to_contain_text("We bought heaters.")
    page.locator("#respond-words").fill("We bought heaters 🙂")
    expect(page.locator("#action-respond [data-cost-warning]")).to_contain_text("“🙂” makes this text cost")
    expect(cost).to_contain_text("of 70 characters")
    page.locator("#respond-words").fill("We bought heaters.")
    expect(page.locator("#action-respond [data-cost-warning]")).to_be_hidden()
    page.locator("#respond-words").fill("")


def test_the_button_for_hiding_stays_in_reach_in_a_long_thread(page: Page, desk: Desk) -> None:
    opens(page, long_thread(desk))
    page.evaluate("scrollTo(0, 0)")
    page.locator(".desk-word").first.click()
    expect(page.locator("#hide-words")).to_be_in_viewport()
    page.locator(".desk-word").first.click()


def test_a_translation_as_it_stands_is_nothing_unsent(page: Page, desk: Desk) -> None:
    said = long_thread(desk)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    opens(page, said)
    page.locator("#back-to-queue").click()
    page.wait_for_selector("#queue")
    assert asked == []
    opens(page, said)
    page.get_by_text("Change the translation").first.click()
    page.locator(".desk-message textarea").first.press_sequentially("!")
    page.locator("#back-to-queue").click()
    page.wait_for_selector("#queue")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_hinders_anybody_in_the_conversation(page: Page, desk: Desk, language: str, width: int) -> None:
    talked, danger = long_thread(desk), desk.story.says("I want to die", sender="+447700900002")
    waits = desk.story.says("Zimno", language="pl", sender="+447700900003")
    desk.does(Action.PUBLISH, waits)
    desk.does(Action.RESPOND, waits, Answer(ResponseKind.DID, "We bought heaters.", "Ward manager"))
    asks = desk.story.says("ਵਾਰਡ ਠੰਢਾ ਹੈ", language="pa", sender="+447700900004", consent=None)
    page.set_viewport_size({"width": width, "height": 800})
    addresses = [f"/staff/items/{each.reference}" for each in (talked, danger, waits, asks)]
    for address in [*addresses, "/staff/texts", "/staff/texts/ur", "/staff/?tab=answer"]:
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        page.evaluate(
            "document.querySelectorAll('details').forEach(each => { each.removeAttribute('name'); each.open = true; })"
        )
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
