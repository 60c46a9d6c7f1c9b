"""The cast and the stage.

Amina moderates, Rhys responds, Grace administers, Charlie is an outsider; Joan is a patient with a
phone, Kofi a carer with a browser.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from flask import Flask
from playwright.sync_api import Browser, expect

from config.settings import Settings
from feedback_service import jobs, passwords
from tests.support import browser, compiled, databases, server
from tests.support.visitor import Visitor
from wsgi import create_app

JOAN = "+447700900001"


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Real argon2 at its cheapest in the tests' own process: thousands of sign-ins are not what they are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    with compiled.once():
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy. From here on no collection walks what every application shares, as in a worker."""
    jobs.prepare()
    gc.collect()
    gc.freeze()
    return databases.migrated_sqlite(tmp_path_factory.mktemp("template"))


def make_settings(database_url: str, **overrides: object) -> Settings:
    """Settings for a test: fresh secrets, no file, a limiter that nobody meets by accident."""
    values: dict[str, object] = {
        "secret_key": "a secret for tests only, long enough",
        "field_keys": Fernet.generate_key().decode(),
        "database_url": database_url,
        "form_limit": "100000 per minute",
        "sign_in_limit": "100000 per minute",
        "embedded_scheduler": False,
        **overrides,
    }
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    return make_settings(databases.copy_sqlite(sqlite_template, tmp_path))


@pytest.fixture
def app(settings: Settings) -> Flask:
    """The application on a fresh SQLite database."""
    return create_app(settings)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def each_app(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a fresh database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield create_app(make_settings(databases.copy_sqlite(sqlite_template, tmp_path)))
        return
    with databases.fresh_postgresql() as url:
        app = create_app(make_settings(url))
        yield app
        app.extensions["database"].engine.dispose()


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address of the application served over real HTTP."""
    with server.in_process(app) as address:
        yield address


@pytest.fixture
def kofi(base: str) -> Visitor:
    """A carer with a browser."""
    return Visitor(base)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """How long a page may take is no test's business: the wait for it is long on a loaded machine."""
    expect.set_options(timeout=30_000)
    with browser.chromium() as running:
        yield running
