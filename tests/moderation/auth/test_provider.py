"""A trust's own sign-in, over real HTTP against a provider that keeps the contract, and one that does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from config.settings import SettingsError, load_settings
from feedback_service import clock
from feedback_service.models import Staff, StaffSession
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Role
from moderation.auth.links import invitations
from moderation.auth.oidc import provider as ours
from tests.conftest import make_settings
from tests.moderation.auth.conftest import actions, gives_password, prefers
from tests.moderation.conftest import EMAILS, add
from tests.support import databases, oidc, server
from tests.support.oidc import Provider, fresh_key
from tests.support.story import Story
from tests.support.visitor import Visitor
from wsgi import create_app


@pytest.fixture
def address() -> str:
    return f"http://localhost:{server.free_port()}"


@pytest.fixture
def provider(address: str) -> Iterator[Provider]:
    with oidc.running(address) as running:
        yield running


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path, address: str, provider: Provider) -> Flask:
    return create_app(
        make_settings(
            databases.copy_sqlite(sqlite_template, tmp_path),
            public_url=address,
            oidc_name="Trust sign-in",
            **provider.settings,
        )
    )


@pytest.fixture
def base(app: Flask, address: str) -> Iterator[str]:
    with server.in_process(app, int(address.rsplit(":", 1)[1])):
        yield address


def comes_through(visitor: Visitor) -> Visitor:
    """Presses the button, is sent to the provider and back."""
    visitor.opens("/staff/sign-in")
    return visitor.opens(str(visitor.page.select_one("#provider a")["href"]))


def linked(app: Flask) -> list[str | None]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(Staff.oidc_subject)))


def test_amina_comes_through_and_is_linked_for_good(app: Flask, charlie: Visitor, provider: Provider) -> None:
    add(app, Role.MODERATOR)
    assert "Amina, Moderator" in comes_through(charlie).answer.text
    assert linked(app) == ["a1b2c3"]
    provider.person["email"] = "amina.married@example.org"
    charlie.submits(".desk-nav__out")
    assert "Amina, Moderator" in comes_through(charlie).answer.text
    assert actions(app).count("staff.linked") == 1


def test_the_provider_is_asked_with_pkce_state_and_nonce_and_nothing_of_the_person(
    app: Flask, charlie: Visitor, provider: Provider
) -> None:
    add(app, Role.MODERATOR)
    comes_through(charlie)
    comes_through(charlie.submits(".desk-nav__out"))
    first, second = provider.asked
    assert first["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
    assert first["scope"] == "openid email profile"


def test_she_lands_where_she_wanted_to(app: Flask, charlie: Visitor) -> None:
    add(app, Role.MODERATOR)
    charlie.opens("/staff/?tab=rejected")
    charlie.opens(str(charlie.page.select_one("#provider a")["href"]))
    assert charlie.answer.url.endswith("/staff/?tab=rejected")


def test_the_role_is_ours(app: Flask, charlie: Visitor, provider: Provider) -> None:
    add(app, Role.MODERATOR)
    provider.person |= {"role": "administrator", "roles": ["administrator"], "groups": ["administrators"]}
    assert "Amina, Moderator" in comes_through(charlie).answer.text


def test_the_address_may_stand_on_the_providers_page_about_the_person(
    app: Flask, charlie: Visitor, provider: Provider
) -> None:
    add(app, Role.MODERATOR)
    provider.email_in_token = False
    assert "Amina, Moderator" in comes_through(charlie).answer.text


@pytest.mark.parametrize(
    ("lies", "why"),
    [
        ({"nonce": "another sign-in's"}, "does not hold"),
        ({"nonce": None}, "does not hold"),
        ({"aud": "another-service"}, "does not hold"),
        ({"aud": ["feedback-desk", "another-service"], "azp": "another-service"}, "does not hold"),
        ({"iss": "http://evil.example"}, "does not hold"),
        ({"exp": 1_000_000_000}, "does not hold"),
        ({"exp": None}, "does not hold"),
        ({"iat": 4_000_000_000}, "does not hold"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "does not hold"),
        ({"sub": None}, "does not hold"),
        ({"sub": 7}, "does not hold"),
        ({"email_verified": False}, "has not confirmed your email address"),
        ({"email_verified": "true"}, "has not confirmed your email address"),
        ({"email": "charlie@example.org"}, "nobody has invited you"),
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    app: Flask, charlie: Visitor, provider: Provider, lies: dict[str, object], why: str
) -> None:
    add(app, Role.MODERATOR)
    provider.lies = lies
    provider.person |= {name: value for name, value in lies.items() if name.startswith("email")}
    comes_through(charlie)
    assert charlie.answer.status_code in {401, 403}
    assert why in charlie.reads
    assert "sign-in" in charlie.opens("/staff/").answer.url
    assert linked(app) == [None]


def test_a_token_signed_with_an_unknown_key_lets_nobody_in(app: Flask, charlie: Visitor, provider: Provider) -> None:
    add(app, Role.MODERATOR)
    provider.key = fresh_key("nobody's")
    assert "does not hold" in comes_through(charlie).reads
    provider.key = fresh_key("first")
    assert "does not hold" in comes_through(charlie).reads


@pytest.mark.parametrize("algorithm", ["none"])
def test_a_token_that_is_not_signed_lets_nobody_in(
    app: Flask, charlie: Visitor, provider: Provider, algorithm: str
) -> None:
    add(app, Role.MODERATOR)
    provider.algorithm = algorithm
    assert "does not hold" in comes_through(charlie).reads


def test_new_keys_of_the_provider_are_found(
    app: Flask, charlie: Visitor, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(app, Role.MODERATOR)
    comes_through(charlie).submits(".desk-nav__out")
    provider.key = fresh_key("second")
    provider.published.append(provider.key)
    monkeypatch.setattr(ours, "ASKED_AGAIN_AFTER_SECONDS", -1.0)
    assert "Amina, Moderator" in comes_through(charlie).answer.text


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    app: Flask, base: str, charlie: Visitor, provider: Provider
) -> None:
    add(app, Role.MODERATOR)
    charlie.opens("/staff/sign-in")
    there = charlie.session.get(f"{base}/staff/sign-in/provider", allow_redirects=False, timeout=10)
    back = charlie.session.get(there.headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    attacker = Visitor(base).opens(back)
    assert attacker.answer.status_code == 400
    assert "another window" in attacker.reads
    cookies = charlie.session.cookies.copy()
    assert "Amina, Moderator" in charlie.opens(back).answer.text
    replayed = Visitor(base)
    replayed.session.cookies.update(cookies)
    assert replayed.opens(back).answer.status_code == 400


def test_a_code_of_somebody_elses_sign_in_is_refused_by_the_provider(
    app: Flask, base: str, charlie: Visitor, provider: Provider
) -> None:
    add(app, Role.MODERATOR)
    theirs = Visitor(base)
    there = theirs.session.get(f"{base}/staff/sign-in/provider", allow_redirects=False, timeout=10)
    stolen = theirs.session.get(there.headers["Location"], allow_redirects=False, timeout=10).headers["Location"]
    code = stolen.split("code=")[1].split("&")[0]
    mine = charlie.session.get(f"{base}/staff/sign-in/provider", allow_redirects=False, timeout=10)
    state = mine.headers["Location"].split("state=")[1].split("&")[0]
    charlie.opens(f"/staff/sign-in/provider/back?code={code}&state={state}")
    assert charlie.answer.status_code == 401
    assert "does not hold" in charlie.reads


def test_who_says_no_at_the_provider_is_told_so(app: Flask, charlie: Visitor, provider: Provider) -> None:
    provider.refuses = "access_denied"
    assert "Trust sign-in did not sign you in" in comes_through(charlie).reads


def test_a_provider_that_does_not_answer_is_told_of(app: Flask, charlie: Visitor) -> None:
    app.extensions["settings"].oidc_issuer = f"http://127.0.0.1:{server.free_port()}"
    comes_through(charlie)
    assert charlie.answer.status_code == 503
    assert "does not answer" in charlie.reads


def test_who_left_stays_out(app: Flask, charlie: Visitor) -> None:
    add(app, Role.MODERATOR)
    comes_through(charlie).submits(".desk-nav__out")
    with app.app_context(), transaction() as session:
        session.execute(update(Staff).values(active=False))
    assert "has ended" in comes_through(charlie).reads


def test_an_address_that_moved_on_to_somebody_else_lets_them_not_in(
    app: Flask, charlie: Visitor, provider: Provider
) -> None:
    add(app, Role.MODERATOR)
    comes_through(charlie).submits(".desk-nav__out")
    provider.person["sub"] = "somebody-new"
    assert "belongs to somebody else" in comes_through(charlie).reads


@pytest.mark.parametrize("is_allowed", [True, False])
def test_who_is_invited_joins_through_it_where_that_is_wished(app: Flask, charlie: Visitor, is_allowed: bool) -> None:
    grace = add(app, Role.ADMINISTRATOR)
    prefers(app, provider_lets_invited_in=is_allowed)
    with app.app_context():
        invitations.invite(EMAILS[Role.MODERATOR], "Amina", Role.MODERATOR, [], grace)
    comes_through(charlie)
    assert ("Amina, Moderator" in charlie.answer.text) is is_allowed
    assert ("nobody has invited you" in charlie.reads) is not is_allowed


def test_it_takes_the_place_of_the_second_factor(app: Flask, charlie: Visitor) -> None:
    add(app, Role.MODERATOR)
    prefers(app, second_factor="everybody")
    assert "Queue" in comes_through(charlie).reads


def test_what_was_typed_waits_in_the_first_tab(app: Flask, charlie: Visitor) -> None:
    said = Story(app).says("The tea group helps")
    add(app, Role.MODERATOR)
    comes_through(charlie).opens(f"/staff/items/{said.reference}")
    with app.app_context(), transaction() as session:
        session.execute(update(StaffSession).values(ended_at=clock.now()))
    charlie.submits("#action-reject form", because="own", words="Long words")
    first_tab = charlie.answer
    assert charlie.page.select_one("#provider a")["target"] == "_blank"
    charlie.opens(str(charlie.page.select_one("#provider a")["href"]))
    charlie.answer = first_tab
    form = {each["name"]: each["value"] for each in charlie.page.select("#go-on input")}
    charlie.posts("/staff/sign-in/go-on", form, headers={"Origin": charlie.base})
    assert charlie.page.select_one("#reject-words").get_text() == "Long words"
    charlie.posts("/staff/sign-in/go-on", form, headers={"Origin": "https://evil.example"})
    assert "Long words" not in charlie.answer.text


def test_where_it_is_the_only_way_passwords_open_nothing(app: Flask, charlie: Visitor) -> None:
    add(app, Role.MODERATOR)
    gives_password(charlie).submits(".desk-nav__out")
    token = str(charlie.page.select_one("input[name=csrf_token]")["value"])
    app.extensions["settings"].oidc_only = True
    assert not charlie.opens("/staff/sign-in").page.select("#password")
    charlie.posts(
        "/staff/sign-in",
        {"csrf_token": token, "email": EMAILS[Role.MODERATOR], "password": "correct horse battery staple"},
    )
    assert charlie.answer.status_code == 403
    assert "sign-in" in charlie.opens("/staff/").answer.url


def test_signing_out_goes_on_at_the_provider_without_a_name_in_our_addresses(
    app: Flask, charlie: Visitor, provider: Provider
) -> None:
    add(app, Role.MODERATOR)
    comes_through(charlie).submits(".desk-nav__out")
    assert charlie.answer.headers["Refresh"] == "1; url=/staff/sign-out/provider"
    with app.app_context(), reading() as session:
        assert session.scalars(select(StaffSession.provider_token)).all() == [None]
    charlie.opens("/staff/sign-out/provider")
    assert provider.signed_out == ["a1b2c3"]
    assert "Staff sign-in" in charlie.reads


@pytest.mark.browser
def test_the_whole_way_in_a_browser_with_the_policy_as_strict_as_ever(
    app: Flask, base: str, chromium: Browser, provider: Provider
) -> None:
    add(app, Role.MODERATOR)
    window = chromium.new_context(locale="en-GB")
    page = window.new_page()
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    page.goto(f"{base}/staff/")
    page.get_by_role("button", name="Sign in with Trust sign-in").click()
    expect(page.get_by_text("Amina, Moderator")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Staff sign-in")).to_be_visible()
    assert provider.signed_out == ["a1b2c3"]
    assert broken == []
    window.close()


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"oidc_issuer": "https://login.example.org"}, "OIDC_CLIENT_ID"),
        ({"oidc_issuer": "https://login.example.org", "oidc_client_id": "x"}, "OIDC_CLIENT_SECRET"),
        ({"oidc_issuer": "login.example.org"}, "OIDC_ISSUER"),
        ({"oidc_only": True}, "OIDC_ISSUER"),
    ],
)
def test_half_a_provider_is_refused_at_the_start(settings: dict[str, object], name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings(secret_key="x" * 40, field_keys="A" * 43 + "=", _env_file=None, **settings)
