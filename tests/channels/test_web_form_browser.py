"""The form in a real browser: one question at a time, by keyboard, without JavaScript, for everybody."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from feedback_service.models import Feedback
from feedback_service.storage import reading
from tests.support.browser import violations
from tests.support.story import Story

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone in somebody's hand."""
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [each for each in complaints if "422" not in each and "404" not in each] == []


@pytest.fixture
def without_javascript(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def stored(app: Flask) -> list[Feedback]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(Feedback).order_by(Feedback.id)).unique())


def question(page: Page) -> str:
    """The question that has the focus, which is the one that shows."""
    visible = page.locator("[data-step]:visible")
    expect(visible).to_have_count(1)
    return str(page.evaluate("document.activeElement.textContent")).strip()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def answer_to_the_end(page: Page, base: str, words: str = "The ward was cold") -> None:
    page.goto(f"{base}/feedback")
    page.fill("#words", words)
    for _ in range(4):
        go_on(page)
    page.get_by_label("Yes, you can show it").check()
    go_on(page)
    page.get_by_label("Do not contact me").check()


def test_the_whole_form_can_be_filled_in_by_keyboard_alone(app: Flask, base: str, page: Page) -> None:
    page.goto(f"{base}/feedback")
    page.locator("#words").focus()
    page.keyboard.type("The ward was cold")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Question 2 of 6" in question(page)
    assert "Question 2 of 6" in page.title()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert "Where was it?" in question(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Overall, how was your experience of our service?" in question(page)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "public board" in question(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert "How do you want to get an answer?" in question(page)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("07700 900001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/equality")
    (feedback,) = stored(app)
    assert (feedback.author, feedback.fft, feedback.consent) == ("patient", 2, True)
    assert feedback.contact_id is not None


def test_the_phones_back_button_goes_one_question_back_and_keeps_what_was_chosen(base: str, page: Page) -> None:
    page.goto(f"{base}/feedback")
    page.fill("#words", "The ward was cold")
    go_on(page)
    page.get_by_label("A member of the community").check()
    go_on(page)
    page.go_back()
    assert "Who are you?" in question(page)
    expect(page.get_by_label("A member of the community")).to_be_checked()
    page.get_by_role("button", name="Back").click()
    assert "What happened?" in question(page)
    expect(page.locator("#words")).to_have_value("The ward was cold")
    page.go_forward()
    assert "Who are you?" in question(page)


def test_a_question_that_needs_an_answer_says_so_at_once(base: str, page: Page) -> None:
    page.goto(f"{base}/feedback")
    go_on(page)
    expect(page.get_by_role("alert")).to_have_text("Error: Write what happened")
    expect(page.locator("#words")).to_be_focused()
    assert violations(page) == []
    page.fill("#words", "The ward was cold")
    go_on(page)
    assert "Who are you?" in question(page)


def test_with_mistakes_the_whole_form_shows_and_the_list_of_them_has_the_focus(base: str, page: Page) -> None:
    answer_to_the_end(page, base)
    page.get_by_label("Send me a text message").check()
    page.fill("#phone", "12")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page.locator("[data-step]:visible")).to_have_count(6)
    expect(page.locator("#phone")).to_have_value("12")
    expect(page.locator("#words")).to_have_value("The ward was cold")
    assert violations(page) == []


def test_going_back_after_sending_and_sending_the_same_again_is_one_feedback(app: Flask, base: str, page: Page) -> None:
    answer_to_the_end(page, base)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/equality")
    page.go_back()
    expect(page.locator("[data-step]:visible")).to_have_count(1)
    expect(page.locator("#words")).to_be_visible()
    page.fill("#words", "The ward was cold")
    for _ in range(4):
        go_on(page)
    page.get_by_label("Yes, you can show it").check()
    go_on(page)
    page.get_by_label("Do not contact me").check()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/equality?again=1")
    assert len(stored(app)) == 1


def test_two_quick_taps_send_once(app: Flask, base: str, page: Page) -> None:
    answer_to_the_end(page, base)
    page.get_by_role("button", name="Send").dblclick(no_wait_after=True)
    page.wait_for_url("**/equality")
    assert len(stored(app)) == 1


def test_leaving_with_words_unsent_asks_first(base: str, page: Page) -> None:
    page.goto(f"{base}/feedback")
    page.locator("#words").press_sequentially("The ward was cold")
    asked = []

    def stay(dialog) -> None:  # type: ignore[no-untyped-def]
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Polski").click(no_wait_after=True)
    expect(page.locator("#words")).to_have_value("The ward was cold")
    assert asked == ["beforeunload"]


def test_everything_works_without_javascript(app: Flask, base: str, without_javascript: Page) -> None:
    page = without_javascript
    place = Story(app).place("ealing")
    page.goto(f"{base}/feedback")
    expect(page.locator("[data-step]:visible")).to_have_count(6)
    expect(page.locator("#phone")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write what happened")
    page.fill("#words", "The ward was cold")
    page.select_option("#place", str(place))
    page.get_by_label("No, keep it private").check()
    page.get_by_label("Do not contact me").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("White", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Irish", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.locator("[data-copy-text]").wait_for()
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    assert stored(app)[0].place_id == place
    page.goto(f"{base}/follow/{stored(app)[0].follow_token}")
    page.get_by_role("button", name="Yes, you can show it").click()
    expect(page.locator("main")).to_contain_text("You said that we can show it")


def test_the_link_can_be_copied(base: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer_to_the_end(page, base)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="See what happens next").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[data-copy-text]").inner_text()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_clean_for_axe_and_fits_the_screen(
    app: Flask, base: str, page: Page, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{base}/feedback?lang={language}&entry=zzz")

    def look() -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    look()
    page.fill("#words", "The ward was cold")
    for step in range(5):
        if step == 4:
            page.locator("#consent").check()
        page.locator("[data-send]").click()
        look()
    page.locator("[name=answer][value=text]").check()
    page.fill("#phone", "07700 900001")
    look()
    page.locator("[data-send]").click()
    for button in ("#wants", "#group", "#background"):
        page.locator(button).wait_for()
        look()
        page.locator(button).check()
        page.locator("main form button").click()
    page.locator("#sex").wait_for()
    look()
    page.locator("main form button").click()
    page.wait_for_url("**/sent")
    look()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_follow_page_is_clean_for_axe_in_every_state(app: Flask, base: str, page: Page, language: str) -> None:
    story = Story(app)
    pending, private, rejected, published = (story.says(consent=consent) for consent in (None, False, True, True))
    story.moves(private, "private")
    story.moves(rejected, "rejected", reason="An advert")
    story.publishes(published)
    story.answers(published, "We will mend it", "doing")
    for said in (pending, private, rejected, published):
        page.goto(f"{base}/follow/{said.follow_token}?lang={language}&saved=1")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
