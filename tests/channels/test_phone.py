"""The simulated phone: it looks and works like one, and takes the steps that a real text takes."""

from datetime import UTC, datetime

import pytest
from flask import Flask, current_app
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from channels.phone import conversation, delivery, handsets, jobs
from channels.phone.links import Piece, pieces
from feedback_service import clock
from feedback_service.models import Feedback, InboundMessage, OutboundMessage
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel, OutboundStatus
from tests.conftest import JOAN, make_settings
from tests.support import twilio
from tests.support.browser import violations
from tests.support.outbound import queue_answers
from tests.support.visitor import Visitor
from wsgi import create_app

PHONE = "/phone/900001"


@pytest.fixture
def joan(base: str) -> Visitor:
    """A patient, at the page of her simulated phone."""
    return Visitor(base).opens(PHONE)


def bubbles(visitor: Visitor) -> list[tuple[str, str]]:
    """Whose each text on the screen is, and what it says."""
    return [
        ("own" if "bubble--own" in each["class"] else "service", each.select_one(".bubble__text").get_text())  # type: ignore[union-attr]
        for each in visitor.page.select(".bubble")
    ]


def numbers(visitor: Visitor) -> list[str]:
    return [" ".join(each.get_text().split()) for each in visitor.page.select(".phone__number")]


def stored(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(InboundMessage)) or 0


def test_joan_texts_and_reads_the_reply_on_her_phone(app: Flask, joan: Visitor) -> None:
    assert "No messages yet" in joan.reads
    joan.submits(body="The nurse was kind")
    assert joan.answer.url.split("#")[0].endswith(PHONE)
    (whose, said), (replier, reply), (asker, question) = bubbles(joan)
    assert (whose, said, replier, asker) == ("own", "The nurse was kind", "service", "service")
    with app.app_context(), reading() as session:
        feedback = session.scalars(select(Feedback)).unique().one()
        assert feedback.contact
        assert (feedback.channel, feedback.contact.address) == (Channel.SMS, JOAN)
    assert feedback.reference in reply
    assert feedback.reference in question
    assert "Delivered" in joan.reads


def test_the_reply_links_to_her_own_page_on_this_service_only(app: Flask, joan: Visitor) -> None:
    joan.submits(body="See http://evil.example/x and javascript:alert(1)")
    with app.app_context(), reading() as session:
        token = session.scalars(select(Feedback)).unique().one().follow_token
    assert [link["href"] for link in joan.page.select(".bubble a")] == [f"/follow/{token}"]


def test_sending_the_same_form_twice_is_one_text(app: Flask, joan: Visitor) -> None:
    page = joan.page
    key = page.select_one("input[name=key]")["value"]  # type: ignore[index]
    for _ in range(2):
        joan.posts(PHONE, {"key": key, "body": "Once only"})
    assert [said for whose, said in bubbles(joan) if whose == "own"] == ["Once only"]
    joan.opens(PHONE).submits(body="Once only")
    assert stored(app) == 2, "the same words on purpose are a second text"


