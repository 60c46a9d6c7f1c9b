"""The member's own page: the password, where they are signed in, the language; what ends which sessions and sockets."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from config.settings import Settings
from feedback_service import clock
from feedback_service.models import StaffSession
from feedback_service.storage import current_database, reading, transaction
from feedback_service.vocabulary import Role
from moderation.auth import devices
from moderation.auth.factors import losing
from tests.moderation.auth.conftest import (
    actions,
    gives_password,
    prefers,
    proof_is_old,
    sets_up_an_app,
    shows_who_she_is,
)
from tests.moderation.conftest import EMAILS
from tests.support import server
from tests.support.desk_page import DeskPage
from tests.support.story import PASSWORD
from tests.support.visitor import Visitor
from wsgi import create_app

NEW = "purple lantern seven"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def elsewhere(base: str, amina: Visitor) -> Visitor:
    """Amina at a second computer."""
    second = Visitor(base)
    second.session.headers["User-Agent"] = FIREFOX
    return gives_password(second)


def changes_password(visitor: Visitor, present: str = PASSWORD, password: str = NEW, again: str = NEW) -> Visitor:
    form = "form[action$='/account/password']"
    return visitor.opens("/staff/account").submits(form, present=present, password=password, again=again)


def test_a_new_password_ends_every_other_session_and_its_sockets(
    app: Flask, amina: Visitor, elsewhere: Visitor, opens: Callable[..., DeskPage]
) -> None:
    page = opens(elsewhere)
    changes_password(amina)
    assert "Your password is changed" in amina.answer.text
    assert page.ended.get(timeout=10) == "put out"
    assert "sign-in" in elsewhere.opens("/staff/").answer.url
    assert "Queue" in amina.opens("/staff/").reads
    assert gives_password(elsewhere).answer.status_code == 401
    assert "Queue" in elsewhere.submits(email=EMAILS[Role.MODERATOR], password=NEW).reads
    assert "staff.password_changed" in actions(app)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"present": "wrong"}, "That is not your password"),
        ({"present": ""}, "That is not your password"),
        ({"password": "short", "again": "short"}, "12 characters at least"),
        ({"password": "correcthorsebattery", "again": "correcthorsebattery"}, "easy to guess"),
        ({"again": "another one, though"}, "not the same"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(amina: Visitor, values: dict[str, str], why: str) -> None:
    changes_password(amina, **values)
    assert amina.answer.status_code == 422
    assert why in amina.page.select_one("form[action$='/account/password'] .nhsuk-error-message").get_text()
    assert PASSWORD not in amina.answer.text
    assert gives_password(amina.opens("/staff/").submits(".desk-nav__out")).answer.status_code == 200


def test_guessing_the_present_password_is_counted(app: Flask, amina: Visitor) -> None:
    app.extensions["settings"].sign_in_limit = "2 per minute"
    assert [changes_password(amina, present="wrong").answer.status_code for _ in range(3)] == [422, 422, 429]


def test_she_sees_where_she_is_signed_in_and_ends_one(
    app: Flask, amina: Visitor, elsewhere: Visitor, opens: Callable[..., DeskPage]
) -> None:
    page = opens(elsewhere)
    listed = amina.opens("/staff/account").page.select(".desk-sessions li")
    assert len(listed) == 2
    [other] = [each for each in listed if "this one" not in each.get_text()]
    assert "Firefox, Windows" in other.get_text()
    assert "127.0.0.*" in other.get_text()
    amina.submits(".desk-sessions form")
    assert page.ended.get(timeout=10) == "put out"
    assert "sign-in" in elsewhere.opens("/staff/").answer.url
    assert actions(app)[-1] == "staff.session_ended"


def test_nobody_ends_a_session_of_somebody_else(amina: Visitor, grace: Visitor, app: Flask) -> None:
    with app.app_context(), reading() as session:
        [hers, graces] = [each.id for each in session.scalars(select(StaffSession).order_by(StaffSession.id)).unique()]
    token = amina.opens("/staff/account").page.select_one("input[name=csrf_token]")["value"]
    amina.posts(f"/staff/account/sessions/{graces}/end", {"csrf_token": token})
    assert "Queue" in grace.opens("/staff/").reads
    amina.posts(f"/staff/account/sessions/{hers}/end", {"csrf_token": token})
    assert "Queue" in amina.opens("/staff/").reads


def test_signing_out_everywhere_ends_every_session_and_socket(
    app: Flask, amina: Visitor, elsewhere: Visitor, grace: Visitor, opens: Callable[..., DeskPage]
) -> None:
    pages, graces = [opens(amina), opens(elsewhere)], opens(grace)
    amina.opens("/staff/account").submits("form[action$='/sessions/end']")
    assert "You are signed out everywhere" in amina.answer.text
    for page in pages:
        assert page.ended.get(timeout=10) == "put out"
    for visitor in (amina, elsewhere):
        assert "sign-in" in visitor.opens("/staff/").answer.url
    assert graces.ended.empty()
    assert "Queue" in grace.opens("/staff/").reads


def test_a_session_that_one_process_ends_is_put_out_by_the_other(
    app: Flask, settings: Settings, amina: Visitor, opens: Callable[..., DeskPage]
) -> None:
    with server.in_process(create_app(settings)) as other:
        there = Visitor(other)
        there.session.cookies.update(amina.session.cookies)
        page = opens(there)
        amina.opens("/staff/account").submits("form[action$='/sessions/end']")
        assert page.ended.get(timeout=10) == "put out"


def test_a_reset_factor_ends_her_sockets_too(app: Flask, amina: Visitor, opens: Callable[..., DeskPage]) -> None:
    page = opens(amina)
    with app.app_context():
        losing.reset_by_email(EMAILS[Role.MODERATOR])
    assert page.ended.get(timeout=10) == "put out"


def test_the_first_factor_ends_the_sessions_from_before(amina: Visitor, elsewhere: Visitor) -> None:
    sets_up_an_app(amina)
    assert "sign-in" in elsewhere.opens("/staff/").answer.url
    assert "Queue" in amina.opens("/staff/").reads


def test_nobody_did_anything_for_a_while_and_the_session_is_over(
    app: Flask, amina: Visitor, opens: Callable[..., DeskPage]
) -> None:
    prefers(app, idle_minutes=30)
    page = opens(amina)
    with app.app_context(), transaction() as session:
        session.execute(update(StaffSession).values(seen_at=clock.now() - timedelta(minutes=31)))
    assert page.ended.get(timeout=10) == "put out"
    assert "sign-in" in amina.opens("/staff/").answer.url


@pytest.mark.parametrize(
    ("mode", "counts"), [("navigate", True), (None, True), ("cors", False), ("same-origin", False)]
)
def test_what_a_page_fetches_by_itself_keeps_no_session_alive(
    app: Flask, amina: Visitor, mode: str | None, counts: bool
) -> None:
    before = clock.now() - timedelta(minutes=5)
    with app.app_context(), transaction() as session:
        session.execute(update(StaffSession).values(seen_at=before))
    amina.opens("/staff/queue/fragment", headers={"Sec-Fetch-Mode": mode} if mode else {})
    with app.app_context(), reading() as session:
        assert (session.scalars(select(StaffSession.seen_at)).one() > before) is counts


def test_before_something_important_she_shows_once_more_who_she_is(app: Flask, amina: Visitor) -> None:
    proof_is_old(app)
    amina.opens("/staff/account").submits("form[action$='/app/begin']")
    shows_who_she_is(amina)
    _phone, codes = sets_up_an_app(amina)
    assert len(codes) == 10


@pytest.mark.parametrize(
    "address", ["app/begin", "app", "app/remove", "passkeys", "passkeys/1/remove", "recovery-codes"]
)
def test_every_change_of_the_second_factor_needs_a_fresh_proof(app: Flask, amina: Visitor, address: str) -> None:
    sets_up_an_app(amina)
    token = amina.opens("/staff/account").page.select_one("input[name=csrf_token]")["value"]
    proof_is_old(app)
    before = actions(app)
    amina.posts(f"/staff/account/{address}", {"csrf_token": token})
    assert "Is it still you?" in amina.reads
    assert actions(app) == before


def test_her_language_follows_her(base: str, amina: Visitor) -> None:
    amina.opens("/staff/account").submits("form[action$='/language']", language="ar")
    assert amina.page.select_one("html")["lang"] == "ar"
    elsewhere = gives_password(Visitor(base))
    assert elsewhere.opens("/staff/").page.select_one("html")["dir"] == "rtl"
    amina.posts("/staff/account/language", {"csrf_token": "x", "language": "xx"})
    assert amina.answer.status_code == 400


def test_where_from_is_kept_roughly_and_unreadable(app: Flask, amina: Visitor) -> None:
    with app.app_context():
        connection = current_database().engine.raw_connection()
        stored = connection.execute("SELECT origin FROM staff_sessions").fetchone()[0]
        connection.close()
    assert "127" not in stored


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.77", "192.0.2.*"),
        ("::ffff:192.0.2.77", "192.0.2.*"),
        ("2001:db8:1:2::9", "2001:db8:1::*"),
        ("nonsense", None),
    ],
)
def test_an_address_is_kept_without_its_last_part(app: Flask, address: str, kept: str | None) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert devices.origin() == kept


@pytest.mark.parametrize(
    ("agent", "known"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_roughly(app: Flask, agent: str, known: str) -> None:
    with app.test_request_context(headers={"User-Agent": agent}):
        assert devices.device() == known
