"""Twilio takes nothing for an hour, or now and then: afterwards everything is sent, and nothing twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from channels.sms import delivery
from channels.sms.reconciling import reconcile_texts
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.vocabulary import OutboundKind, OutboundStatus
from tests.support.outbound import queue_answers, rows
from tests.support.twilio import Twilio

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
S = OutboundStatus
TEXTS = 200


def number(index: int) -> str:
    return f"+447700900{index:03}"


def runs_the_jobs(stand_in: Twilio, moment: datetime, *, rounds: int = 1) -> None:
    """What the scheduler does in a minute, with fewer rounds of sending than there are."""
    stand_in.at(moment)
    with clock.at(moment):
        outbox.sweep_abandoned_claims()
        reconcile_texts()
        for _ in range(rounds):
            delivery.deliver_texts()


def waits(*statuses: OutboundStatus) -> int:
    """How many texts stand so, all of them unless told."""
    return sum(row.status in (statuses or tuple(S)) for row in rows())


def assert_each_was_sent_once(stand_in: Twilio, count: int) -> None:
    assert waits(S.SENT) == waits() == count
    assert Counter(stand_in.bodies) == Counter(f"text {index}" for index in range(count))


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize("how", ["unavailable", "refusing"])
def test_an_hour_without_twilio_under_load_loses_and_doubles_nothing(
    stand_in: Twilio, how: Literal["unavailable", "refusing"]
) -> None:
    stand_in.goes_down(how)
    for index in range(TEXTS):
        with clock.at(MONDAY + index * timedelta(hours=1) / TEXTS):
            queue_answers(f"text {index}", to=number(index))
            delivery.deliver_texts()
            assert delivery.deliver_texts() <= 1, "a round ends at once"
    assert (stand_in.bodies, waits(S.QUEUED)) == ([], TEXTS)
    assert {row.attempts for row in rows()} == {0}, "the outage uses up no try"
    stand_in.comes_back()
    for minute in range(61, 63):
        runs_the_jobs(stand_in, MONDAY + timedelta(minutes=minute))
    assert_each_was_sent_once(stand_in, TEXTS)
    assert {row.attempts for row in rows()} == {1}


@pytest.mark.usefixtures("sending")
def test_an_hour_of_lost_answers_and_refusals_loses_and_doubles_nothing(stand_in: Twilio) -> None:
    stand_in.is_flaky(seed=1, share=0.5)
    for index in range(60):
        moment = MONDAY + timedelta(minutes=index)
        with clock.at(moment):
            queue_answers(f"text {index}", to=number(index))
        runs_the_jobs(stand_in, moment, rounds=2)
    assert waits(S.UNKNOWN) + waits(S.QUEUED), "some are still open"
    stand_in.is_flaky(seed=1, share=0)
    minute = 60
    while waits(S.SENT) < waits() and minute < 180:
        runs_the_jobs(stand_in, MONDAY + timedelta(minutes=minute), rounds=2)
        minute += 1
    assert_each_was_sent_once(stand_in, 60)


@pytest.mark.usefixtures("sending")
def test_answers_that_are_all_lost_for_an_hour_double_nothing(stand_in: Twilio) -> None:
    for index in range(20):
        moment = MONDAY + timedelta(minutes=3 * index)
        with clock.at(moment):
            queue_answers(f"text {index}", to=number(index))
        stand_in.hangs_up()
        runs_the_jobs(stand_in, moment)
    runs_the_jobs(stand_in, MONDAY + timedelta(minutes=70))
    assert_each_was_sent_once(stand_in, 20)


def test_a_text_that_twilio_refuses_for_itself_is_given_up_after_its_tries_however_long_the_outage_before(
    sending: Settings, stand_in: Twilio
) -> None:
    queue_answers("text 0")
    stand_in.goes_down()
    for minute in range(30):
        runs_the_jobs(stand_in, MONDAY + timedelta(minutes=minute))
    stand_in.comes_back()
    for hour in range(len(outbox.RETRY_AFTER) + 1):
        stand_in.fails_with(30003)
        runs_the_jobs(stand_in, MONDAY + timedelta(hours=1 + 2 * hour))
    assert [(row.status, row.attempts) for row in rows()] == [(S.TEMPORARY_FAILURE, len(outbox.RETRY_AFTER) + 1)]


@pytest.mark.usefixtures("sending")
def test_a_signpost_and_an_alert_do_not_wait_behind_what_an_outage_held_up(stand_in: Twilio) -> None:
    queue_answers("text 0", "text 1")
    with clock.at(MONDAY + timedelta(seconds=1)):
        queue_answers("help", kind=OutboundKind.SIGNPOST)
        delivery.deliver_texts()
    assert stand_in.bodies[0] == "help"
