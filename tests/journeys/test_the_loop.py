"""The whole loop in a real Chromium: from a text on a phone to every open board, and back to the person."""

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support import twilio
from tests.support.sending import deliver
from tests.support.server import Gunicorn
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor

pytestmark = pytest.mark.browser

WORDS = "My neighbour Kemi Example sat with me all night, but nobody told my sister"


def signs_in(window: BrowserContext, service: Gunicorn, story: Story) -> Page:
    """Amina opens the queue."""
    page = window.new_page()
    page.goto(f"{service.base}/staff/")
    page.get_by_label("Email").fill(story.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    return page


def opens_the_board(window: BrowserContext, service: Gunicorn) -> Page:
    page = window.new_page()
    page.goto(service.base)
    expect(page.locator("html[data-board=live]")).to_be_attached()
    return page


def joan_texts(service: Gunicorn, words: str = WORDS) -> str:
    """Joan's text comes in through the signed webhook; returns the link in the receipt."""
    answer = deliver(service, twilio.inbound_fields(words))
    found = re.search(r"http://\S+/follow/[\w-]+", answer.text)
    assert found
    return found.group()


def joan_agrees(link: str) -> None:
    Visitor(link).opens(link).submits("form[action*=consent]", agrees="yes")


def test_a_text_reaches_every_open_board_and_its_answer_reaches_the_person(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    queue = signs_in(window, service, story)
    board = opens_the_board(window, service)
    link = joan_texts(service)
    row = queue.locator("[data-reference]", has_text="sat with me all night")
    expect(row).to_be_visible()
    joan_agrees(link)
    row.get_by_role("link").first.click()

    for word in ("Kemi", "Example"):
        queue.locator("label", has_text=re.compile(rf"^\s*{word}\s*$")).first.click()
    queue.get_by_label("What is it?").select_option("name")
    queue.get_by_role("button", name="Hide the chosen words").click()
    expect(queue.get_by_text("My neighbour [name removed] sat with me").first).to_be_visible()

    queue.locator("#action-respond > summary").click()
    queue.locator("#action-respond").get_by_label("We did").check()
    queue.locator("#action-respond").get_by_label("The answer", exact=True).fill("We now ring families each evening.")
    queue.locator("#action-respond").get_by_label("Signed as").fill("Ward manager")
    queue.get_by_role("button", name="Send the answer").click()

    queue.get_by_role("button", name="Ask the person").click()
    expect(queue.get_by_text("They have not answered yet. It stays private until they do.")).to_be_visible()
    expect(board.get_by_text("sat with me all night")).to_have_count(0)

    assert "My neighbour [name removed] sat with me all night" in Visitor(link).opens(link).reads
    started = time.monotonic()
    joan_agrees(link)
    expect(board.get_by_text("My neighbour [name removed] sat with me all night")).to_be_visible()
    print(f"\nfrom the person's yes to the other browser's board: {time.monotonic() - started:.3f} s")
    expect(board.get_by_text("We now ring families each evening.")).to_be_visible()
    expect(board.get_by_text("Kemi")).to_have_count(0)

    follow = Visitor(link).opens(link)
    assert "We now ring families each evening." in follow.reads
    assert "Kemi" not in follow.reads

    queue.reload()
    queue.locator("#action-withdraw summary").click()
    queue.locator("#action-withdraw").get_by_label("Another reason").check()
    queue.locator("#action-withdraw").get_by_label("In your own words").fill("It could still show who the nurse is.")
    started = time.monotonic()
    queue.locator("#action-withdraw").get_by_role("button").click(no_wait_after=True)
    expect(board.get_by_text("sat with me all night")).to_have_count(0)
    print(f"from the click on Take off the board to the other browser's board: {time.monotonic() - started:.3f} s")
    assert "It could still show who the nurse is." in Visitor(link).opens(link).reads


def test_the_person_takes_their_words_off_every_open_board(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    board = opens_the_board(window, service)
    kofi = Visitor(service.base).opens("/feedback")
    kofi.submits(words="Nobody told us about the discharge", consent="yes", answer="link")
    assert kofi.answer.ok
    reference = re.search(r"[2-9C-Y]{4}-[2-9C-Y]{4}", kofi.reads)
    assert reference
    story.publishes_by_reference(reference.group())
    expect(board.get_by_text("Nobody told us about the discharge")).to_be_visible()
    token = kofi.answer.url.split("/feedback/")[1].split("/")[0]
    follow = Visitor(service.base).opens(f"/follow/{token}")
    follow.submits("form[action*=consent]", agrees="no")
    expect(board.get_by_text("Nobody told us about the discharge")).to_have_count(0)
