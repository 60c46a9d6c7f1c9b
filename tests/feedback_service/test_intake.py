"""Accepted means stored, each inbound once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from feedback_service import lifecycle, withdrawals
from feedback_service.intake import Accepted, NewFeedback, accept, add_message, find_by_token, find_contact
from feedback_service.models import Alarm, Contact, Feedback, FeedbackHistory, InboundMessage, SafetyFlag
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, KnownBy, Meaning, Moderation
from tests.conftest import JOAN
from tests.support.story import Story


def joans_text(reference: str = "SM1", words: str = "Thank you for the kind nurse") -> NewFeedback:
    return NewFeedback(
        channel=Channel.SMS,
        provider_reference=reference,
        words=words,
        sender=JOAN,
    )


def test_a_text_is_stored_with_its_contact_history_and_language(each_app: Flask) -> None:
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
            assert (feedback.language, feedback.language_by) == ("en", KnownBy.DETECTED)
            assert (feedback.contact.language, feedback.contact.language_by) == ("en", KnownBy.DETECTED)


def test_the_second_delivery_is_answered_like_the_first(each_app: Flask) -> None:
    with each_app.app_context():
        first, second = accept(joans_text()), accept(joans_text())
    assert not first.is_repeat
    assert second == Accepted(first.feedback_id, first.reference, first.follow_token, is_repeat=True)


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


def test_words_of_danger_flag_it_and_wake_somebody_once(each_app: Flask) -> None:
    with each_app.app_context():
        assert accept(joans_text(words="i want to die")).is_flagged
        assert accept(joans_text(words="i want to die")).is_flagged
        with reading() as session:
            flag = session.scalars(select(SafetyFlag)).one()
            assert (flag.raised_by, flag.cleared_at) == (None, None)
            assert session.scalars(select(Alarm.flag_id)).all() == [flag.id]
            assert session.scalars(select(FeedbackHistory.action)).all() == ["received", "danger_found"]


def test_words_of_danger_that_come_later_take_it_off_the_board(each_app: Flask) -> None:
    story = Story(each_app)
    said = story.says("The nurse was kind")
    story.publishes(said)
    with each_app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        add_message(session, feedback, joans_text("SM9", "i want to die"), Meaning.MORE, is_public_words=False)
    with each_app.app_context(), reading() as session:
        feedback = session.scalars(select(Feedback)).unique().one()
        assert feedback.status == Moderation.WITHDRAWN
        assert withdrawals.cause(session, feedback) == withdrawals.Cause.FLAG


def test_danger_in_two_pieces_is_danger(app: Flask) -> None:
    said = Story(app).says("I really want to")
    with app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        assert not feedback.flags
        add_message(session, feedback, joans_text("SM9", "kill myself"), Meaning.MORE)
        assert len(feedback.flags) == 1


def test_what_was_received_elsewhere_long_ago_is_flagged_and_wakes_nobody(app: Flask) -> None:
    with app.app_context():
        old = replace(joans_text(words="i want to die"), channel=Channel.IMPORT, is_archive=True)
        assert accept(old).is_flagged
        with reading() as session:
            assert session.scalars(select(Alarm)).all() == []


def test_a_language_that_is_not_clear_stays_unknown(app: Flask) -> None:
    with app.app_context():
        accept(joans_text(words="ok thx Joan"))
        with reading() as session:
            feedback = session.scalars(select(Feedback)).unique().one()
            assert (feedback.language, feedback.language_by) == (None, None)
            assert feedback.contact is not None
            assert feedback.contact.language is None


def test_a_language_that_the_person_chose_is_never_changed_by_what_is_found(app: Flask) -> None:
    with app.app_context():
        accept(replace(joans_text(), spoken="pl"))
        accept(joans_text("SM2", "The ward was cold at night and very loud"))
        with reading() as session:
            contact = session.scalars(select(Contact)).one()
            assert (contact.language, contact.language_by) == ("pl", KnownBy.PERSON)
