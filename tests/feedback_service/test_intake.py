"""Accepted means stored, each inbound once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from feedback_service.intake import Accepted, NewFeedback, accept, find_by_token, find_contact
from feedback_service.models import Contact, Feedback, FeedbackHistory, InboundMessage
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel
from tests.conftest import JOAN


def joans_text(reference: str = "SM1", words: str = "Thank you for the kind nurse") -> NewFeedback:
    return NewFeedback(
        channel=Channel.SMS,
        provider_reference=reference,
        words=words,
        sender=JOAN,
        receipt=lambda name, token: f"Stored as {name}, follow {token}",
    )


def test_a_text_is_stored_with_its_contact_history_and_receipt(each_app: Flask) -> None:
    with each_app.app_context():
        accepted = accept(joans_text())
        with reading() as session:
            feedback = session.scalars(select(Feedback)).unique().one()
            assert feedback.reference == accepted.reference
            assert feedback.messages[0].body == "Thank you for the kind nurse"
            assert feedback.contact is not None
            assert feedback.contact.address == JOAN
            assert session.scalars(select(FeedbackHistory.action)).all() == ["received"]
            assert find_by_token(session, accepted.follow_token) is feedback
    assert accepted.receipt == f"Stored as {accepted.reference}, follow {accepted.follow_token}"


def test_the_second_delivery_is_answered_like_the_first(each_app: Flask) -> None:
    with each_app.app_context():
        first, second = accept(joans_text()), accept(joans_text())
    assert not first.is_repeat
    assert second == Accepted(first.feedback_id, first.reference, first.follow_token, first.receipt, is_repeat=True)


def test_forty_concurrent_deliveries_of_one_text_are_one_feedback(each_app: Flask) -> None:
    def deliver(_: int) -> str:
        with each_app.app_context():
            return accept(joans_text()).reference

    with ThreadPoolExecutor(10) as people:
        references = set(people.map(deliver, range(40)))
    with each_app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Feedback)) == 1
        assert session.scalar(select(func.count()).select_from(InboundMessage)) == 1
    assert len(references) == 1


def test_concurrent_first_texts_from_one_phone_share_one_contact(each_app: Flask) -> None:
    def deliver(number: int) -> None:
        with each_app.app_context():
            accept(joans_text(f"SM{number}"))

    with ThreadPoolExecutor(8) as people:
        list(people.map(deliver, range(16)))
    with each_app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Feedback)) == 16
        assert session.scalar(select(func.count()).select_from(Contact)) == 1


def test_words_number_and_token_are_unreadable_in_the_database(each_app: Flask) -> None:
    with each_app.app_context():
        accepted = accept(joans_text(words="My name is Joan Example"))
        database = each_app.extensions["database"]
        with database.engine.connect() as connection:
            everything = ""
            for table in ("contacts", "feedback", "inbound_messages", "outbound_messages", "feedback_history"):
                everything += str(connection.execute(text(f"SELECT * FROM {table}")).fetchall())
        with reading() as session:
            assert find_contact(session, Channel.SMS, JOAN) is not None
    for secret in ("Joan", "7700900001", accepted.follow_token):
        assert secret not in everything


@pytest.mark.parametrize(
    "words", ["😀" * 1000, "نص من اليمين إلى اليسار", "ਪੰਜਾਬੀ ਵਿੱਚ", "", "nul \x00 byte", "x" * 10_000]
)
def test_any_words_survive_storage_unchanged(each_app: Flask, words: str) -> None:
    with each_app.app_context():
        accept(joans_text(words=words))
        with reading() as session:
            assert session.scalars(select(InboundMessage)).one().body == words


def test_a_lone_surrogate_is_stored_rather_than_lost(app: Flask) -> None:
    with app.app_context():
        accept(joans_text(words="broken \ud83d emoji"))
        with reading() as session:
            assert session.scalars(select(InboundMessage)).one().body == "broken ? emoji"


def test_words_beyond_the_limit_are_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="too long"):
        accept(joans_text(words="x" * 10_001))
