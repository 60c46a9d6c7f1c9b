"""Tries are counted for all processes together, and each counts by itself while Redis does not answer."""

import pytest
from flask import Flask

from config.settings import Settings
from feedback_service.web.limits import allowed
from tests.support import databases, server
from tests.support.visitor import Visitor
from wsgi import create_app

NOWHERE = "redis://127.0.0.1:1/0"
TWICE = "2 per hour"


def tries(app: Flask, who: str, count: int) -> list[bool]:
    with app.app_context():
        return [allowed(TWICE, "test", who) for _ in range(count)]


def test_one_address_may_try_so_often_and_another_has_its_own_count(app: Flask) -> None:
    assert tries(app, "kofi", 3) == [True, True, False]
    assert tries(app, "joan", 1) == [True]


def test_a_process_counts_by_itself_while_redis_does_not_answer(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"redis_url": NOWHERE}))
    assert tries(app, "kofi", 3) == [True, True, False]


@pytest.mark.redis
def test_two_processes_count_together(settings: Settings, tmp_path: object) -> None:
    shared = settings.model_copy(update={"redis_url": databases.redis_url()})
    first, second = create_app(shared), create_app(shared)
    who = str(tmp_path)
    assert tries(first, who, 2) == [True, True]
    assert tries(second, who, 1) == [False]


def test_nobody_is_turned_away_because_redis_is_gone(settings: Settings) -> None:
    with server.in_process(create_app(settings.model_copy(update={"redis_url": NOWHERE}))) as base:
        kofi = Visitor(base)
        assert kofi.opens("/feedback").answer.status_code == 200
        assert kofi.session.post(f"{base}/feedback", data={}, timeout=10).status_code < 500
        assert kofi.opens("/q/any-code").answer.status_code < 500
