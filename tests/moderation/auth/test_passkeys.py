"""Passkeys in a real browser with a virtual authenticator, and answers that do not hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select, update

from feedback_service.models import Passkey
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Role
from tests.conftest import make_settings
from tests.moderation.auth.conftest import actions, prefers, proof_is_old
from tests.moderation.conftest import EMAILS, add
from tests.support import databases, server
from tests.support.browser import violations
from tests.support.story import PASSWORD
from tests.support.visitor import Visitor
from wsgi import create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Flask:
    address = f"http://localhost:{server.free_port()}"
    return create_app(make_settings(databases.copy_sqlite(sqlite_template, tmp_path), public_url=address))


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    address = app.extensions["settings"].public_url
    with server.in_process(app, int(address.rsplit(":", 1)[1])):
        yield address


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-GB")
    yield context
    context.close()


class Key:
    """A device with passkeys that says yes by itself, and checks the person."""

    def __init__(self, page: Page, *, transport: str = "internal") -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.name = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def stops_checking(self) -> None:
        """The device does not recognise the person any more."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.name, "isUserVerified": False})


def signs_in(page: Page, base: str, address: str = "/staff/") -> None:
    page.goto(f"{base}{address}")
    page.get_by_label("Email address").fill(EMAILS[Role.MODERATOR])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def leaves(page: Page) -> None:
    """The browser forgets everything; no page is open that would ask for something meanwhile."""
    page.goto("about:blank")
    page.context.clear_cookies()


def adds_a_passkey(page: Page, base: str, name: str = "My laptop") -> None:
    page.goto(f"{base}/staff/account")
    page.get_by_label("What do you call it?").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


@pytest.fixture
def page(app: Flask, base: str, window: BrowserContext) -> Page:
    """Amina is signed in, at a device that can do passkeys."""
    add(app, Role.MODERATOR)
    opened = window.new_page()
    signs_in(opened, base)
    return opened


def test_amina_adds_a_passkey_and_signs_in_with_it_alone(app: Flask, base: str, page: Page) -> None:
    Key(page)
    adds_a_passkey(page, base)
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect(page.locator(".desk-codes code")).to_have_count(10)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.locator("dt", has_text="My laptop")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.goto(f"{base}/staff/?tab=rejected")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Amina, Moderator")).to_be_visible()
    assert page.url.endswith("/staff/?tab=rejected")
    with app.app_context(), reading() as session:
        passkey = session.scalars(select(Passkey)).one()
    assert passkey.sign_count > 0
    assert passkey.used_at is not None
    assert "staff.passkey_added" in actions(app)


def test_a_passkey_is_the_second_factor_after_the_password(base: str, page: Page) -> None:
    Key(page)
    adds_a_passkey(page, base)
    expect(page.locator(".desk-codes code")).to_have_count(10)
    leaves(page)
    signs_in(page, base)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Amina, Moderator")).to_be_visible()


def test_a_device_that_does_not_check_the_person_is_a_second_factor_only(base: str, page: Page) -> None:
    key = Key(page)
    adds_a_passkey(page, base)
    expect(page.locator(".desk-codes code")).to_have_count(10)
    leaves(page)
    key.stops_checking()
    page.goto(f"{base}/staff/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Nothing came of it")).to_be_visible()


def test_a_browser_that_does_not_ask_for_the_check_gets_nobody_in_with_the_passkey_alone(base: str, page: Page) -> None:
    key = Key(page)
    adds_a_passkey(page, base)
    expect(page.locator(".desk-codes code")).to_have_count(10)
    leaves(page)
    key.stops_checking()

    def without_the_check(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "userVerification": "discouraged"})

    page.route("**/sign-in/passkey/options", without_the_check)
    page.goto(f"{base}/staff/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert").get_by_text("That passkey was not accepted")).to_be_visible()


def test_who_must_have_a_second_factor_can_begin_with_a_passkey(app: Flask, base: str, window: BrowserContext) -> None:
    add(app, Role.MODERATOR)
    prefers(app, second_factor="everybody")
    page = window.new_page()
    Key(page)
    signs_in(page, base)
    expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".desk-codes code")).to_have_count(10)
    page.goto(f"{base}/staff/")
    expect(page.get_by_text("Amina, Moderator")).to_be_visible()


