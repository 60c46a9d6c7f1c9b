"""The person sees what the public would read before the public does, and a yes is one to exactly that."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import audit_chain, clock, lifecycle, publishing
from feedback_service.conversation import previews
from feedback_service.conversation.receiving import Inbound, receive
from feedback_service.follow.consent import WordsChanged, set_consent
from feedback_service.follow.queries import followed
from feedback_service.models import BoardEntry, Feedback, OutboundMessage, Redaction, SafetyFlag
from feedback_service.outbox import claim_next, reported
from feedback_service.publishing import Obstacle
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import TEXT_CHANNELS, Channel, Hidden, Moderation, OutboundStatus
from tests.conftest import JOAN
from tests.support.story import Story

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WORDS = "Nurse Comfort was kind but Doctor Example was late"


@pytest.fixture
def story(each_app: Flask) -> Iterator[Story]:
    with each_app.app_context(), clock.at(MONDAY):
        yield Story(each_app)


def joan_texts(body: str, number: int) -> str | None:
    return receive(Inbound(Channel.SMS, f"SM{number:032d}", body, JOAN)).reply


def joans() -> Feedback:
    with reading() as session:
        feedback = session.scalars(select(Feedback).order_by(Feedback.id).limit(1)).unique().one()
        assert all(message.redactions is not None for message in feedback.messages)
        assert feedback.flags is not None
        assert feedback.contact
        return feedback


def hides(words: str) -> None:
    with transaction() as session:
        feedback = lifecycle.locked(session, joans().reference)
        assert feedback
        message = feedback.messages[0]
        start = message.body.index(words)
        message.redactions.append(
            Redaction(start=start, end=start + len(words), kind=Hidden.STAFF_NAME, created_at=clock.now())
        )
        publishing.refresh(session, feedback)


def asks(story: Story) -> None:
    colleague = story.colleague
    with transaction() as session:
        feedback = lifecycle.locked(session, joans().reference)
        assert feedback
        previews.ask(session, feedback, story.amina, seconded_by=colleague)


def delivers() -> list[str]:
    """Everything that waits goes out and arrives."""
    bodies = []
    while text := claim_next(TEXT_CHANNELS):
        reported(text.id, text.attempt, f"SM{text.id:032d}", OutboundStatus.DELIVERED)
        bodies.append(text.body)
    return bodies


def obstacles() -> list[Obstacle]:
    with reading() as session:
        return publishing.obstacles(session.scalars(select(Feedback)).unique().one())


@pytest.fixture
def asked(story: Story) -> Story:
    """Joan agreed, a name was hidden, and she is shown the result."""
    joan_texts(WORDS, 1)
    delivers()
    joan_texts("YES", 2)
    hides("Comfort")
    asks(story)
    assert "[staff name removed]" in delivers()[0]
    return story


def on_the_board() -> str:
    with reading() as session:
        return str(session.scalars(select(BoardEntry.payload)).all())


@pytest.mark.usefixtures("asked")
def test_a_yes_publishes_what_a_moderator_approved_without_them_coming_back() -> None:
    assert "It is on our board now" in (joan_texts("YES", 3) or "")
    assert joans().status == Moderation.PUBLISHED
    with reading() as session:
        assert audit_chain.first_broken(session) is None


@pytest.mark.usefixtures("asked")
def test_a_yes_to_words_that_changed_meanwhile_publishes_nothing() -> None:
    hides("Doctor Example")
    assert "A person checks your words" in (joan_texts("YES", 3) or "")
    assert joans().status == Moderation.PENDING
    assert obstacles() == [Obstacle.PREVIEW]
    assert on_the_board() == "[]"


@pytest.mark.usefixtures("asked")
def test_a_yes_while_somebody_may_be_in_danger_publishes_nothing() -> None:
    with transaction() as session:
        session.add(SafetyFlag(feedback_id=joans().id, note="worried", raised_at=clock.now()))
    joan_texts("YES", 3)
    assert joans().status == Moderation.PENDING


def test_a_yes_before_the_preview_reached_them_is_not_one_to_it(story: Story) -> None:
    joan_texts(WORDS, 1)
    delivers()
    hides("Comfort")
    asks(story)
    joan_texts("YES", 2)
    assert obstacles() != []
    assert on_the_board() == "[]"


@pytest.mark.usefixtures("asked")
def test_it_can_be_answered_on_their_page_as_well() -> None:
    feedback = joans()
    page = followed(feedback.follow_token)
    assert page is not None
    assert page.preview == "Nurse [staff name removed] was kind but Doctor Example was late"
    set_consent(feedback.follow_token, agrees=True, words=page.preview_index)
    assert joans().status == Moderation.PUBLISHED


@pytest.mark.usefixtures("asked")
def test_a_page_that_shows_older_words_takes_no_yes_to_the_new_ones() -> None:
    feedback = joans()
    page = followed(feedback.follow_token)
    assert page is not None
    hides("Doctor Example")
    with pytest.raises(WordsChanged):
        set_consent(feedback.follow_token, agrees=True, words=page.preview_index)
    assert joans().agreed_index is None


def test_more_words_after_a_yes_ask_again(story: Story) -> None:
    joan_texts(WORDS, 1)
    delivers()
    joan_texts("YES", 2)
    assert obstacles() == []
    joan_texts("and my name is Joan Example", 3)
    assert obstacles() == [Obstacle.CONSENT]
    assert any("may we show your words" in body for body in delivers())


def test_nobody_is_asked_who_cannot_be_reached_or_may_be_in_danger(story: Story) -> None:
    joan_texts(WORDS, 1)
    hides("Comfort")
    joan_texts("STOP", 2)
    with pytest.raises(previews.CannotAsk):
        asks(story)
    with reading() as session:
        assert [row.kind for row in session.scalars(select(OutboundMessage))].count("question") == 1


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("decision", [Moderation.PRIVATE, Moderation.REJECTED])
def test_a_yes_never_undoes_what_a_moderator_decided_meanwhile(asked: Story, decision: Moderation) -> None:
    asked.moves(joans(), decision, "It names somebody")
    if decision == Moderation.REJECTED:
        asked.moves(joans(), Moderation.PENDING)
    joan_texts("YES", 3)
    assert joans().status != Moderation.PUBLISHED
    assert on_the_board() == "[]"


@pytest.mark.usefixtures("asked")
def test_a_refusal_in_their_own_words_is_no_yes_and_replaces_nothing() -> None:
    joan_texts("Please do not put that up, I am scared they find out", 3)
    found = joans()
    assert [message.is_public_words for message in found.messages if message.meaning != "answer"] == [True, False]
    assert found.agreed_index is None
    assert on_the_board() == "[]"


@pytest.mark.usefixtures("asked")
def test_their_own_words_are_read_and_asked_about_before_they_are_public(asked: Story) -> None:
    joan_texts("The nurse was kind but the doctor was late", 3)
    assert joans().consent is None
    asks(asked)
    assert "The nurse was kind but the doctor was late" in delivers()[-1]
    joan_texts("YES", 4)
    assert "The nurse was kind but the doctor was late" in on_the_board()


def test_yes_before_the_question_can_have_been_read_is_no_consent(story: Story) -> None:
    joan_texts(WORDS, 1)
    text = claim_next(TEXT_CHANNELS)
    assert text is not None
    joan_texts("Ok thanks", 2)
    assert joans().consent is None


def test_a_question_that_was_answered_on_the_page_is_not_texted_any_more(story: Story) -> None:
    joan_texts(WORDS, 1)
    set_consent(joans().follow_token, agrees=True)
    assert delivers() == []


def test_texts_and_decisions_at_once_end_in_a_state_that_adds_up(asked: Story) -> None:
    """A moderator hides, asks and withdraws while the person says yes, private, yes."""
    feedback = joans()
    steps = [
        lambda number=number: joan_texts(("YES", "PRIVATE", "and more")[number % 3], 10 + number) for number in range(9)
    ]
    steps += [lambda: asked.withdraws(feedback), lambda: hides("Doctor Example"), lambda: asks(asked)] * 2

    def take(step) -> None:  # type: ignore[no-untyped-def]
        with asked.app.app_context(), clock.at(MONDAY), suppress(lifecycle.NotAllowed, previews.CannotAsk):
            step()

    with ThreadPoolExecutor(6) as people:
        list(people.map(take, steps))
    with reading() as session:
        assert audit_chain.first_broken(session) is None
        found = joans()
        entries = session.scalars(select(BoardEntry)).all()
        is_public = any(entry.withdrawn_at is None for entry in entries)
        assert is_public == (found.status == Moderation.PUBLISHED)
        assert not is_public or found.consent is True