@pytest.mark.parametrize("body", ["مرحبا بكم", "😀" * 700, "a\nb", "<script>alert(1)</script> &amp;", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ"])
def test_any_text_appears_as_it_was_written(joan: Visitor, body: str) -> None:
    joan.submits(body=body)
    assert bubbles(joan)[0] == ("own", body)
    assert joan.page.select_one(".bubble--own .bubble__text")["dir"] == "auto"  # type: ignore[index]


def test_line_ends_count_and_are_kept_as_one_character(app: Flask, joan: Visitor) -> None:
    joan.submits(body="\r\n".join(["x"] * 800) + "y")
    assert stored(app) == 1
    with app.app_context(), reading() as session:
        assert session.scalars(select(InboundMessage.body)).one() == "\n".join(["x"] * 800) + "y"


def test_what_a_phone_would_not_send_comes_back_with_everything_typed(app: Flask, joan: Visitor) -> None:
    joan.submits(body="x" * 1601)
    assert joan.answer.status_code == 422
    assert "Yours has 1601" in joan.reads
    assert joan.page.select_one("textarea").get_text().strip() == "x" * 1601  # type: ignore[union-attr]
    joan.submits(body="  ")
    assert joan.answer.status_code == 422
    assert "Write a message first" in joan.reads
    assert stored(app) == 0


def test_the_list_shows_the_phones_with_their_latest_text_and_takes_another(app: Flask, kofi: Visitor) -> None:
    kofi.opens("/phone")
    assert numbers(kofi) == ["07700 900001", "07700 900002", "07700 900003"]
    kofi.submits(number="07700 900 444", body="From a carer")
    assert "07700 900444" in kofi.reads
    assert bubbles(kofi)[0] == ("own", "From a carer")
    kofi.opens("/phone")
    assert numbers(kofi)[0] == "07700 900444"


@pytest.mark.parametrize(
    "number", ["", "hello", "07911 123456", "+447700899999", "+447701900001", "999", "+1 202 555 0100"]
)
def test_a_number_that_might_be_somebodys_is_refused_with_what_was_typed(
    app: Flask, kofi: Visitor, number: str
) -> None:
    kofi.opens("/phone").submits(number=number, body="Hello there")
    assert kofi.answer.status_code == 422
    assert "Enter a number from 07700 900000 to 07700 900999" in kofi.reads
    assert kofi.page.select_one("input[name=number]")["value"] == number  # type: ignore[index]
    assert "Hello there" in kofi.page.select_one("textarea").get_text()  # type: ignore[union-attr]
    assert stored(app) == 0


@pytest.mark.parametrize("handset", ["899999", "901000", "1", "x", "-900001"])
def test_no_other_number_has_a_phone(kofi: Visitor, handset: str) -> None:
    assert kofi.opens(f"/phone/{handset}").answer.status_code == 404


def test_real_numbers_stay_off_the_list(app: Flask, kofi: Visitor) -> None:
    with app.app_context():
        conversation_before = [phone.thread for phone in _phones()]
        assert app.test_cli_runner().invoke(args=["phone", "text", "07911 123456", "Hello"]).exit_code == 0
        assert [phone.thread for phone in _phones()] == conversation_before
    assert "123456" not in kofi.opens("/phone").reads


def _phones() -> list[conversation.Phone]:
    with reading() as session:
        return conversation.phones(session, current_app.extensions["settings"])


def test_answers_arrive_at_once_even_at_night_and_in_order(app: Flask, joan: Visitor) -> None:
    with app.app_context(), clock.at(datetime(2026, 11, 22, 3, 0, tzinfo=UTC)):
        queue_answers("first", "second")
        assert bubbles(joan.opens(PHONE)) == [], "what waits has not arrived"
        assert delivery.deliver_texts() == 2
        assert delivery.deliver_texts() == 0
        with reading() as session:
            assert set(session.scalars(select(OutboundMessage.status))) == {OutboundStatus.DELIVERED}
    assert bubbles(joan.opens(PHONE)) == [("service", "first"), ("service", "second")]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://x.org/follow/abc.", [("https://x.org/follow/abc", "/base/follow/abc")]),
        ("(https://x.org/a?b=c#d)", [("https://x.org/a?b=c#d", "/base/a?b=c#d")]),
        ("https://x.org, then", [("https://x.org", "/base/")]),
        ("https://x.org//evil.example", [("https://x.org", "/base/")]),
        ("https://x.org/\\evil.example", [("https://x.org", "/base/")]),
        ("https://x.org.evil.example/", []),
        ("https://x.org@evil.example/ https://x.org:8/", []),
        ("http://x.org/ https://other.org/ javascript:alert(1)", []),
    ],
)
def test_only_addresses_of_this_service_become_links(text: str, links: list[tuple[str, str]]) -> None:
    for public, base in (("https://x.org", ""), ("https://x.org/base", "/base")):
        written = text.replace("https://x.org", public) if base else text
        wanted = [
            (shown.replace("https://x.org", public) if base else shown, path.replace("/base", base, 1))
            for shown, path in links
        ]
        cut = pieces(written, public)
        assert [(piece.text, piece.link) for piece in cut if piece.link] == wanted
        assert "".join(piece.text for piece in cut) == written
    assert pieces("", "https://x.org") == []
    assert pieces("plain", "https://x.org") == [Piece("plain")]


OFF = [
    twilio.SETTINGS,
    {"twilio_account_sid": twilio.ACCOUNT},
    {"twilio_auth_token": twilio.TOKEN},
    {**twilio.SETTINGS, "environment": "production"},
    {"environment": "production"},
]


@pytest.mark.parametrize("values", OFF)
def test_in_production_or_beside_an_account_there_is_no_phone(values: dict[str, object]) -> None:
    app = create_app(make_settings("sqlite://", **values))
    for path in ("/phone", PHONE, f"{PHONE}/texts"):
        assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(PHONE, data={"body": "x"}).status_code == 404
    result = app.test_cli_runner().invoke(args=["phone", "text", JOAN, "Hello"])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert jobs(app.extensions["settings"]) == []


def test_texts_have_one_way_out_never_two(app: Flask, twilio_app: Flask) -> None:
    simulated = {job.name for job in app.extensions["jobs"]}
    real = {job.name for job in twilio_app.extensions["jobs"]}
    assert "deliver_to_simulated_phones" in simulated - real
    assert "deliver_texts" in real - simulated


def test_a_handset_is_named_by_its_last_digits() -> None:
    assert handsets.parse_handset("+44 7700 900001") == 900_001
    assert handsets.number_of(900_001) == JOAN
    assert handsets.shown(900_001) == "07700\N{NO-BREAK SPACE}900001"


@pytest.mark.browser
def test_the_open_phone_shows_new_texts_by_itself(app: Flask, base: str, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 640})
    page.goto(base + PHONE)
    page.get_by_label("Your text message").fill("Is anybody there?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bubble--service")).to_have_count(2)
    page.get_by_label("Your text message").fill("half a sen")
    with app.app_context():
        queue_answers("We are here")
        delivery.deliver_texts()
    expect(page.get_by_text("We are here")).to_be_in_viewport(timeout=10_000)
    assert page.get_by_label("Your text message").input_value() == "half a sen"
    page.get_by_role("link", name="/follow/").first.click()
    assert "/follow/" in page.url
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_phone_fits_its_screen_and_axe_finds_nothing(
    app: Flask, base: str, chromium: Browser, width: int, language: str
) -> None:
    app.test_cli_runner().invoke(args=["phone", "text", JOAN, "نص عربي with some English"])
    page = chromium.new_page(viewport={"width": width, "height": 640})
    for path in ("/phone", PHONE, "/phone/900002"):
        page.goto(f"{base}{path}?lang={language}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("document.documentElement.scrollHeight") == 640
    page.close()
