"""Staff put a text where it belongs; nothing gets on the board by that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import clock, lifecycle, publishing
from feedback_service.conversation import moving
from feedback_service.conversation.receiving import Inbound, receive
from feedback_service.models import BoardEntry, Feedback
from feedback_service.public_words import public_words
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, Meaning, Moderation
from tests.conftest import JOAN
from tests.support.story import Story

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KOFI = "+447700900002"


@pytest.fixture
def story(each_app: Flask) -> Iterator[Story]:
    with each_app.app_context(), clock.at(MONDAY):
        yield Story(each_app)


def texts(body: str, number: int, sender: str = JOAN, hours: float = 0) -> str:
    """Somebody texts; the reference of the latest feedback after that."""
    with clock.at(MONDAY + timedelta(hours=hours)):
        receive(Inbound(Channel.SMS, f"SM{number:032d}", body, sender))
    with reading() as session:
        return str(session.scalars(select(Feedback.reference).order_by(Feedback.id.desc()).limit(1)).one())


def moves(story: Story, source: str, place: int, to: str | None) -> str:
    with transaction() as session:
        feedback = lifecycle.locked(session, source)
        assert feedback
        return moving.move(session, feedback, feedback.messages[place].id, to, story.amina).reference


def words(reference: str) -> str:
    with reading() as session:
        feedback = session.scalars(select(Feedback).where(Feedback.reference == reference)).unique().one()
        return public_words(feedback)


def test_more_that_was_something_else_becomes_feedback_of_its_own(story: Story) -> None:
    first = texts("The nurse was kind to my mother", 1)
    assert texts("The car park is far too dear", 2) == first
    own = moves(story, first, 1, None)
    assert (words(first), words(own)) == ("The nurse was kind to my mother", "The car park is far too dear")
    with reading() as session:
        moved = session.scalars(select(Feedback).where(Feedback.reference == own)).unique().one()
        assert moved.contact is not None
        assert moved.contact.address == JOAN
        assert moved.messages[0].meaning == Meaning.FEEDBACK


def test_feedback_that_was_more_goes_to_where_it_belongs(story: Story) -> None:
    first = texts("The nurse was kind to my mother", 1)
    second = texts("She also had time for us", 2, hours=3)
    assert second != first
    moves(story, second, 0, first)
    assert words(first) == "The nurse was kind to my mother\n\nShe also had time for us"
    assert words(second) == ""


def test_a_yes_does_not_cover_words_that_were_moved_there(story: Story) -> None:
    first = texts("The nurse was kind to my mother", 1)
    second = texts("She also had time for us", 2, hours=3)
    with transaction() as session:
        feedback = lifecycle.locked(session, first)
        assert feedback
        feedback.consent = True
    moves(story, second, 0, first)
    with reading() as session:
        feedback = session.scalars(select(Feedback).where(Feedback.reference == first)).unique().one()
        assert publishing.obstacles(feedback) == [publishing.Obstacle.CONSENT]


def test_what_comes_to_published_feedback_stays_with_staff(story: Story) -> None:
    first = texts("The nurse was kind to my mother", 1)
    with transaction() as session:
        feedback = lifecycle.locked(session, first)
        assert feedback
        feedback.consent = True
    story.publishes_by_reference(first)
    second = texts("My name is Joan Example", 2, hours=3)
    moves(story, second, 0, first)
    with reading() as session:
        payload = session.scalars(select(BoardEntry.payload)).one()
    assert "Joan" not in str(payload)


def test_what_the_public_reads_now_and_other_peoples_feedback_are_out_of_reach(story: Story) -> None:
    first = texts("The nurse was kind to my mother", 1)
    kofis = texts("The queue was long and nobody told us why", 2, KOFI)
    with pytest.raises(moving.CannotMove):
        moves(story, first, 0, kofis)
    with transaction() as session:
        feedback = lifecycle.locked(session, first)
        assert feedback
        feedback.consent = True
    story.publishes_by_reference(first)
    with pytest.raises(moving.CannotMove):
        moves(story, first, 0, None)
    with reading() as session:
        assert session.scalars(select(Feedback.status).order_by(Feedback.id)).all() == [
            Moderation.PUBLISHED,
            Moderation.PENDING,
        ]
