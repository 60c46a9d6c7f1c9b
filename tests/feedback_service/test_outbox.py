"""Texts are claimed before they are sent, settled afterwards, and what is known is never unlearned."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from flask import Flask
from sqlalchemy import delete, select

from feedback_service import clock, outbox
from feedback_service.intake import Accepted, NewFeedback, accept
from feedback_service.models import Contact, Feedback, OutboundMessage
from feedback_service.outbox import RETRY_AFTER, Claimed
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, OutboundKind, OutboundStatus
from tests.conftest import JOAN
from tests.support.outbound import queue_answers

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
S = OutboundStatus


def message() -> OutboundMessage:
    with reading() as session:
        return session.scalars(select(OutboundMessage)).one()


def claimed() -> Claimed:
    found = outbox.claim_next()
    assert found
    return found


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
    assert outbox.claim_next() is None
    assert (message().status, message().attempts, message().claimed_at) == (S.CLAIMED, 1, MONDAY)


@pytest.mark.usefixtures("here")
def test_texts_are_claimed_in_the_order_in_which_they_are_due() -> None:
    queue_answers("first", "second", "third")
    assert [claimed().body for _ in range(3)] == ["first", "second", "third"]


def test_two_claimers_at_once_never_get_the_same_text(each_app: Flask) -> None:
    with each_app.app_context():
        queue_answers(*(f"text {number}" for number in range(40)))

    def drain(_: int) -> list[str]:
        with each_app.app_context():
            return [text.body for text in iter(outbox.claim_next, None)]

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
    with reading() as session:
        erased = session.scalars(select(OutboundMessage).where(OutboundMessage.contact_id.is_(None))).one()
    assert (erased.status, erased.error_code) == (S.PERMANENT_FAILURE, "erased")


def joan_texts(words: str, stops: bool | None = None) -> Accepted:
    """Joan's text; she is thanked where she may be."""
    reference = f"SM{uuid.uuid4().hex}"
    thanks = None if stops else lambda _reference, _token: "Thank you"
    return accept(NewFeedback(Channel.SMS, reference, words, sender=JOAN, receipt=thanks, stops=stops))


@pytest.mark.usefixtures("anywhere")
def test_nothing_is_sent_to_somebody_who_said_stop_until_they_say_start() -> None:
    queue_answers("before she stopped")
    assert joan_texts("STOP", stops=True).reference, "what she sent is kept all the same"
    assert outbox.claim_next() is None
    assert (message().status, message().error_code) == (S.PERMANENT_FAILURE, outbox.STOPPED)
    queue_answers("after she stopped")
    assert outbox.claim_next() is None
    with reading() as session:
        rows = session.scalars(select(OutboundMessage)).all()
        assert [(row.status, row.error_code) for row in rows] == [(S.PERMANENT_FAILURE, outbox.STOPPED)] * 2
    assert joan_texts("The ward is cold").receipt is None
    assert joan_texts("START", stops=False).receipt == "Thank you"
    queue_answers("after she started again")
    assert claimed().body == "after she started again"


@pytest.mark.usefixtures("here")
def test_nobody_without_a_number_is_sent_anything() -> None:
    said = accept(NewFeedback(Channel.WEB, "form", "Hello"))
    with transaction() as session:
        outbox.queue(session, session.get_one(Feedback, said.feedback_id), OutboundKind.ANSWER, "Hello")
    assert outbox.claim_next() is None


@pytest.mark.usefixtures("here")
def test_a_passing_failure_is_tried_again_after_a_growing_pause_four_times_and_then_given_up() -> None:
    queue_answers("Hello")
    moment = MONDAY
    for pause in RETRY_AFTER:
        with clock.at(moment):
            outbox.failed(claimed().id, "30003", permanent=False)
        assert (message().status, message().error_code, message().settled_at) == (S.QUEUED, "30003", None)
        with clock.at(moment + pause - timedelta(seconds=1)):
            assert outbox.claim_next() is None
        moment += pause
    with clock.at(moment):
        outbox.failed(claimed().id, "30003", permanent=False)
        assert (message().status, message().attempts) == (S.TEMPORARY_FAILURE, len(RETRY_AFTER) + 1)
    with clock.at(moment + timedelta(days=30)):
        assert outbox.claim_next() is None


@pytest.mark.usefixtures("here")
def test_a_permanent_failure_is_not_tried_again() -> None:
    queue_answers("Hello")
    outbox.failed(claimed().id, "21610", permanent=True)
    assert (message().status, message().error_code) == (S.PERMANENT_FAILURE, "21610")
    with clock.at(MONDAY + timedelta(days=30)):
        assert outbox.claim_next() is None


