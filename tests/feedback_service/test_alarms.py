"""Somebody may be in danger: those on call are told, and it stays an alarm until a person has read it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from feedback_service import clock, lifecycle
from feedback_service.models import Alarm, AuditRecord, SafetyFlag
from feedback_service.safety import alarms, on_call
from feedback_service.safety.on_call import Duty
from feedback_service.storage import reading, transaction
from feedback_service.texts.segments import segments
from feedback_service.vocabulary import Channel
from tests.conftest import make_settings
from tests.support import twilio
from tests.support.alarm import DIRECTOR, GRACE, MANAGER, MINUTE, ON_CALL, PEOPLE, Night

MONDAY = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.fixture
def night(app: Flask) -> Iterator[Night]:
    with clock.at(MONDAY):
        yield Night(app)


def test_those_on_call_are_told_by_text_and_email_without_a_word_of_the_persons(night: Night) -> None:
    said = night.alarm()
    (first, text), (second, email) = night.alerts()
    assert (first, second) == (ON_CALL, GRACE)
    link = f"https://feedback.example.nhs.uk/staff/items/{said.reference}"
    assert text == (
        f"Safety alarm: somebody may be in danger. Feedback {said.reference}, received 14:05. Read it now: {link}"
    )
    assert segments(text) == 1
    subject, _, words = email.partition("\n")
    assert subject == f"Safety alarm: somebody may be in danger, feedback {said.reference}"
    assert link in words
    assert "the alarm is sent again every 10 minutes" in words
    for body in (text, email):
        assert not any(word in body for word in ("lift", "Marigold", "suicide", "7700"))


def test_words_that_sound_like_danger_set_the_alarm_off_by_themselves(night: Night) -> None:
    said = night.story.says("I want to kill myself tonight")
    assert [each.reference for each in night.unread()] == [said.reference]
    assert night.told() == [ON_CALL, GRACE]


def test_an_unread_alarm_is_told_again_to_more_people_until_somebody_reads_it(night: Night) -> None:
    said = night.alarm()
    with clock.at(MONDAY + 9 * MINUTE):
        assert night.escalates() == 0
    with clock.at(MONDAY + 10 * MINUTE):
        assert night.escalates() == 1
        assert night.escalates() == 0
    assert night.told()[2:] == [ON_CALL, GRACE, MANAGER, DIRECTOR]
    with clock.at(MONDAY + 21 * MINUTE):
        assert night.escalates() == 1
    body = dict(night.alerts())[MANAGER]
    assert body.startswith(f"Not read for 21 minutes: somebody may be in danger. Feedback {said.reference}, received ")
    assert segments(body) <= 2
    assert night.unread() == [alarms.Unread(said.reference, MONDAY, 2, 1)]
    assert night.reads(said)
    with clock.at(MONDAY + timedelta(hours=5)):
        assert night.escalates() == 0
    assert night.unread() == []


def test_what_is_read_twice_is_read_once_and_on_record_once(night: Night) -> None:
    said = night.alarm()
    assert night.reads(said)
    assert not night.reads(said)
    assert night.history(said) == [("alarm_read", night.story.amina)]
    with night.app.app_context(), reading() as session:
        records = session.scalars(select(AuditRecord).where(AuditRecord.action == "alarm.read")).all()
    assert [(each.subject, each.staff_id, each.details) for each in records] == [
        (f"feedback:{said.feedback_id}", night.story.amina, {"alarms": [1]})
    ]


def test_a_second_flag_within_ten_minutes_is_recorded_and_texts_nobody_again(night: Night) -> None:
    said = night.alarm()
    with clock.at(MONDAY + 9 * MINUTE):
        night.flags(said)
    assert len(night.told()) == 2
    assert night.unread() == [alarms.Unread(said.reference, MONDAY, 0, 2)]
    with clock.at(MONDAY + 20 * MINUTE):
        night.flags(said)
    assert len(night.told()) == 4


def test_what_is_flagged_after_the_alarm_was_read_is_told_at_once(night: Night) -> None:
    said = night.alarm()
    with clock.at(MONDAY + MINUTE):
        night.reads(said)
        night.flags(said)
    assert len(night.told()) == 4
    assert [each.since for each in night.unread()] == [MONDAY + MINUTE]


def test_another_persons_alarm_is_told_at_once(night: Night) -> None:
    night.alarm()
    night.alarm()
    assert len(night.told()) == 4
    assert len(night.unread()) == 2


def test_in_a_flood_of_alarms_one_alert_tells_of_all_and_every_alarm_stands_at_the_desk(night: Night) -> None:
    for _ in range(alarms.MOST_AT_ONCE + 5):
        night.alarm()
    assert len(night.told()) == 2 * (alarms.MOST_AT_ONCE + 1)
    assert f"Many safety alarms: {alarms.MOST_AT_ONCE + 1} are unread" in dict(night.alerts())[ON_CALL]
    assert len(night.unread()) == alarms.MOST_AT_ONCE + 5


def test_an_alarm_raised_after_the_page_was_made_stays_unread(night: Night) -> None:
    said = night.alarm()
    (shown,) = night.unread()
    with clock.at(MONDAY + 2 * MINUTE):
        night.flags(said)
    assert night.reads(said, last=shown.last)
    assert [(each.since, each.last) for each in night.unread()] == [(MONDAY + 2 * MINUTE, 2)]
    assert not night.reads(said, last=shown.last)


def test_a_flag_of_a_member_of_staff_is_told_once_and_is_read_already(night: Night) -> None:
    said = night.is_told()
    night.flags(said, by=night.story.amina)
    assert night.told() == [ON_CALL, GRACE]
    assert "A member of staff raised it and is seeing to it." in dict(night.alerts())[GRACE]
    assert night.unread() == []
    with clock.at(MONDAY + timedelta(hours=1)):
        assert night.escalates() == 0


def test_clearing_a_flag_ends_its_alarms(night: Night) -> None:
    said = night.alarm()
    with night.app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        alarms.end(session, feedback, night.story.amina)
    assert night.unread() == []
    with night.app.app_context(), reading() as session:
        alarm = session.scalars(select(Alarm)).one()
    assert (alarm.read_at, alarm.read_by, alarm.escalates_at) == (MONDAY, night.story.amina, None)


def test_one_flag_has_one_alarm_however_often_it_is_sounded(night: Night) -> None:
    said = night.alarm()
    with night.app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        alarms.sound(session, feedback.flags[0], feedback)
    assert len(night.told()) == 2


def test_nothing_is_told_of_words_that_were_not_stored(night: Night) -> None:
    said = night.is_told()
    with night.app.app_context(), pytest.raises(RuntimeError), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        flag = SafetyFlag(feedback=feedback, note="x", raised_at=MONDAY)
        session.add(flag)
        alarms.sound(session, flag, feedback)
        raise RuntimeError
    assert night.told() == []
    assert night.unread() == []


def test_old_words_are_told_with_their_day(night: Night) -> None:
    said = night.is_told()
    with clock.at(MONDAY + timedelta(days=3)):
        night.flags(said, by=night.story.amina)
    assert f"Feedback {said.reference}, received 23 November 14:05." in dict(night.alerts())[ON_CALL]


def test_with_nobody_at_all_the_alarm_is_unread_all_the_same(night: Night) -> None:
    for name in PEOPLE:
        if name != "public_url":
            setattr(night.settings, name, "")
    said = night.alarm()
    with clock.at(MONDAY + 10 * MINUTE):
        assert night.escalates() == 1
    assert night.told() == []
    assert [(each.reference, each.escalations) for each in night.unread()] == [(said.reference, 1)]


def test_whoever_is_on_both_lists_gets_one_alert(night: Night) -> None:
    night.settings.escalation_numbers = f"{ON_CALL},{MANAGER}"
    night.alarm()
    with clock.at(MONDAY + 10 * MINUTE):
        night.escalates()
    assert sorted(night.told()[2:]) == sorted({ON_CALL, MANAGER, GRACE, DIRECTOR})
    assert on_call.duty(night.settings, ON_CALL) == Duty.ON_CALL
    assert on_call.duty(night.settings, MANAGER) == Duty.ESCALATION
    assert on_call.duty(night.settings, "+447700900999") is None


def test_no_email_is_asked_for_that_nothing_would_send() -> None:
    people = {"on_call_numbers": ON_CALL, "on_call_emails": GRACE}
    reached = on_call.on_call(make_settings("sqlite://", **people, **twilio.SETTINGS))
    assert [each.channel for each in reached] == [Channel.SMS]
    with_server = make_settings("sqlite://", **people, **twilio.SETTINGS, smtp_url="smtp://h", email_from=GRACE)
    assert [each.channel for each in on_call.on_call(with_server)] == [Channel.SMS, Channel.EMAIL]


@pytest.mark.parametrize(("people", "warned"), [({}, True), ({"on_call_numbers": ON_CALL}, False)])
def test_production_says_at_its_start_that_nobody_is_on_call(people: dict[str, str], warned: bool) -> None:
    settings = make_settings("sqlite://", **twilio.SETTINGS, **people, environment="production")
    with capture_logs() as logged:
        on_call.warn_where_nobody(settings)
    assert [each["event"] for each in logged] == ["nobody_is_on_call"] * warned
