"""The silence meter is counted once for many readers, and never misses a change."""

import requests
from flask import Flask

from feedback_service.board import pulse
from feedback_service.storage import reading
from tests.support.statements import statements
from tests.support.story import Story


def counted(app: Flask) -> tuple[int, int]:
    with app.app_context(), reading() as session:
        found = pulse.counts(session)
    return found.count, found.answered


def test_every_change_is_counted_at_once(each_app: Flask) -> None:
    story = Story(each_app)
    assert counted(each_app) == (0, 0)
    first, second = story.says("one"), story.says("two")
    assert counted(each_app) == (2, 0)
    story.publishes(first)
    assert counted(each_app) == (2, 0)
    story.answers(first)
    assert counted(each_app) == (1, 1)
    story.moves(second, "rejected", "Not about us")
    assert counted(each_app) == (0, 1)
    story.moves(second, "pending")
    assert counted(each_app) == (1, 1)


def test_many_readers_within_a_second_are_one_count(app: Flask) -> None:
    counted(app)
    with statements(app, "feedback") as asked:
        for _ in range(20):
            counted(app)
    assert len(asked) <= 3 * 2


def test_the_page_and_the_poll_show_a_change_that_another_process_made(app: Flask, base: str) -> None:
    assert requests.get(f"{base}/api/v1/board/events?after=0", timeout=5).json()["pulse"]["waiting"] == 0
    Story(app).says("Somebody waits")
    assert requests.get(f"{base}/api/v1/board/events?after=0", timeout=5).json()["pulse"]["waiting"] == 1
    assert 'data-meter="waiting">1<' in requests.get(base, timeout=5).text


def test_counting_never_walks_through_all_feedback(app: Flask) -> None:
    with statements(app, "feedback") as asked:
        counted(app)
    assert len(asked) == 3
    with app.extensions["database"].engine.connect() as connection:
        for statement in asked:
            blanks = ("pending",) * statement.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", blanks).fetchall()
            assert all("USING COVERING INDEX" in row[-1] for row in plan), plan
