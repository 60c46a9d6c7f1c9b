"""A fresh, migrated database for each test, on SQLite and on PostgreSQL.

PostgreSQL is found at TEST_POSTGRESQL_URL, Redis at TEST_REDIS_URL. Where one does not answer the
tests that need it are skipped, loudly; under CI (`CI` set) they fail.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from feedback_service.storage import Database
from feedback_service.storage.migrate import upgrade

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def missing(what: str) -> None:
    """Skip the test because `what` is absent; fail it under CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is needed under CI")
    pytest.skip(f"NOT TESTED: {what} is absent")


def migrated_sqlite(folder: Path) -> Path:
    """A migrated SQLite file to copy for each test."""
    path = folder / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    database.check_durability()
    upgrade(database.engine)
    database.engine.dispose()
    return path


def copy_sqlite(template: Path, folder: Path) -> str:
    """The address of a fresh copy."""
    path = folder / "feedback.sqlite3"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@contextmanager
def fresh_postgresql() -> Iterator[str]:
    """The address of a fresh migrated PostgreSQL database, dropped afterwards."""
    try:
        administrator = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        missing(f"PostgreSQL at {POSTGRESQL}")
    name = f"feedback_service_test_{uuid.uuid4().hex[:12]}"
    with administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        url = POSTGRESQL.rsplit("/", 1)[0] + f"/{name}"
        database = Database(url)
        upgrade(database.engine)
        database.engine.dispose()
        try:
            yield url
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def redis_url() -> str:
    """The address of a Redis that answers."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.RedisError:
        missing(f"Redis at {REDIS}")
    return REDIS
