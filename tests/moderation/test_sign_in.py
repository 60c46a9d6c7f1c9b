"""Signing in and out over real HTTP: sessions that really end, tries that are counted, nothing typed lost."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import argon2
import pytest
import requests
from flask import Flask
from sqlalchemy import select, update

from feedback_service import clock, passwords
from feedback_service.models import AuditRecord, Staff, StaffSession
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Role
from moderation.auth import sessions
from tests.conftest import make_settings
from tests.moderation.conftest import EMAILS, add
from tests.support import databases, server
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor
from wsgi import create_app


def records(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), reading() as session:
        found = session.scalars(select(AuditRecord).order_by(AuditRecord.sequence))
        return [(record.action, record.subject) for record in found if record.action != "staff.added"]


def test_charlie_gets_the_sign_in_page_and_nothing_else(charlie: Visitor) -> None:
    charlie.opens("/staff/items/ABCD-EFGH?x=1")
    assert "/staff/sign-in?next=/staff/items/ABCD-EFGH?x%3D1" in charlie.answer.url
    assert "Staff sign-in" in charlie.reads
    assert charlie.answer.headers["Cache-Control"] == "no-store"


def test_amina_signs_in_and_lands_where_she_wanted_to(app: Flask, charlie: Visitor) -> None:
    staff_id = add(app, Role.MODERATOR)
    charlie.opens("/staff/?tab=rejected").submits(email=" AMINA@example.org ", password=PASSWORD)
    assert charlie.answer.url.endswith("/staff/?tab=rejected")
    assert "Amina, Moderator" in charlie.answer.text
    assert records(app)[0] == ("staff.signed_in", f"staff:{staff_id}")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app: Flask, charlie: Visitor) -> None:
    staff_id = add(app, Role.MODERATOR)
    pages = []
    for email in (EMAILS[Role.MODERATOR], "nobody@example.org"):
        charlie.opens("/staff/sign-in").submits(email=email, password="wrong")
        assert charlie.answer.status_code == 401
        assert charlie.page.select_one("#email")["value"] == email
        pages.append(charlie.reads)
    assert pages[0] == pages[1]
    assert records(app) == [
        ("staff.sign_in_failed", f"staff:{staff_id}"),
        ("staff.sign_in_failed", "staff:unknown"),
    ]


def test_an_unknown_address_costs_as_many_hashes_as_a_wrong_password(app: Flask, charlie: Visitor) -> None:
    """Counted, not timed: one argon2 computation either way."""
    add(app, Role.MODERATOR)
    counted: list[str] = []
    real = passwords._hasher

    class Counting:
        def hash(self, password: str) -> str:
            counted.append("hash")
            return real.hash(password)

        def verify(self, hashed: str, password: str) -> bool:
            counted.append("verify")
            return real.verify(hashed, password)

    passwords._hasher = Counting()  # type: ignore[assignment]
    try:
        for email in (EMAILS[Role.MODERATOR], "nobody@example.org"):
            charlie.opens("/staff/sign-in").submits(email=email, password="wrong")
    finally:
        passwords._hasher = real
    assert counted == ["verify", "hash"]


def test_blank_fields_are_asked_for(charlie: Visitor) -> None:
    charlie.opens("/staff/sign-in").submits(email="", password="")
    assert charlie.answer.status_code == 422
    assert "Enter your email address" in charlie.reads
    assert "Enter your password" in charlie.reads


def test_somebody_who_left_cannot_sign_in_and_is_put_out(app: Flask, amina: Visitor) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Staff).values(active=False))
    assert "sign-in" in amina.opens("/staff/").answer.url
    assert amina.submits(email=EMAILS[Role.MODERATOR], password=PASSWORD).answer.status_code == 401


def test_signing_out_ends_the_session_even_for_a_copied_cookie(app: Flask, amina: Visitor, base: str) -> None:
    copied = Visitor(base)
    copied.session.cookies.update(amina.session.cookies)
    assert "Queue" in copied.opens("/staff/").reads
    amina.submits(".desk-nav__out")
    assert "Staff sign-in" in amina.reads
    assert "sign-in" in copied.opens("/staff/").answer.url
    assert records(app)[-1][0] == "staff.signed_out"


def test_signing_out_on_an_older_page_signs_out_too(app: Flask, amina: Visitor, base: str) -> None:
    older = str(amina.page.select_one(".desk-nav__out input")["value"])
    amina.submits(".desk-nav__out").submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    amina.posts("/staff/sign-out", {"csrf_token": older}, headers={"Origin": "https://evil.example"})
    assert "Queue" in amina.opens("/staff/").reads
    amina.posts("/staff/sign-out", {"csrf_token": older}, headers={"Origin": base})
    assert "sign-in" in amina.opens("/staff/").answer.url
    assert records(app)[-1][0] == "staff.signed_out"


def test_a_session_is_over_after_its_hours(app: Flask, amina: Visitor) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(StaffSession).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert "sign-in" in amina.opens("/staff/").answer.url


def test_a_session_from_before_the_sign_in_is_worth_nothing_after_it(app: Flask, base: str) -> None:
    add(app, Role.MODERATOR)
    victim, attacker = Visitor(base), Visitor(base)
    attacker.opens("/staff/sign-in")
    victim.session.cookies.update(attacker.session.cookies)
    victim.opens("/staff/sign-in").submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    assert "sign-in" in attacker.opens("/staff/").answer.url


def test_a_form_token_from_before_the_sign_in_is_worth_nothing_after_it(app: Flask, base: str) -> None:
    add(app, Role.MODERATOR)
    victim = Visitor(base).opens("/staff/sign-in")
    planted = str(victim.page.select_one("input[name=csrf_token]")["value"])
    victim.submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    victim.posts("/staff/sign-out", {"csrf_token": planted})
    assert "Queue" in victim.opens("/staff/").reads


def test_the_token_is_256_bits_and_only_its_hash_is_stored(app: Flask, amina: Visitor) -> None:
    with app.app_context(), reading() as session:
        [stored] = session.scalars(select(StaffSession)).unique()
    serializer = app.session_interface.get_signing_serializer(app)
    token = serializer.loads(amina.session.cookies["session"])["_user_id"]
    assert len(token) >= 43
    assert re.fullmatch("[0-9a-f]{64}", stored.token_hash)
    assert token not in stored.token_hash


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(base: str) -> None:
    header = requests.get(f"{base}/staff/sign-in", timeout=10).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/staff/\\..",
        "javascript:alert(1)",
        "/feedback",
        "",
    ],
)
def test_after_signing_in_nobody_is_sent_to_another_site(app: Flask, charlie: Visitor, wanted: str) -> None:
    add(app, Role.MODERATOR)
    charlie.opens("/staff/sign-in", params={"next": wanted})
    charlie.submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    assert charlie.answer.url == f"{charlie.base}/staff/"


def test_too_many_tries_are_put_off_with_the_address_kept(sqlite_template: Path, tmp_path: Path) -> None:
    app = create_app(make_settings(databases.copy_sqlite(sqlite_template, tmp_path), sign_in_limit="3 per minute"))
    add(app, Role.MODERATOR)
    with server.in_process(app) as base:
        charlie = Visitor(base).opens("/staff/sign-in")
        for _ in range(3):
            charlie.submits(email="amina@example.org", password="wrong")
            assert charlie.answer.status_code == 401
        charlie.submits(email="amina@example.org", password=PASSWORD)
        assert charlie.answer.status_code == 429
        assert charlie.page.select_one("#email")["value"] == "amina@example.org"
        assert "Too many tries" in charlie.reads


@pytest.fixture
def from_address(sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[str], Visitor]]:
    """Visitors by their address, where three wrong passwords a minute are too many."""
    settings = make_settings(
        databases.copy_sqlite(sqlite_template, tmp_path), sign_in_limit="3 per minute", trusted_proxies=1
    )
    app = create_app(settings)
    add(app, Role.MODERATOR)
    with server.in_process(app) as base:

        def visitor(address: str) -> Visitor:
            fresh = Visitor(base)
            fresh.session.headers["X-Forwarded-For"] = address
            return fresh

        yield visitor


def tries(visitor: Visitor, password: str, email: str = EMAILS[Role.MODERATOR]) -> int:
    visitor.session.cookies.clear()
    visitor.opens("/staff/sign-in").submits(email=email, password=password)
    return visitor.answer.status_code


def test_charlie_locks_nobody_out_but_himself(from_address: Callable[[str], Visitor]) -> None:
    charlie, amina = from_address("192.0.2.1"), from_address("192.0.2.2")
    assert [tries(charlie, "wrong") for _ in range(4)] == [401, 401, 401, 429]
    assert tries(charlie, PASSWORD) == 429
    assert tries(charlie, "wrong", "rhys@example.org") == 401
    assert tries(amina, PASSWORD) == 200


def test_signing_in_is_not_counted_against_anybody(from_address: Callable[[str], Visitor]) -> None:
    amina = from_address("192.0.2.2")
    assert [tries(amina, PASSWORD) for _ in range(5)] == [200] * 5
    assert [tries(amina, "wrong") for _ in range(2)] == [401] * 2
    assert tries(amina, PASSWORD) == 200
    assert tries(amina, "wrong") == 401


def test_one_address_that_tries_many_members_is_stopped_in_the_end(from_address: Callable[[str], Visitor]) -> None:
    charlie = from_address("192.0.2.1")
    answers = [tries(charlie, "wrong", f"nobody{number}@example.org") for number in range(31)]
    assert answers == [401] * 30 + [429]
    assert tries(charlie, PASSWORD) == 429


def test_an_old_hash_is_made_anew_at_sign_in(app: Flask, charlie: Visitor) -> None:
    staff_id = add(app, Role.MODERATOR)
    old = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with app.app_context(), transaction() as session:
        session.get_one(Staff, staff_id).password_hash = old
    charlie.opens("/staff/sign-in").submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    with app.app_context(), reading() as session:
        fresh = session.get_one(Staff, staff_id).password_hash
    assert fresh != old
    assert not passwords.needs_rehash(fresh)


def end_sessions(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(StaffSession).values(ended_at=clock.now()))


def test_what_was_typed_survives_the_end_of_the_session(app: Flask, story: Story, amina: Visitor) -> None:
    said = story.says("The tea group helps")
    amina.opens(f"/staff/items/{said.reference}")
    end_sessions(app)
    amina.submits("#action-reject form", because="own", words="Long words,\nthought over <carefully>")
    assert amina.answer.status_code == 401
    assert "What you typed is kept" in amina.reads
    amina.submits(email=EMAILS[Role.MODERATOR], password="wrong")
    amina.submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    assert amina.answer.status_code == 200
    assert "Nothing was sent yet" in amina.reads
    assert amina.page.select_one("#reject-words").get_text() == "Long words,\nthought over <carefully>"
    assert amina.page.select_one("#action-reject").has_attr("open")
    amina.submits("#action-reject form")
    assert "It is not published" in amina.answer.text


def test_what_no_database_can_hold_is_dropped_from_what_was_kept(app: Flask, story: Story, amina: Visitor) -> None:
    said = story.says("The tea group helps")
    amina.opens(f"/staff/items/{said.reference}")
    end_sessions(app)
    amina.submits("#action-reject form", because="own", words="thought over")
    kept = str(amina.page.select_one("input[name=kept]")["value"]).replace("thought", "\\ud800\\u0000thought")
    amina.submits(email=EMAILS[Role.MODERATOR], password=PASSWORD, kept=kept)
    assert amina.page.select_one("#reject-words").get_text() == "thought over"


def test_what_was_chosen_for_hiding_survives_it_too(app: Flask, story: Story, amina: Visitor) -> None:
    said = story.says("Joan likes tea")
    amina.opens(f"/staff/items/{said.reference}")
    chosen = amina.page.select("input[name=word]")[0]["value"]
    end_sessions(app)
    amina.submits("#hide-form", word=[chosen], kind="name")
    amina.submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    assert [each["value"] for each in amina.page.select("input[name=word][checked]")] == [chosen]


def test_a_form_of_another_site_is_neither_done_nor_kept(story: Story, amina: Visitor, base: str) -> None:
    said = story.says("The tea group helps")
    address = f"{base}/staff/items/{said.reference}/reject"
    outside = requests.post(address, {"words": "planted"}, headers={"Origin": "https://evil.example"}, timeout=10)
    assert outside.status_code == 401
    assert "planted" not in outside.text
    for origin in ("https://evil.example", "null", ""):
        planted = {"because": "own", "words": "planted", "version": "1"}
        amina.posts(address, planted, headers={"Origin": origin})
        assert amina.answer.status_code == 400
        assert "Nothing was sent" in amina.reads
        assert "planted" not in amina.answer.text
    assert "Waits for a decision" in amina.opens(f"/staff/items/{said.reference}").reads


def test_a_form_from_before_the_latest_sign_in_comes_back_filled_in(story: Story, amina: Visitor) -> None:
    said = story.says("The tea group helps")
    old_page = amina.opens(f"/staff/items/{said.reference}").page
    amina.submits(".desk-nav__out").submits(email=EMAILS[Role.MODERATOR], password=PASSWORD)
    token = old_page.select_one("#action-flag input[name=csrf_token]")["value"]
    amina.posts(
        f"/staff/items/{said.reference}/flag",
        {"csrf_token": token, "version": "1", "words": "Worried about her"},
        headers={"Origin": amina.base},
    )
    assert amina.answer.status_code == 400
    assert amina.page.select_one("#flag-words").get_text() == "Worried about her"
    amina.submits("#action-flag form")
    assert "The safety flag is raised" in amina.answer.text


def test_signing_in_again_while_signed_in_leads_on(amina: Visitor) -> None:
    assert amina.opens("/staff/sign-in?next=/staff/?tab=private").answer.url.endswith("/staff/?tab=private")


def test_every_role_signs_in(sign_in: Callable[[Role], Visitor]) -> None:
    for role in Role:
        assert "Queue" in sign_in(role).reads


def test_sessions_that_were_over_long_ago_are_forgotten(app: Flask, amina: Visitor) -> None:
    with app.app_context():
        assert sessions.forget_old() == 0
        with transaction() as session:
            session.execute(update(StaffSession).values(expires_at=clock.now() - sessions.FORGET_AFTER * 1.1))
        assert sessions.forget_old() == 1
        assert sessions.forget_old() == 0
