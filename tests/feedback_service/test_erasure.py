"""Erasing a person: nothing of theirs stays but what counts, and never while they may be in danger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from feedback_service import audit_chain, clock, erasure, lifecycle, outbox
from feedback_service.conversation.receiving import Inbound, receive
from feedback_service.equality import answers as equality_answers
from feedback_service.equality.models import EqualityAnswers
from feedback_service.equality.questions import EthnicGroup
from feedback_service.models import (
    BoardEntry,
    Contact,
    Feedback,
    FeedbackHistory,
    InboundMessage,
    OutboundMessage,
    Question,
    Response,
    SafetyFlag,
)
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import TEXT_CHANNELS, Channel, Moderation
from tests.conftest import JOAN
from tests.support.story import Story

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WORDS = "Joan Example of Marigold Ward was cold at night"


@pytest.fixture
def story(each_app: Flask) -> Iterator[Story]:
    with each_app.app_context(), clock.at(MONDAY):
        yield Story(each_app)


def joan_texts(body: str, number: int) -> str | None:
    return receive(Inbound(Channel.SMS, f"SM{number:032d}", body, JOAN)).reply


def joans(session) -> Feedback:  # type: ignore[no-untyped-def]
    return session.scalars(select(Feedback).order_by(Feedback.id).limit(1)).unique().one()


def reference() -> str:
    with reading() as session:
        return str(joans(session).reference)


def agrees() -> None:
    with transaction() as session:
        joans(session).consent = True


def raises_flag() -> None:
    with transaction() as session:
        feedback = joans(session)
        session.add(SafetyFlag(feedback=feedback, note="words of Joan Example", raised_at=clock.now()))
        lifecycle.changed(session, feedback, "flagged")


def clears_flag() -> None:
    with transaction() as session:
        session.scalars(select(SafetyFlag)).one().cleared_at = clock.now()


def everything(app: Flask) -> str:
    """Every column of every table, decrypted where it can be."""
    with reading() as session:
        bodies = [*session.scalars(select(InboundMessage.body)), *session.scalars(select(OutboundMessage.body))]
        words = [*session.scalars(select(Response.words)), *session.scalars(select(SafetyFlag.note))]
        reasons = session.scalars(select(FeedbackHistory.reason)).all()
        payloads = session.scalars(select(BoardEntry.payload)).all()
        numbers = session.scalars(select(OutboundMessage.address)).all()
        return str([bodies, words, reasons, payloads, numbers])


def test_nothing_of_theirs_is_left_anywhere(story: Story) -> None:
    joan_texts(WORDS, 1)
    agrees()
    story.publishes_by_reference(reference())
    with transaction() as session:
        feedback = joans(session)
        feedback.fft = 5
        equality_answers.keep_group(session, feedback, EthnicGroup.ASIAN)
    assert joan_texts("DELETE", 2) is not None
    assert joan_texts("DELETE", 3) == "Done. We have erased your number and everything you told us."
    with reading() as session:
        feedback = joans(session)
        assert (feedback.contact_id, feedback.fft, feedback.status) == (None, None, Moderation.WITHDRAWN)
        assert feedback.erased_at == MONDAY
        for table in (Contact, Question, EqualityAnswers):
            assert session.scalars(select(table)).all() == []
        assert audit_chain.first_broken(session) is None
    assert "Joan" not in everything(story.app)
    assert JOAN not in everything(story.app)


@pytest.mark.parametrize("status", [Moderation.PENDING, Moderation.PRIVATE, Moderation.REJECTED])
def test_what_was_not_public_leaves_the_queue(story: Story, status: Moderation) -> None:
    joan_texts(WORDS, 1)
    if status != Moderation.PENDING:
        with transaction() as session:
            lifecycle.move(session, joans(session), status, staff_id=story.amina, reason="Joan Example said so")
    joan_texts("DELETE", 2)
    joan_texts("DELETE", 3)
    with reading() as session:
        assert joans(session).status == Moderation.REJECTED
    assert "Joan" not in everything(story.app)


def test_while_somebody_may_be_in_danger_it_waits_and_then_happens_by_itself_with_a_receipt(story: Story) -> None:
    joan_texts(WORDS, 1)
    raises_flag()
    joan_texts("DELETE", 2)
    assert joan_texts("DELETE", 3) == "We erase everything as soon as a person has made sure that you are safe."
    assert erasure.erase_waiting() == 0
    assert "Joan" in everything(story.app)
    clears_flag()
    assert erasure.erase_waiting() == 1
    assert erasure.erase_waiting() == 0
    assert "Joan" not in everything(story.app)
    last = outbox.claim_next(TEXT_CHANNELS)
    assert last is not None
    assert (last.to, last.body) == (JOAN, "Done. We have erased your number and everything you told us.")
    outbox.sent(last.id, last.attempt, "SM" + "0" * 32)
    erasure.erase_waiting()
    assert JOAN not in everything(story.app)


def test_what_waits_and_cannot_all_be_held_at_once_happens_with_a_later_sweep(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    joan_texts(WORDS, 1)
    raises_flag()
    joan_texts("DELETE", 2)
    joan_texts("DELETE", 3)
    clears_flag()
    with monkeypatch.context() as others_join_all_the_time:
        others_join_all_the_time.setattr(lifecycle, "LOCK_ATTEMPTS", 0)
        assert erasure.erase_waiting() == 0
    assert "Joan" in everything(story.app)
    assert erasure.erase_waiting() == 1
    assert "Joan" not in everything(story.app)


def test_the_same_person_may_start_again_as_somebody_new(story: Story) -> None:
    joan_texts(WORDS, 1)
    joan_texts("DELETE", 2)
    joan_texts("DELETE", 3)
    with clock.at(MONDAY + timedelta(days=1)):
        assert "Thank you" in (joan_texts("The ward is warm now and the food is good", 4) or "")
    with reading() as session:
        assert len(session.scalars(select(Contact)).all()) == 1


def test_what_is_public_comes_off_at_once_and_stays_off_while_the_rest_waits(story: Story) -> None:
    joan_texts(WORDS, 1)
    agrees()
    story.publishes_by_reference(reference())
    with clock.at(MONDAY + timedelta(hours=1)):
        joan_texts("i want to die", 2)
        joan_texts("DELETE", 3)
        joan_texts("DELETE", 4)
    with reading() as session:
        assert joans(session).status == Moderation.WITHDRAWN
        assert joans(session).consent is False
        assert joans(session).contact_id is not None


def test_what_came_by_whatsapp_from_the_same_number_goes_too(story: Story) -> None:
    joan_texts(WORDS, 1)
    receive(Inbound(Channel.WHATSAPP, "SM" + "9" * 32, "Joan Example by WhatsApp, the food was cold", JOAN))
    joan_texts("DELETE", 2)
    joan_texts("DELETE", 3)
    with reading() as session:
        assert session.scalars(select(Contact)).all() == []
    assert "Joan" not in everything(story.app)


def test_stop_is_respected_on_whatsapp_too_and_start_lifts_both(story: Story) -> None:
    joan_texts(WORDS, 1)
    receive(Inbound(Channel.WHATSAPP, "SM" + "9" * 32, "The food was cold on the ward", JOAN))
    for number, (word, stopped) in enumerate([("STOP", True), ("START", False)]):
        joan_texts(word, 10 + number)
        with reading() as session:
            assert [each.stopped_at is not None for each in session.scalars(select(Contact))] == [stopped, stopped]


def test_who_asked_for_no_more_texts_confirms_by_asking_twice(story: Story) -> None:
    joan_texts(WORDS, 1)
    joan_texts("STOP", 2)
    assert joan_texts("DELETE", 3) is None
    assert joan_texts("DELETE", 4) is None
    with reading() as session:
        assert session.scalars(select(Contact)).all() == []


def test_what_they_write_after_asking_is_not_erased_with_the_rest(story: Story) -> None:
    joan_texts(WORDS, 1)
    raises_flag()
    joan_texts("DELETE", 2)
    joan_texts("DELETE", 3)
    clears_flag()
    with clock.at(MONDAY + timedelta(days=1)):
        joan_texts("The nurse was kind today and the ward was warm", 4)
        assert erasure.erase_waiting() == 1
    with reading() as session:
        assert [
            each.erased_at is None for each in session.scalars(select(Feedback).order_by(Feedback.id)).unique()
        ] == [
            False,
            True,
        ]
        assert session.scalars(select(Contact)).one().erasure_asked_at is None


def test_a_second_delivery_of_the_confirmation_gets_the_same_receipt(story: Story) -> None:
    joan_texts(WORDS, 1)
    joan_texts("DELETE", 2)
    assert joan_texts("DELETE", 3) == joan_texts("DELETE", 3)
    with reading() as session:
        assert session.scalar(text("SELECT count(*) FROM contacts")) == 0
