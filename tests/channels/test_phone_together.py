"""Several simulated phones on one page, that of somebody on call among them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from channels.phone import delivery
from channels.phone.handsets import Thread, parse_threads
from feedback_service.vocabulary import Channel
from tests.channels.test_phone_conversation import bubbles, says
from tests.conftest import make_settings
from tests.support import databases, server
from tests.support.browser import violations
from tests.support.outbound import queue_answers
from tests.support.visitor import Visitor
from wsgi import create_app

TOGETHER = "/phone/together?phones=900001,900002"
STAFF = "900998"
ALERT = "Safety alarm: somebody may be in danger"


@pytest.fixture
def watched_app(sqlite_template: Path, tmp_path: Path) -> Flask:
    """The service with somebody on call whose phone is simulated as well."""
    url = databases.copy_sqlite(sqlite_template, tmp_path)
    return create_app(make_settings(url, on_call_numbers=f"+447700{STAFF}"))


@pytest.fixture
def watched(watched_app: Flask) -> Iterator[str]:
    """Its address, over real HTTP."""
    with server.in_process(watched_app) as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page(viewport={"width": 1280, "height": 800})
    yield opened
    opened.close()


def phone(page: Page, name: str) -> Locator:
    return page.locator(f'[data-phone="{name}"]')


def texts(page: Page, name: str, body: str) -> None:
    phone(page, name).get_by_label("Your text message").fill(body)
    phone(page, name).get_by_role("button", name="Send").click()


def test_two_phones_do_not_mix(kofi: Visitor) -> None:
    kofi.opens(TOGETHER)
    kofi.submits('[data-phone="900001"] form', body="From Joan")
    kofi.submits('[data-phone="900002"] form', body="From Kofi")
    assert "/phone/together" in kofi.answer.url
    for name, words in (("900001", "From Joan"), ("900002", "From Kofi")):
        assert [each for whose, each in bubbles(kofi, name) if whose == "own"] == [words]
        assert [whose for whose, _ in bubbles(kofi, name)] == ["own", "service", "service"]


def test_a_text_that_cannot_be_sent_is_complained_about_on_its_phone_only(kofi: Visitor) -> None:
    kofi.opens(TOGETHER).submits('[data-phone="900002"] form', body=" ")
    assert kofi.answer.status_code == 422
    shown = [each.get_text() for each in kofi.page.select("[data-phone-error]:not([hidden])")]
    assert shown == ["Write a message first"]
    assert kofi.page.select_one('[data-phone="900002"] [aria-invalid]')


def test_each_phone_together_can_be_on_whatsapp(kofi: Visitor) -> None:
    kofi.opens(TOGETHER)
    tab = kofi.page.select('[data-phone="900002"] .phone__channel')[1]
    kofi.opens(str(tab["href"]))
    assert [each["data-phone"] for each in kofi.page.select("[data-phone]")] == ["900001", "900002-whatsapp"]
    kofi.submits('[data-phone="900002-whatsapp"] form', body="On WhatsApp")
    assert bubbles(kofi, "900002-whatsapp")[0] == ("own", "On WhatsApp")
    assert bubbles(kofi, "900001") == []


@pytest.mark.parametrize("named", ["900001,abc", "899999", "900001-sms", "٩٠٠٠٠١", "9000011"])
def test_what_is_no_phone_is_not_found(kofi: Visitor, named: str) -> None:
    assert kofi.opens(f"/phone/together?phones={named}").answer.status_code == 404


def test_the_phones_are_each_shown_once_and_three_at_most() -> None:
    assert parse_threads("900001,900001,900001-whatsapp") == [
        Thread(900_001),
        Thread(900_001, Channel.WHATSAPP),
    ]
    assert len(parse_threads("900001,900002,900003,900004")) == 3
    assert parse_threads("") == []


def test_the_choice_leads_to_several_phones(kofi: Visitor) -> None:
    kofi.opens("/phone")
    link = next(each for each in kofi.page.select("main a") if each.get_text() == "Phones side by side")
    assert len(kofi.opens(str(link["href"])).page.select("[data-phone]")) == 3
    assert len(kofi.opens("/phone/together").page.select("[data-phone]")) == 3


def test_the_alert_reaches_the_phone_of_somebody_on_call(watched_app: Flask, watched: str) -> None:
    joan = Visitor(watched).opens("/phone/900001")
    assert "Samaritans" in says(joan, "I want to end my life")
    kofi = Visitor(watched).opens(f"/phone/{STAFF}")
    ((whose, words),) = bubbles(kofi)
    assert (whose, words.startswith(ALERT)) == ("service", True)
    assert "end my life" not in words
    assert ALERT not in joan.opens("/phone/900001").reads
    kofi.opens("/phone")
    row = next(each for each in kofi.page.select(".phone__row") if STAFF in each.get_text())
    assert "On call" in row.get_text()
    assert ALERT in row.get_text()
    assert "ON_CALL_NUMBERS" not in kofi.reads
    assert STAFF in str(kofi.page.select_one(".phone__hint a"))


def test_somebody_on_call_who_writes_has_both_on_the_phone(watched: str) -> None:
    staff = Visitor(watched).opens(f"/phone/{STAFF}")
    says(staff, "My own mother was well looked after")
    Visitor(watched).opens("/phone/900001").submits(body="I want to end my life")
    found = [words for _, words in bubbles(staff.opens(f"/phone/{STAFF}"))]
    assert found[0] == "My own mother was well looked after"
    assert found[-1].startswith(ALERT)
    assert bubbles(staff.opens(f"/phone/{STAFF}?channel=whatsapp")) == []


def test_where_nobody_is_on_call_the_choice_says_what_to_set(kofi: Visitor) -> None:
    assert "set ON_CALL_NUMBERS to the full number" in kofi.opens("/phone").reads


@pytest.mark.browser
def test_in_a_browser_each_phone_sends_and_none_loses_what_is_being_written(
    watched_app: Flask, watched: str, page: Page
) -> None:
    page.goto(f"{watched}/phone/together?phones=900001,900002,{STAFF}")
    phone(page, "900002").get_by_label("Your text message").fill("half a sen")
    texts(page, "900001", "I want to end my life")
    expect(phone(page, "900001").locator(".bubble--service")).to_have_count(1)
    expect(phone(page, STAFF).locator(".bubble")).to_contain_text([ALERT], timeout=10_000)
    expect(phone(page, "900001").get_by_label("Your text message")).to_have_value("")
    assert phone(page, "900002").get_by_label("Your text message").input_value() == "half a sen"
    texts(page, "900002", "  ")
    expect(phone(page, "900002").get_by_role("alert")).to_have_text("Write a message first")
    texts(page, "900002", "A whole sentence")
    expect(phone(page, "900002").locator(".bubble--service")).to_have_count(2)
    expect(phone(page, "900002").locator("[data-phone-error]")).to_be_hidden()
    with watched_app.app_context():
        queue_answers("An answer for Joan")
        delivery.deliver_texts()
    expect(phone(page, "900001").get_by_text("An answer for Joan")).to_be_visible(timeout=10_000)
    assert phone(page, "900002").get_by_text("An answer for Joan").count() == 0


@pytest.mark.browser
def test_in_a_browser_the_whole_conversation_takes_one_press_after_the_other(base: str, page: Page) -> None:
    page.goto(f"{base}/phone/900001")
    for label, count in (("A thank you", 2), ("YES", 3), ("STATUS", 4), ("HELP", 5)):
        page.get_by_role("link", name=label, exact=True).click()
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".bubble--service")).to_have_count(count)
    page.get_by_role("link", name="STOP", exact=True).click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The network has answered STOP")).to_be_in_viewport()


@pytest.mark.browser
def test_in_a_browser_the_receipt_of_an_erasure_stays_until_she_looks_again(base: str, page: Page) -> None:
    looks: list[str] = []
    page.goto(f"{base}/phone/together?phones=900001,900002")
    texts(page, "900001", "The food was cold")
    expect(phone(page, "900001").locator(".bubble--service")).to_have_count(2)
    texts(page, "900001", "DELETE")
    expect(phone(page, "900001").locator(".bubble--service")).to_have_count(3)
    texts(page, "900001", "DELETE")
    expect(phone(page, "900001").get_by_text("We have erased")).to_be_visible()
    page.on("response", lambda answer: looks.append(answer.url))
    with page.expect_response("**/900002/texts"):
        pass
    with page.expect_response("**/900002/texts"):
        pass
    assert not [each for each in looks if each.endswith("/900001/texts")], "a look would take it away"
    expect(phone(page, "900001").get_by_text("We have erased")).to_be_visible()
    phone(page, "900001").get_by_role("link", name="Look for new messages").click()
    expect(phone(page, "900001").get_by_text("No messages yet")).to_be_visible()
    texts(page, "900001", "Hello again")
    expect(phone(page, "900001").locator(".bubble--own .bubble__text")).to_have_text(["Hello again"])
    expect(phone(page, "900001").get_by_text("We have erased")).to_have_count(0)


@pytest.mark.browser
def test_in_a_browser_a_text_that_was_not_sent_stays_and_is_sent_once_by_trying_again(base: str, page: Page) -> None:
    page.goto(f"{base}/phone/900001")
    page.route("**/phone/900001", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    texts(page, "900001", "Are you there?")
    expect(page.get_by_role("alert")).to_contain_text("Not sent")
    page.unroute("**/phone/900001")
    assert page.get_by_label("Your text message").input_value() == "Are you there?"
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bubble--own")).to_have_count(1)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar", "pa"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_phones_together_fit_the_screen_and_axe_finds_nothing(
    app: Flask, base: str, page: Page, width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for number, body in (("07700 900001", "x" * 200), ("07700 900002", "انتظرت خمسة أسابيع ولم يتصل بي أحد")):
        assert app.test_cli_runner().invoke(args=["phone", "text", number, body]).exit_code == 0
    page.goto(f"{base}/phone/together?phones=900001,900002,900003&lang={language}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    tops = page.evaluate(
        "[...document.querySelectorAll('[data-phone]')].map((each) => each.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == (1 if width == 1280 else 3), "side by side where there is room, else below each other"