def test_who_proved_themselves_a_while_ago_proves_it_again_and_begins_with_a_passkey(
    app: Flask, base: str, page: Page
) -> None:
    prefers(app, second_factor="everybody")
    proof_is_old(app)
    Key(page)
    page.goto(f"{base}/staff/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".desk-codes code")).to_have_count(10)


def test_a_device_makes_one_passkey_and_of_two_named_ones_one_is_removed(base: str, page: Page) -> None:
    Key(page)
    adds_a_passkey(page, base, "My laptop")
    expect(page.locator(".desk-codes code")).to_have_count(10)
    adds_a_passkey(page, base, "The same again")
    expect(page.get_by_text("Nothing came of it")).to_be_visible()
    Key(page, transport="usb")
    page.goto(f"{base}/staff/account")
    adds_a_passkey(page, base, "The key on my ring")
    expect(page.locator("dt", has_text="The key on my ring")).to_be_visible()
    page.get_by_role("button", name="Remove My laptop").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    expect(page.locator("dt", has_text="My laptop")).to_have_count(0)
    expect(page.locator("dt", has_text="The key on my ring")).to_be_visible()


def test_an_answer_counts_once(app: Flask, base: str, page: Page) -> None:
    Key(page)
    adds_a_passkey(page, base)
    expect(page.locator(".desk-codes code")).to_have_count(10)
    leaves(page)
    sent: list[dict[str, Any]] = []
    page.on("request", lambda request: sent.append(request.all_headers()) if is_answer(request) else None)
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or "") if is_answer(request) else None)
    page.goto(f"{base}/staff/")
    cookies = page.context.cookies()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Amina, Moderator")).to_be_visible()
    replay = Visitor(base)
    for each in cookies:
        replay.session.cookies.set(each["name"], each["value"])
    replay.session.headers["Cookie"] = sent[0]["cookie"]
    replay.posts("/staff/sign-in/passkey", bodies[0], headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert replay.answer.status_code == 401
    assert "not accepted" in replay.reads


def is_answer(request: Any) -> bool:
    return bool(request.method == "POST" and request.url.endswith("/sign-in/passkey"))


def test_a_copied_passkey_that_counts_back_is_refused(app: Flask, base: str, page: Page) -> None:
    Key(page)
    adds_a_passkey(page, base)
    expect(page.locator(".desk-codes code")).to_have_count(10)
    with app.app_context(), transaction() as session:
        session.execute(update(Passkey).values(sign_count=1000))
    leaves(page)
    page.goto(f"{base}/staff/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert").get_by_text("That passkey was not accepted")).to_be_visible()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {}}),
        json.dumps({"id": "\ud800"}),
        json.dumps({"id": "\0"}),
        json.dumps({"id": "x" * 2000, "rawId": 7, "type": None, "response": []}),
        "[" * 10_000,
        "x" * 30_000,
    ],
)
def test_what_is_no_answer_gets_the_sign_in_page(base: str, answer: str) -> None:
    charlie = Visitor(base).opens("/staff/sign-in")
    token = str(charlie.page.select_one("input[name=csrf_token]")["value"])
    charlie.session.post(f"{base}/staff/sign-in/passkey/options", headers={"X-CSRFToken": token}, timeout=10)
    charlie.posts("/staff/sign-in/passkey", {"csrf_token": token, "answer": answer})
    assert charlie.answer.status_code == 401
    assert "not accepted" in charlie.reads


def test_the_pages_have_no_accessibility_violation_and_break_no_policy(base: str, page: Page) -> None:
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    Key(page)
    adds_a_passkey(page, base)
    expect(page.locator(".desk-codes code")).to_have_count(10)
    assert violations(page) == []
    for address in ("/staff/account", "/staff/account/prove"):
        page.goto(f"{base}{address}")
        assert violations(page) == [], address
    page.get_by_role("button", name="Go on").click()
    assert violations(page) == []
    leaves(page)
    for address in ("/staff/sign-in", "/staff/forgotten", "/staff/invitation/unknown"):
        page.goto(f"{base}{address}")
        assert violations(page) == [], address
    signs_in(page, base)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert violations(page) == []
    assert broken == []