@pytest.mark.usefixtures("here")
def test_an_unknown_outcome_is_not_sent_again_by_itself() -> None:
    queue_answers("Hello")
    outbox.outcome_unknown(claimed().id)
    assert message().status == S.UNKNOWN
    with clock.at(MONDAY + timedelta(days=30)):
        assert outbox.claim_next() is None


@pytest.mark.usefixtures("anywhere")
def test_a_claim_that_nobody_settled_becomes_unknown_after_a_while() -> None:
    queue_answers("Hello")
    text = claimed()
    with clock.at(MONDAY + outbox.CLAIM_LASTS):
        assert outbox.sweep_abandoned_claims() == 0
    late = MONDAY + outbox.CLAIM_LASTS + timedelta(seconds=1)
    with clock.at(late):
        assert outbox.sweep_abandoned_claims() == 1
        assert outbox.sweep_abandoned_claims() == 0
    assert (message().status, message().settled_at) == (S.UNKNOWN, late)
    outbox.sent(text.id, "SM1")
    assert message().status == S.SENT, "who claimed it knows better than the sweep"


REPORTS = [(S.SENT, None), (S.DELIVERED, None), (S.PERMANENT_FAILURE, "30005")]


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("order", permutations(REPORTS))
def test_reports_in_any_order_end_with_what_is_furthest(order: tuple[tuple[OutboundStatus, str | None], ...]) -> None:
    queue_answers("Hello")
    outbox.sent(claimed().id, "SM1")
    for status, code in (*order, *order):
        assert outbox.reported(1, 1, "SM1", status, code)
    assert (message().status, message().error_code) == (S.DELIVERED, None)


@pytest.mark.usefixtures("here")
def test_a_late_sent_does_not_undo_a_failure() -> None:
    queue_answers("Hello")
    outbox.sent(claimed().id, "SM1")
    outbox.reported(1, 1, "SM1", S.PERMANENT_FAILURE, "21610")
    outbox.reported(1, 1, "SM1", S.SENT)
    assert (message().status, message().error_code) == (S.PERMANENT_FAILURE, "21610")


@pytest.mark.usefixtures("anywhere")
def test_a_phone_that_was_unreachable_is_tried_again_under_a_new_reference() -> None:
    queue_answers("Hello")
    outbox.sent(claimed().id, "SM1")
    assert outbox.reported(1, 1, "SM1", S.TEMPORARY_FAILURE, "30003")
    assert (message().status, message().error_code) == (S.QUEUED, "30003")
    assert not outbox.reported(1, 1, "SM1", S.SENT), "the old reference means nothing any more"
    with clock.at(MONDAY + RETRY_AFTER[0]):
        outbox.sent(claimed().id, "SM2")
    assert outbox.reported(1, 2, "SM2", S.DELIVERED)
    assert (message().status, message().attempts, message().error_code) == (S.DELIVERED, 2, None)


@pytest.mark.usefixtures("here")
def test_a_report_about_an_unknown_text_changes_nothing() -> None:
    queue_answers("Hello")
    assert not outbox.reported(404, 1, "SM404", S.DELIVERED)
    assert not outbox.reported(1, 0, "SM404", S.DELIVERED), "nobody has claimed it"
    assert message().status == S.QUEUED


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize(("status", "code"), REPORTS)
def test_a_report_that_comes_before_the_sender_settles_stands(status: OutboundStatus, code: str | None) -> None:
    queue_answers("Hello")
    text = claimed()
    assert outbox.reported(text.id, text.attempt, "SM1", status, code)
    outbox.sent(text.id, "SM1")
    outbox.outcome_unknown(text.id)
    outbox.failed(text.id, "20500", permanent=True)
    assert (message().status, message().error_code, message().provider_reference) == (status, code, "SM1")
    assert not outbox.reported(text.id, text.attempt, "SM2", S.DELIVERED), "that is another text"


@pytest.mark.usefixtures("anywhere")
def test_a_passing_failure_reported_before_the_sender_settles_is_tried_again() -> None:
    queue_answers("Hello")
    text = claimed()
    assert outbox.reported(text.id, text.attempt, "SM1", S.TEMPORARY_FAILURE, "30003")
    outbox.sent(text.id, "SM1")
    assert (message().status, message().provider_reference) == (S.QUEUED, None)
    with clock.at(MONDAY + RETRY_AFTER[0]):
        again = claimed()
    assert not outbox.reported(text.id, text.attempt, "SM1", S.SENT), "a report about the first attempt is late"
    assert (again.attempt, message().status) == (2, S.CLAIMED)
