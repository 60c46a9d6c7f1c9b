"""A fresh, migrated database for each test, on SQLite and on PostgreSQL.

PostgreSQL is found at TEST_POSTGRESQL_URL, Redis at TEST_REDIS_URL. Where one does not answer the
tests that need it are skipped, loudly; under CI (`CI` set) they fail.
"""

import atexit
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
import redis

from feedback_service.storage import Database
from feedback_service.storage.migrate import upgrade

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def missing(what: str) -> NoReturn:
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
    administrator = _administrator()
    with administrator:
        template = _migrated_postgresql()
        name = f"feedback_service_test_{uuid.uuid4().hex[:12]}"
        administrator.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield _address(name)
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _migrated_postgresql() -> str:
    """The name of a migrated database to copy for each test, made once in this process and dropped when it ends."""
    name = f"feedback_service_template_{uuid.uuid4().hex[:12]}"
    with _administrator() as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
    atexit.register(_drop, name)
    database = Database(_address(name))
    upgrade(database.engine)
    database.engine.dispose()
    return name


def _drop(name: str) -> None:
    with _administrator() as administrator:
        administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _administrator() -> psycopg.Connection:
    try:
        return psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        missing(f"PostgreSQL at {POSTGRESQL}")


def _address(name: str) -> str:
    return POSTGRESQL.rsplit("/", 1)[0] + f"/{name}"


def redis_url() -> str:
    """The address of a Redis that answers."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.RedisError:
        missing(f"Redis at {REDIS}")
    return REDIS
