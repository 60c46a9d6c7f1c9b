"""Writing an answer in a real browser, by keyboard: a template, its blanks, the checklist, a draft that is kept."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedback_service.vocabulary import Role
from moderation.auth.sessions import Member
from moderation.items import saving
from tests.moderation.conftest import EMAILS, add
from tests.support import desk_browser
from tests.support.browser import violations
from tests.support.story import Story

pytestmark = pytest.mark.browser


@pytest.fixture
def page(app: Flask, base: str, chromium: Browser) -> Iterator[Page]:
    """Rhys's browser, signed in."""
    add(app, Role.RESPONDER)
    with desk_browser.signed_in(chromium, base, EMAILS[Role.RESPONDER], height=900) as opened:
        yield opened


def chosen(page: Page) -> str:
    """What is selected in the field that has the focus."""
    field = "document.activeElement"
    return str(page.evaluate(f"{field}.value.slice({field}.selectionStart, {field}.selectionEnd)"))


def opens(page: Page, story: Story, words: str = "The ward is freezing at night") -> str:
    said = story.says(words)
    story.publishes(said)
    page.goto(f"/staff/items/{said.reference}")
    expect(page.locator("[data-shortcuts]")).to_be_visible()
    page.keyboard.press("a")
    return said.reference


def test_a_template_is_filled_in_by_keyboard_and_the_checklist_follows(page: Page, story: Story) -> None:
    reference = opens(page, story)
    expect(page.locator(".desk-point--yes")).to_have_count(0)
    page.locator("#respond-template").focus()
    page.keyboard.type("We changed")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert chosen(page) == "{{what they told us, in their words}}"
    assert page.locator("input[name=kind]:checked").get_attribute("value") == "did"
    expect(page.locator("[data-blanks]")).to_have_text("Blanks left: 6")
    page.keyboard.type("how freezing the ward was at night")
    for words in ("you were cold", "bought heaters", "3 November", "the nurse in charge", "020 8354 8174"):
        page.locator("[data-next-blank]").focus()
        page.keyboard.press("Enter")
        page.keyboard.type(words)
    expect(page.locator("[data-next-blank]")).to_be_hidden()
    expect(page.locator(".desk-point--not_yet")).to_have_text(["○ Signed by a role or a person: not yet"])
    page.locator("#respond-signed_as").focus()
    page.keyboard.type("Ward manager")
    expect(page.locator(".desk-point--yes")).to_have_count(7)
    expect(page.locator("[data-checklist-news]")).to_contain_text("7 of 7 points")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".desk-done")).to_contain_text("Your answer is saved")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("We have bought heaters. It has been in place since 3 November.")
    assert reference not in page.locator("main").inner_text()


def test_a_draft_keeps_itself_and_leaving_the_page_asks_nothing(page: Page, story: Story) -> None:
    reference = opens(page, story)
    page.locator("#respond-words").focus()
    page.keyboard.type("Thank you, we look into")
    expect(page.locator("[data-draft-news]")).to_contain_text("Draft saved at")
    page.goto("/staff/")
    page.goto(f"/staff/items/{reference}")
    expect(page.locator(".desk-draft")).to_contain_text("There is a draft of an answer")
    page.get_by_role("link", name="Open it").click()
    expect(page.locator("#respond-words")).to_have_value("Thank you, we look into")


def test_what_a_colleague_saved_meanwhile_is_shown_and_not_overwritten(app: Flask, page: Page, story: Story) -> None:
    reference = opens(page, story)
    with app.app_context():
        amina = Member(story.amina, "Amina", Role.MODERATOR, 0, "")
        saving.save(reference, amina, {"words": "Amina writes"}, 0)
    page.locator("#respond-words").focus()
    page.keyboard.type("Rhys writes")
    expect(page.locator("[data-draft-theirs]")).to_contain_text("Amina saved this meanwhile")
    expect(page.locator("[data-draft-words]")).to_have_text("Amina writes")
    expect(page.locator("#respond-words")).to_have_value("Rhys writes")
    page.locator("[data-draft-mine]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-draft-news]")).to_contain_text("Draft saved at")
    page.goto(f"/staff/items/{reference}?draft=1")
    expect(page.locator("#respond-words")).to_have_value("Rhys writes")
