"""Of a text whose outcome nobody knows nothing is sent again before the provider was asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from feedback_service import clock, outbox
from feedback_service.models import Contact, OutboundMessage
from feedback_service.outbox import CLAIM_LASTS
from feedback_service.storage import transaction
from feedback_service.vocabulary import TEXT_CHANNELS, OutboundStatus
from tests.support.outbound import claimed, queue_answers, rows

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
S = OutboundStatus


def message() -> OutboundMessage:
    return rows()[0]


def nothing_is_due() -> bool:
    return outbox.claim_next(TEXT_CHANNELS) is None


@pytest.fixture
def anywhere(each_app: Flask) -> Iterator[None]:
    with each_app.app_context(), clock.at(MONDAY):
        yield


@pytest.mark.usefixtures("anywhere")
def test_an_unknown_outcome_is_not_sent_again_by_itself() -> None:
    queue_answers("Hello")
    outbox.outcome_unknown(claimed().id, 1)
    assert message().status == S.UNKNOWN
    with clock.at(MONDAY + timedelta(days=30)):
        assert nothing_is_due()


@pytest.mark.usefixtures("anywhere")
def test_a_claim_that_nobody_settled_becomes_unknown_after_a_while() -> None:
    queue_answers("Hello")
    text = claimed()
    with clock.at(MONDAY + CLAIM_LASTS):
        assert outbox.sweep_abandoned_claims() == 0
    late = MONDAY + CLAIM_LASTS + timedelta(seconds=1)
    with clock.at(late):
        assert outbox.sweep_abandoned_claims() == 1
        assert outbox.sweep_abandoned_claims() == 0
    assert (message().status, message().settled_at) == (S.UNKNOWN, late)
    outbox.sent(text.id, text.attempt, "SM1")
    assert message().status == S.SENT, "who claimed it knows better than the sweep"


@pytest.mark.usefixtures("anywhere")
def test_what_is_unknown_is_listed_oldest_claim_first_once_it_is_old_enough() -> None:
    for body in ("older", "newer"):
        queue_answers(body)
    for minute in (0, 3):
        with clock.at(MONDAY + timedelta(minutes=minute)):
            outbox.outcome_unknown(claimed().id, 1)
    assert [text.body for text in outbox.unknown(TEXT_CHANNELS, MONDAY)] == []
    assert [text.body for text in outbox.unknown(TEXT_CHANNELS, MONDAY + timedelta(minutes=3))] == ["older"]
    everything = outbox.unknown(TEXT_CHANNELS, MONDAY + timedelta(hours=1))
    assert [text.body for text in everything] == ["older", "newer"]
    assert [text.body for text in outbox.unknown(TEXT_CHANNELS, MONDAY + timedelta(hours=1), limit=1)] == ["older"]


@pytest.mark.usefixtures("anywhere")
def test_an_unknown_text_to_somebody_erased_keeps_no_other_from_being_looked_up() -> None:
    queue_answers("to nobody")
    outbox.outcome_unknown(claimed().id, 1)
    with transaction() as session:
        session.execute(delete(Contact))
    queue_answers("to Joan")
    outbox.outcome_unknown(claimed().id, 1)
    assert [text.body for text in outbox.unknown(TEXT_CHANNELS, clock.now() + CLAIM_LASTS, limit=1)] == ["to Joan"]


@pytest.mark.usefixtures("anywhere")
def test_what_the_provider_never_took_is_sent_again_and_that_is_on_record() -> None:
    queue_answers("Hello")
    outbox.outcome_unknown(claimed().id, 1)
    later = MONDAY + timedelta(minutes=6)
    with clock.at(later):
        assert outbox.not_taken(1, 1)
        assert not outbox.not_taken(1, 1)
        assert claimed().attempt == 2
    assert message().reconciled_at == later


@pytest.mark.usefixtures("anywhere")
def test_a_sender_that_was_held_up_settles_nothing_that_another_holds_by_now() -> None:
    queue_answers("Hello")
    late = claimed()
    outbox.outcome_unknown(late.id, late.attempt)
    outbox.not_taken(late.id, late.attempt)
    again = claimed()
    outbox.sent(late.id, late.attempt, "SM1")
    outbox.failed(late.id, late.attempt, "21610", permanent=True)
    outbox.put_off(late.id, late.attempt, "20503", MONDAY)
    outbox.outcome_unknown(late.id, late.attempt)
    assert (message().status, message().attempts, message().provider_reference) == (S.CLAIMED, again.attempt, None)


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("answers", [["SM1"], ["SM1", "SM1"]])
def test_a_sender_that_was_held_up_is_heard_while_nobody_else_holds_the_text(answers: list[str]) -> None:
    queue_answers("Hello")
    late = claimed()
    outbox.outcome_unknown(late.id, late.attempt)
    outbox.not_taken(late.id, late.attempt)
    for reference in answers:
        outbox.sent(late.id, late.attempt, reference)
    assert (message().status, message().provider_reference) == (S.SENT, "SM1")
    assert nothing_is_due()
