"""Texts are claimed before they are sent, settled afterwards, and what is known is never unlearned."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from feedback_service import clock, outbox
from feedback_service.intake import NewFeedback, accept, contact_of
from feedback_service.models import Contact, Feedback, OutboundMessage
from feedback_service.outbox import RETRY_AFTER
from feedback_service.storage import transaction
from feedback_service.vocabulary import TEXT_CHANNELS, Channel, OutboundKind, OutboundStatus
from tests.conftest import JOAN
from tests.support.outbound import claimed, queue_answers, rows, stopped_at, wrote

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NIGHT = MONDAY.replace(hour=23)
S, K = OutboundStatus, OutboundKind


def message() -> OutboundMessage:
    return rows()[0]


def nothing_is_due(*, at_night: bool = False) -> bool:
    return outbox.claim_next(TEXT_CHANNELS, at_night=at_night) is None


@pytest.fixture
def anywhere(each_app: Flask) -> Iterator[None]:
    with each_app.app_context(), clock.at(MONDAY):
        yield


@pytest.fixture
def here(app: Flask) -> Iterator[None]:
    with app.app_context(), clock.at(MONDAY):
        yield


@pytest.mark.usefixtures("anywhere")
def test_a_claim_holds_what_is_sent_and_to_whom_and_is_made_once() -> None:
    queue_answers("We fixed the door", channel=Channel.WHATSAPP)
    text = claimed()
    assert (text.channel, text.to, text.body) == (Channel.WHATSAPP, JOAN, "We fixed the door")
    assert (text.at, text.attempt) == (MONDAY, 1)
    assert nothing_is_due()
    assert (message().status, message().attempts, message().claimed_at) == (S.CLAIMED, 1, MONDAY)


@pytest.mark.usefixtures("here")
def test_texts_are_claimed_in_the_order_in_which_they_are_due() -> None:
    queue_answers("first", "second", "third")
    assert [claimed().body for _ in range(3)] == ["first", "second", "third"]


@pytest.mark.usefixtures("anywhere")
def test_what_may_go_out_at_any_hour_goes_out_first() -> None:
    queue_answers("an answer")
    queue_answers("a receipt", kind=K.RECEIPT)
    queue_answers("where to get help", kind=K.SIGNPOST)
    assert [claimed().body for _ in range(3)] == ["a receipt", "where to get help", "an answer"]


@pytest.mark.usefixtures("anywhere")
def test_only_the_channels_asked_for_are_claimed() -> None:
    queue_answers("by WhatsApp", channel=Channel.WHATSAPP)
    assert outbox.claim_next({Channel.SMS}) is None
    assert outbox.claim_next({Channel.WHATSAPP})


def test_two_claimers_at_once_never_get_the_same_text(each_app: Flask) -> None:
    with each_app.app_context():
        for number in range(40):
            queue_answers(f"text {number}", to=f"+4477009001{number:02}")

    def drain(_: int) -> list[str]:
        with each_app.app_context():
            return [text.body for text in iter(lambda: outbox.claim_next(TEXT_CHANNELS), None)]

    with ThreadPoolExecutor(4) as claimers:
        got = [body for bodies in claimers.map(drain, range(4)) for body in bodies]
    assert sorted(got) == sorted(f"text {number}" for number in range(40))


@pytest.mark.usefixtures("anywhere")
def test_a_text_to_somebody_erased_fails_for_good_and_the_next_one_is_claimed() -> None:
    queue_answers("to nobody")
    with transaction() as session:
        session.execute(delete(Contact))
    queue_answers("to Joan")
    assert claimed().body == "to Joan"
    assert (message().status, message().error_code) == (S.PERMANENT_FAILURE, outbox.ERASED)


def joan_stops(moment: datetime | None) -> None:
    with transaction() as session:
        contact_of(session, Channel.SMS, JOAN).stopped_at = moment


@pytest.mark.usefixtures("anywhere")
def test_nothing_is_sent_to_somebody_who_said_stop_until_they_say_start() -> None:
    queue_answers("before she stopped")
    joan_stops(MONDAY)
    assert nothing_is_due()
    queue_answers("after she stopped")
    assert nothing_is_due()
    assert [(row.status, row.error_code) for row in rows()] == [(S.PERMANENT_FAILURE, outbox.STOPPED)] * 2
    joan_stops(None)
    queue_answers("after she started again")
    assert claimed().body == "after she started again"


@pytest.mark.usefixtures("here")
def test_nobody_without_a_number_is_sent_anything() -> None:
    said = accept(NewFeedback(Channel.WEB, "form", "Hello"))
    with transaction() as session:
        outbox.queue(session, session.get_one(Feedback, said.feedback_id), K.ANSWER, "Hello")
    assert nothing_is_due()


@pytest.mark.usefixtures("anywhere")
def test_at_night_only_what_may_not_wait_is_claimed() -> None:
    queue_answers("an answer")
    queue_answers("a receipt", kind=K.RECEIPT)
    with clock.at(NIGHT):
        text = outbox.claim_next(TEXT_CHANNELS, at_night=True)
        assert text
        assert text.body == "a receipt"
        assert nothing_is_due(at_night=True)


@pytest.mark.usefixtures("anywhere")
def test_who_got_as_many_texts_as_one_person_may_get_in_a_day_gets_the_next_one_in_the_morning(each_app: Flask) -> None:
    each_app.extensions["settings"].texts_per_day = 3
    queue_answers("1", "2", "3", "4")
    queue_answers("to Kofi", to="+447700900002")
    queue_answers("thank you", kind=K.RECEIPT)
    assert [claimed().body for _ in range(5)] == ["thank you", "1", "2", "3", "to Kofi"]
    assert nothing_is_due()
    assert rows()[3].due_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    with clock.at(datetime(2026, 11, 24, 8, 0, tzinfo=UTC)):
        assert claimed().body == "4"


@pytest.mark.usefixtures("here")
def test_a_text_that_is_tried_again_does_not_stand_in_its_own_way(app: Flask) -> None:
    app.extensions["settings"].texts_per_day = 1
    queue_answers("Hello")
    outbox.failed(claimed().id, 1, "30003", permanent=False)
    with clock.at(MONDAY + RETRY_AFTER[0]):
        assert claimed().attempt == 2


@pytest.mark.usefixtures("here")
def test_a_text_that_nobody_took_does_not_count_for_the_day(app: Flask) -> None:
    app.extensions["settings"].texts_per_day = 1
    queue_answers("one", "two")
    outbox.put_off(claimed().id, 1, "20503", MONDAY + timedelta(hours=1))
    assert claimed().body == "two"


@pytest.mark.usefixtures("here")
def test_a_passing_failure_is_tried_again_after_a_growing_pause_four_times_and_then_given_up() -> None:
    queue_answers("Hello")
    moment = MONDAY
    for attempt, pause in enumerate(RETRY_AFTER, 1):
        with clock.at(moment):
            outbox.failed(claimed().id, attempt, "30003", permanent=False)
        assert (message().status, message().error_code) == (S.QUEUED, "30003")
        with clock.at(moment + pause - timedelta(seconds=1)):
            assert nothing_is_due()
        moment += pause
    with clock.at(moment):
        outbox.failed(claimed().id, len(RETRY_AFTER) + 1, "30003", permanent=False)
        assert (message().status, message().attempts) == (S.TEMPORARY_FAILURE, len(RETRY_AFTER) + 1)
    with clock.at(moment + timedelta(days=30)):
        assert nothing_is_due()


@pytest.mark.usefixtures("here")
def test_a_permanent_failure_is_not_tried_again() -> None:
    queue_answers("Hello")
    outbox.failed(claimed().id, 1, "30005", permanent=True)
    assert (message().status, message().error_code) == (S.PERMANENT_FAILURE, "30005")
    assert stopped_at() is None
    with clock.at(MONDAY + timedelta(days=30)):
        assert nothing_is_due()


@pytest.mark.usefixtures("here")
def test_an_outage_of_any_length_uses_up_no_try() -> None:
    queue_answers("Hello")
    for minute in range(60):
        with clock.at(MONDAY + timedelta(minutes=minute)):
            outbox.put_off(claimed().id, 1, "20503", clock.now() + timedelta(minutes=1))
            assert nothing_is_due()
            assert (message().status, message().error_code, message().attempts) == (S.QUEUED, "20503", 0)


@pytest.mark.usefixtures("anywhere")
def test_that_the_provider_was_told_to_stop_is_kept_with_the_person() -> None:
    queue_answers("Hello", "Hello again")
    outbox.failed(claimed().id, 1, "21610", permanent=True)
    assert stopped_at() == MONDAY
    assert nothing_is_due()


@pytest.mark.usefixtures("here")
def test_a_stop_that_the_person_took_back_since_does_not_count() -> None:
    queue_answers("Hello")
    claimed()
    wrote(MONDAY + timedelta(minutes=1), Channel.SMS)
    outbox.reported(1, 1, "SM1", S.PERMANENT_FAILURE, "21610")
    assert stopped_at() is None


def fails_for_silence() -> None:
    outbox.failed(claimed().id, 1, outbox.WINDOW, permanent=True)


def joan_writes() -> None:
    with transaction() as session:
        outbox.reopen(session, contact_of(session, Channel.WHATSAPP, JOAN), outbox.WINDOW)


@pytest.mark.usefixtures("anywhere")
def test_what_could_not_reach_a_silent_person_is_due_again_when_they_write() -> None:
    queue_answers("Hello", channel=Channel.WHATSAPP)
    fails_for_silence()
    assert (message().status, message().error_code) == (S.PERMANENT_FAILURE, outbox.WINDOW)
    with clock.at(MONDAY + timedelta(days=6)):
        joan_writes()
        assert claimed().attempt == 2


@pytest.mark.usefixtures("here")
def test_after_a_week_it_stays_where_it_is_and_so_does_every_other_failure() -> None:
    queue_answers("old", "wrong number", channel=Channel.WHATSAPP)
    fails_for_silence()
    outbox.failed(claimed().id, 1, "30005", permanent=True)
    with clock.at(MONDAY + timedelta(days=7)):
        joan_writes()
        assert nothing_is_due()


@pytest.mark.usefixtures("here")
def test_a_second_report_of_the_old_failure_does_not_undo_that_it_is_due_again() -> None:
    queue_answers("Hello", channel=Channel.WHATSAPP)
    outbox.sent(claimed().id, 1, "SM1")
    outbox.reported(1, 1, "SM1", S.PERMANENT_FAILURE, outbox.WINDOW)
    joan_writes()
    for status, code in ((S.PERMANENT_FAILURE, outbox.WINDOW), (S.SENT, None)):
        outbox.reported(1, 1, "SM1", status, code)
    assert claimed().attempt == 2
