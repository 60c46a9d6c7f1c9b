"""What every page shares: languages, headers, answers when something is wrong, health."""

from pathlib import Path

import pytest
import redis
import requests
from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import text

from config.settings import LANGUAGES, Settings
from tests.support import databases, server
from tests.support.visitor import Visitor
from wsgi import create_app

CATALOGUES = Path(__file__).resolve().parents[2] / "feedback_service" / "translations"
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_is_translated_with_the_same_blanks(language: str) -> None:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    with (CATALOGUES / "messages.pot").open("rb") as file:
        wanted = {message.id for message in read_po(file) if message.id}
    assert wanted
    found = {message.id: message for message in catalogue if message.id}
    assert set(found) == wanted
    for message in found.values():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(forms), message.id
        assert not message.fuzzy, message.id
        assert not list(message.check(catalogue)), message.id
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        blanks = {blank for each in ids for blank in (message.python_format and _blanks(each)) or ()}
        assert all(_blanks(form) <= blanks for form in forms), message.id


def _blanks(words: str) -> set[str]:
    return {part.split(")")[0] for part in words.split("%(")[1:]}


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("pa", "ltr"), ("pl", "ltr")])
def test_a_page_says_its_language_and_direction(kofi: Visitor, language: str, direction: str) -> None:
    html = kofi.opens(f"/?lang={language}").page.html
    assert html is not None
    assert (html["lang"], html["dir"]) == (language, direction)


def test_the_choice_of_language_stays(kofi: Visitor) -> None:
    kofi.opens("/?lang=pl").opens("/privacy")
    assert kofi.page.html is not None
    assert kofi.page.html["lang"] == "pl"


def test_the_browsers_language_is_taken_when_nothing_was_chosen(base: str) -> None:
    html = Visitor(base, language="pa-IN,pa;q=0.9,en;q=0.5").opens("/").page.html
    assert html is not None
    assert html["lang"] == "pa"


@pytest.mark.parametrize("language", OTHERS)
def test_a_draft_translation_says_so_and_gives_the_safety_line_in_english_too(kofi: Visitor, language: str) -> None:
    page = kofi.opens(f"/?lang={language}").page
    assert page.select_one(".service-draft") is not None
    english = page.select_one(".service-safety__english")
    assert english is not None
    assert english["lang"] == "en"
    assert "999" in english.get_text()


def test_an_unknown_page_is_a_kind_page(kofi: Visitor) -> None:
    assert kofi.opens("/nothing/here").answer.status_code == 404
    assert "Page not found" in kofi.reads


def test_an_unknown_api_address_is_a_problem_document(base: str) -> None:
    answer = requests.get(f"{base}/api/v1/nothing", timeout=5)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_security_headers_are_on_every_answer(base: str) -> None:
    for address in ("/", "/nothing", "/api/v1/board", "/staff/sign-in"):
        headers = requests.get(base + address, timeout=5).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_static_files_with_their_hash_may_be_kept_for_a_year(kofi: Visitor) -> None:
    sheet = kofi.opens("/").page.select_one("link[rel=stylesheet]")
    assert sheet is not None
    assert "immutable" in kofi.opens(str(sheet["href"])).answer.headers["Cache-Control"]


def test_what_is_not_the_files_own_content_is_not_kept(base: str) -> None:
    for address in ("/static/css/service.css?v=another", "/static/css/missing.css?v=abc"):
        assert "immutable" not in requests.get(base + address, timeout=5).headers.get("Cache-Control", "")


@pytest.mark.parametrize("address", ["/entries/9223372036854775808", "/entries/2147483648", "/?borough=%00"])
def test_numbers_and_names_that_no_row_can_have_are_no_error(each_app: Flask, address: str) -> None:
    with server.in_process(each_app) as base:
        assert requests.get(base + address, timeout=5).status_code in {200, 404}


def test_the_board_sets_no_cookie_unless_a_language_is_chosen(kofi: Visitor) -> None:
    assert not kofi.opens("/").session.cookies
    assert list(kofi.opens("/?lang=ar").session.cookies.keys()) == ["language"]


def test_health_and_readiness(base: str) -> None:
    assert requests.get(f"{base}/healthz", timeout=5).json() == {"status": "alive"}
    ready = requests.get(f"{base}/readyz", timeout=5)
    assert ready.status_code == 200
    assert ready.json()["checks"] == {"database": "ok", "migrations": "ok"}


def test_readiness_tells_when_a_migration_is_missing(app: Flask, base: str) -> None:
    with app.extensions["database"].engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        connection.commit()
    ready = requests.get(f"{base}/readyz", timeout=5)
    assert ready.status_code == 503
    assert "0000" in ready.json()["checks"]["migrations"]


def test_readiness_tells_when_redis_does_not_answer(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}))
    with server.in_process(app) as base:
        assert requests.get(f"{base}/readyz", timeout=5).json()["checks"]["redis"] == "unreachable"


@pytest.mark.redis
def test_readiness_asks_redis_over_one_connection(settings: Settings) -> None:
    redis_url = databases.redis_url()
    counted = redis.Redis.from_url(redis_url)
    app = create_app(settings.model_copy(update={"redis_url": redis_url}))
    with server.in_process(app) as base:
        assert requests.get(f"{base}/readyz", timeout=5).json()["checks"]["redis"] == "ok"
        before = counted.info("stats")["total_connections_received"]
        for _ in range(20):
            assert requests.get(f"{base}/readyz", timeout=5).ok
        assert counted.info("stats")["total_connections_received"] - before < 20


def test_metrics_are_for_those_with_the_token(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"metrics_token": "tell-me"}))
    with server.in_process(app) as base:
        assert requests.get(f"{base}/metrics", timeout=5).status_code == 404
        answer = requests.get(f"{base}/metrics", headers={"Authorization": "Bearer tell-me"}, timeout=5)
    assert "feedback_oldest_pending_seconds 0.0" in answer.text
