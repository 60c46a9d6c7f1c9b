"""What a piece of feedback waits for, how urgently and until when: derived with every change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service import clock, lifecycle, preferences, waiting
from feedback_service.intake import Accepted
from feedback_service.models import Feedback
from feedback_service.storage import before_commit, reading, transaction
from feedback_service.vocabulary import Urgency, WaitsFor
from tests.support.story import Story

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def story(each_app: Flask) -> Story:
    return Story(each_app)


def row(app: Flask, said: Accepted) -> Feedback:
    with app.app_context(), reading() as session:
        return session.scalars(select(Feedback).where(Feedback.id == said.feedback_id)).unique().one()


def test_new_feedback_waits_for_a_decision_until_two_working_days_later(story: Story) -> None:
    with clock.at(TUESDAY):
        said = story.says()
    found = row(story.app, said)
    assert (found.waits_for, found.urgency, found.due_on) == (WaitsFor.DECISION, Urgency.IN_TIME, date(2026, 11, 26))


def test_published_feedback_waits_for_an_answer_for_ten_working_days_from_the_decision(story: Story) -> None:
    with clock.at(TUESDAY):
        said = story.says()
    with clock.at(TUESDAY + timedelta(days=1)):
        story.publishes(said)
    found = row(story.app, said)
    assert (found.waits_for, found.due_on) == (WaitsFor.ANSWER, date(2026, 12, 9))


def test_answered_feedback_waits_for_nothing_and_its_promise_keeps_its_day(story: Story) -> None:
    said = story.says()
    story.publishes(said)
    story.answers(said, kind="doing", due=date(2027, 1, 15))
    found = row(story.app, said)
    assert (found.waits_for, found.due_on, found.promise_due_on) == (None, None, date(2027, 1, 15))
    story.answers(said, kind="did")
    assert row(story.app, said).promise_due_on is None


def test_what_was_rejected_and_put_back_waits_from_that_moment(story: Story) -> None:
    with clock.at(TUESDAY):
        said = story.says()
        story.moves(said, "rejected", "It is not about us")
    assert row(story.app, said).waits_for is None
    with clock.at(TUESDAY + timedelta(days=7)):
        story.moves(said, "pending")
    assert row(story.app, said).due_on == date(2026, 12, 3)


def test_danger_comes_before_everything(story: Story) -> None:
    said = story.says("I want to end my life tonight")
    assert row(story.app, said).urgency == Urgency.SAFETY


def test_the_sweep_marks_what_became_overdue_overnight(story: Story) -> None:
    with clock.at(TUESDAY):
        late, flagged = story.says(), story.says("I want to end my life tonight")
    with story.app.app_context():
        with clock.at(TUESDAY + timedelta(days=2)):
            assert waiting.mark_overdue() == 0
        with clock.at(TUESDAY + timedelta(days=3)):
            assert (waiting.mark_overdue(), waiting.mark_overdue()) == (1, 0)
    assert row(story.app, late).urgency == Urgency.OVERDUE
    assert row(story.app, flagged).urgency == Urgency.SAFETY


@pytest.mark.parametrize("each_app", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_the_sweep_that_marks_waits_for_nobody_who_is_at_work_on_some_of_it(story: Story) -> None:
    with clock.at(TUESDAY):
        held, free = story.says(), story.says()

    def sweeps() -> int:
        with story.app.app_context(), clock.at(TUESDAY + timedelta(days=3)):
            return waiting.mark_overdue()

    with ThreadPoolExecutor(1) as scheduler:
        with story.app.app_context(), transaction() as session:
            lifecycle.locked(session, held.reference)
            assert scheduler.submit(sweeps).result(timeout=5) == 1
            assert row(story.app, free).urgency == Urgency.OVERDUE
        assert scheduler.submit(sweeps).result() == 1


def test_the_sweep_derives_it_for_what_the_previous_release_wrote(story: Story) -> None:
    said = story.says()
    with story.app.app_context():
        with transaction() as session:
            decided = {"version": Feedback.version + 1, "answered_at": clock.now()}
            session.execute(update(Feedback).values(**decided, promise_due_on=date(2020, 1, 1)))
        assert (waiting.settle_others(), waiting.settle_others()) == (1, 0)
    found = row(story.app, said)
    assert (found.settled_version, found.promise_due_on) == (found.version, None)


def test_administrators_may_give_another_time(story: Story) -> None:
    with story.app.app_context(), transaction() as session:
        preferences.write(session, "decide_within_days", 5, story.amina)
    with clock.at(TUESDAY):
        said = story.says()
    assert row(story.app, said).due_on == date(2026, 12, 1)


def test_a_time_outside_its_limits_is_refused_and_one_that_the_code_takes_no_more_is_not_counted(story: Story) -> None:
    with story.app.app_context(), transaction() as session:
        with pytest.raises(ValueError, match="less than or equal to 60"):
            preferences.write(session, "decide_within_days", 1000, story.amina)
        with pytest.raises(KeyError):
            preferences.write(session, "decide_within_weeks", 1, story.amina)
        preferences.write(session, "decide_within_days", 3, story.amina)
        assert preferences.read(session).decide_within_days == 3


def test_what_comes_last_in_a_transaction_comes_once(story: Story) -> None:
    done: list[str] = []
    with story.app.app_context(), transaction() as session:
        before_commit(session, "a", lambda: done.append("first wish"))
        before_commit(session, "a", lambda: done.append("last wish"))
        before_commit(session, "b", lambda: before_commit(session, "c", lambda: done.append("wished at the end")))
        assert done == []
    assert done == ["last wish", "wished at the end"]
