"""Reminders: one email a person on a working morning, however often the sweep runs; what is missed escalates once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from channels.email import delivery
from feedback_service import clock, preferences
from feedback_service.intake import Accepted
from feedback_service.models import OutboundMessage, Reminder
from feedback_service.reminders import sweep
from feedback_service.staff import add_staff
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import OutboundKind, Role
from tests.support import mail
from tests.support.story import PASSWORD, Story

RHYS, GRACE = "rhys@example.org", "grace@example.org"
PUBLISHED = datetime(2026, 11, 3, 12, tzinfo=UTC)
"""A Tuesday; what is published then is to be answered by Tuesday, 17 November."""


def morning(day: int, hour: int = 8, month: int = 11) -> datetime:
    """A moment of 2026 by London's clock in winter."""
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


class Week:
    """Rhys works in the team Marigold, Grace administers; what the sweep asks for by email."""

    def __init__(self, app: Flask) -> None:
        self.app, self.story = app, Story(app)
        with app.app_context():
            self.rhys = add_staff(RHYS, "Rhys", Role.RESPONDER, PASSWORD)
            add_staff(GRACE, "Grace", Role.ADMINISTRATOR, PASSWORD)
        self.team = self.story.team("Marigold", self.rhys)

    def waits(self, *, team: bool = True) -> Accepted:
        """Feedback that waits for an answer since PUBLISHED."""
        with clock.at(PUBLISHED):
            said = self.story.says("My words stay here")
            self.story.publishes(said)
            if team:
                self.story.assigns(said, self.team)
        return said

    def promised(self, due: date) -> Accepted:
        said = self.waits()
        with clock.at(PUBLISHED):
            self.story.answers(said, kind="doing", due=due)
        return said

    def at(self, moment: datetime) -> dict[str, str]:
        """Whom the sweep writes to at this moment, and what."""
        before = self.emails()
        with self.app.app_context(), clock.at(moment):
            count = sweep.remind()
        fresh = [each for each in self.emails() if each.id not in {old.id for old in before}]
        assert len(fresh) == count
        return {str(each.address): each.body for each in fresh}

    def emails(self) -> list[OutboundMessage]:
        with self.app.app_context(), reading() as session:
            reminders = OutboundMessage.kind == OutboundKind.REMINDER
            return list(session.scalars(select(OutboundMessage).where(reminders).order_by(OutboundMessage.id)))

    def remembered(self) -> list[tuple[str, date]]:
        with self.app.app_context(), reading() as session:
            return [(each.kind, each.day) for each in session.scalars(select(Reminder).order_by(Reminder.day))]


@pytest.fixture
def week(each_app: Flask) -> Week:
    return Week(each_app)


def test_the_team_is_reminded_the_day_before_and_when_it_is_late_and_nobody_else_is(week: Week) -> None:
    said = week.waits()
    assert week.at(morning(13)) == {}
    soon = week.at(morning(16))
    assert set(soon) == {RHYS}
    assert soon[RHYS].startswith(
        "1 waits for your team, 0 overdue\n\nAnswers due by the next working day: 1\n17 November"
    )
    assert f"/staff/items/{said.reference}" in soon[RHYS]
    assert "My words" not in soon[RHYS]
    late = week.at(morning(18))
    assert late[RHYS].startswith("1 waits for your team, 1 overdue\n\nAnswers that are overdue: 1\n")
    assert week.remembered() == [("answer_soon", date(2026, 11, 16)), ("answer_late", date(2026, 11, 18))]


def test_it_comes_once_however_often_the_sweep_runs_and_later_where_the_service_stood_still(week: Week) -> None:
    week.waits()
    assert week.at(morning(18, 7)) == {}, "not before eight"
    assert set(week.at(morning(18, 14))) == {RHYS}
    week.waits()
    assert week.at(morning(18, 15)) == {}
    assert week.at(morning(21)) == week.at(morning(22)) == {}, "a weekend"
    assert set(week.at(morning(23))) == {RHYS}


def test_processes_that_sweep_together_write_one_email(week: Week) -> None:
    week.waits()

    def run() -> int:
        with week.app.app_context(), clock.at(morning(18)):
            return sweep.remind()

    with ThreadPoolExecutor(6) as threads:
        runs = [threads.submit(copy_context().run, run) for _ in range(6)]
    assert sum(each.result() for each in runs) == 1
    assert len(week.emails()) == 1


def test_on_christmas_nobody_is_written_to(week: Week) -> None:
    week.waits()
    assert week.at(morning(25, month=12)) == week.at(morning(28, month=12)) == {}
    assert RHYS in week.at(morning(29, month=12))


def test_a_promise_is_told_of_the_day_before_on_the_day_and_late(week: Week) -> None:
    week.promised(date(2026, 11, 20))
    assert "Promises due by the next working day: 1" in week.at(morning(19))[RHYS]
    assert "Promises due today: 1" in week.at(morning(20))[RHYS]
    assert "Promises that are overdue: 1" in week.at(morning(23))[RHYS]


def test_what_is_late_for_days_escalates_once_to_administrators_with_a_team_or_without(week: Week) -> None:
    week.waits(team=False)
    week.promised(date(2026, 11, 17))
    assert GRACE not in week.at(morning(23))
    told = week.at(morning(24))[GRACE]
    assert told.startswith("2 overdue for 5 working days or more\n\nNobody has dealt with these: 1\n17 November")
    assert "Nobody has kept these promises: 1" in told
    assert GRACE not in week.at(morning(25))
    assert [kind for kind, day in week.remembered() if day == date(2026, 11, 17)] == [
        "answer_escalated",
        "promise_escalated",
    ]


def test_administrators_choose_after_how_many_days(week: Week) -> None:
    week.waits()
    with week.app.app_context(), transaction() as session:
        preferences.write(session, "escalate_overdue_after_days", 1, week.rhys)
    assert set(week.at(morning(18))) == {RHYS, GRACE}


def test_a_long_list_is_cut_and_counted(week: Week) -> None:
    for _ in range(12):
        week.waits()
    body = week.at(morning(18))[RHYS]
    assert body.startswith("12 wait for your team, 12 overdue")
    assert body.count("/staff/items/") == 10
    assert "and 2 more" in body


def test_without_a_mail_server_nothing_is_written_and_nothing_breaks(week: Week) -> None:
    settings = week.app.extensions["settings"]
    settings.twilio_account_sid = "AC0"
    week.waits()
    assert week.at(morning(18)) == {}
    settings.smtp_url, settings.email_from = "smtp://127.0.0.1:1", "feedback@example.org"
    assert set(week.at(morning(18))) == {RHYS}


@pytest.fixture
def server() -> Iterator[mail.Mail]:
    with mail.running() as running:
        yield running


def test_an_email_that_waits_at_night_goes_in_the_morning_and_is_not_marked_urgent(
    app: Flask, server: mail.Mail
) -> None:
    week = Week(app)
    settings = app.extensions["settings"]
    settings.smtp_url, settings.email_from = server.url, "feedback@example.org"
    week.waits()
    assert week.at(morning(18, 20))
    with app.app_context():
        with clock.at(morning(18, 22)):
            assert delivery.deliver_emails() == 0
        with clock.at(morning(19, 8) + timedelta(minutes=1)):
            assert delivery.deliver_emails() == 1
    assert server.subjects == ["1 waits for your team, 1 overdue"]
    assert server.taken[0]["Importance"] is None
