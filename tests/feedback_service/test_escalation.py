"""An alarm that nobody reads is told again, to more people, by one process and never after it was read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from feedback_service import clock
from feedback_service.safety import alarms
from feedback_service.vocabulary import Moderation
from tests.support.alarm import DIRECTOR, MANAGER, MINUTE, Night

MONDAY = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.fixture
def night(app: Flask) -> Iterator[Night]:
    with clock.at(MONDAY):
        yield Night(app)


def test_after_two_hours_it_goes_on_every_hour_until_somebody_has_read_it(night: Night) -> None:
    night.alarm()
    for number in range(1, 12 + 6 * 48):
        with clock.at(MONDAY + 10 * number * MINUTE):
            night.escalates()
    assert [each.escalations for each in night.unread()] == [12 + 47]


def test_a_service_that_stood_still_escalates_once_and_then_in_its_interval(night: Night) -> None:
    night.alarm()
    moment = MONDAY + timedelta(hours=3)
    with clock.at(moment):
        assert night.escalates() == 1
        assert night.escalates() == 0
    assert dict(night.alerts())[MANAGER].startswith("Not read for 3 hours: ")
    with clock.at(moment + 9 * MINUTE):
        assert night.escalates() == 0
    with clock.at(moment + 10 * MINUTE):
        assert night.escalates() == 1


def test_each_escalation_is_on_the_feedbacks_history(night: Night) -> None:
    said = night.alarm()
    with clock.at(MONDAY + 10 * MINUTE):
        night.escalates()
    assert night.history(said) == [("alarm_escalated", None)]


def test_several_alarms_of_one_person_escalate_as_one_matter(night: Night) -> None:
    said = night.alarm()
    with clock.at(MONDAY + 5 * MINUTE):
        night.flags(said)
    with clock.at(MONDAY + 10 * MINUTE):
        assert night.escalates() == 1
    with clock.at(MONDAY + 15 * MINUTE):
        assert night.escalates() == 0
    assert len(night.told()) == 2 + 4


@pytest.mark.parametrize("status", [Moderation.REJECTED, Moderation.PRIVATE])
def test_an_unread_alarm_shows_and_escalates_whatever_was_decided(night: Night, status: Moderation) -> None:
    said = night.alarm()
    night.story.moves(said, status, "It is about another service")
    assert [each.reference for each in night.unread()] == [said.reference]
    with clock.at(MONDAY + 10 * MINUTE):
        assert night.escalates() == 1


def test_one_alarm_that_cannot_escalate_does_not_silence_the_others(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = night.alarm(), night.alarm()
    again = alarms.alerts.again

    def fails_once(session, settings, feedback, **rest):  # type: ignore[no-untyped-def]
        if feedback.reference == broken.reference:
            raise ZeroDivisionError
        return again(session, settings, feedback, **rest)

    monkeypatch.setattr(alarms.alerts, "again", fails_once)
    with clock.at(MONDAY + 10 * MINUTE):
        assert night.escalates() == 1
    assert {each.reference: each.escalations for each in night.unread()} == {broken.reference: 0, whole.reference: 1}


def test_with_nobody_on_call_the_escalation_list_hears_at_once(night: Night) -> None:
    night.settings.on_call_numbers = night.settings.on_call_emails = ""
    night.alarm()
    assert night.told() == [MANAGER, DIRECTOR]


def test_of_many_processes_that_escalate_one_does(each_app: Flask) -> None:
    with clock.at(MONDAY):
        night = Night(each_app)
        night.alarm()

    def sweeps(_: int) -> int:
        with clock.at(MONDAY + 10 * MINUTE):
            return night.escalates()

    with ThreadPoolExecutor(6) as processes:
        assert sum(processes.map(sweeps, range(6))) == 1
    assert len(night.told()) == 2 + 4
    assert [each.escalations for each in night.unread()] == [1]


def test_reading_and_escalating_at_the_same_moment_leaves_it_read(each_app: Flask) -> None:
    with clock.at(MONDAY):
        night = Night(each_app)
        said = night.alarm()

    def does(number: int) -> object:
        with clock.at(MONDAY + 10 * MINUTE):
            return night.reads(said) if number % 2 else night.escalates()

    with ThreadPoolExecutor(6) as processes:
        list(processes.map(does, range(6)))
    assert night.unread() == []
    assert [action for action, _ in night.history(said)].count("alarm_read") == 1
    with clock.at(MONDAY + timedelta(hours=2)):
        assert night.escalates() == 0
