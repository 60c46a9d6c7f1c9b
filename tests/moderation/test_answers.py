"""Answering: at once where it was decided, later where it was not, by text once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback_service import clock
from feedback_service.follow.queries import followed
from feedback_service.intake import Accepted
from feedback_service.models import BoardEntry, BoardEvent, Feedback, OutboundMessage, Response
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import OutboundKind, ResponseKind, Role
from moderation.actions.perform import NotPermitted, Stale
from moderation.permissions import Action
from moderation.told.data import Answer, OneAnswer, Private, Reason, Refused
from tests.conftest import JOAN
from tests.moderation.conftest import Desk

KETTLE = Answer(ResponseKind.DID, "Thank you. We bought a kettle.", "Ward manager", None, None, None)


def promise(days: int) -> Answer:
    due = clock.today("Europe/London") + timedelta(days=days)
    return Answer(ResponseKind.DOING, "We will paint it.", "Ward manager", "Estates lead", due, None)


def texts(desk: Desk, said: Accepted) -> list[OutboundMessage]:
    with desk.app.app_context(), reading() as session:
        return list(
            session.scalars(
                select(OutboundMessage)
                .where(OutboundMessage.feedback_id == said.feedback_id, OutboundMessage.kind == OutboundKind.ANSWER)
                .order_by(OutboundMessage.id)
            )
        )


def answered(desk: Desk, said: Accepted) -> list[Response]:
    """Every answer to what was said, oldest first."""
    with desk.app.app_context(), reading() as session:
        wanted = select(Response).where(Response.feedback_id == said.feedback_id).order_by(Response.id)
        return list(session.scalars(wanted))


def on_board(desk: Desk) -> tuple[str, list[str]]:
    """The stage of the one entry, and the answers that it shows."""
    with desk.app.app_context(), reading() as session:
        entry = session.scalars(select(BoardEntry)).unique().one()
        return entry.stage, [each["words"] for each in entry.payload["responses"]]


def on_page(desk: Desk, said: Accepted) -> list[str]:
    """The answers on the person's own page."""
    with desk.app.app_context():
        page = followed(said.follow_token)
        assert page
        return [each.words for each in page.answers]


def answer(words: str) -> Answer:
    return replace(KETTLE, words=words)


def test_an_answer_to_published_feedback_is_public_and_texted_at_once(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps", sender=JOAN)
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.RESPOND, said, KETTLE, role=Role.RESPONDER)
    with each_desk.app.app_context(), reading() as session:
        entry = session.scalars(select(BoardEntry)).unique().one()
    assert entry.stage == "did"
    assert entry.payload["responses"][0]["words"] == "Thank you. We bought a kettle."
    assert each_desk.feedback(said).answered_at is not None
    [text] = texts(each_desk, said)
    assert text.status == "queued"
    assert said.reference in text.body
    assert f"/follow/{said.follow_token}" in text.body
    assert "Thank you. We bought a kettle." in text.body
    assert "Did this answer you? Reply 1 yes, 2 partly, 3 no." in text.body


def test_an_answer_to_private_feedback_reaches_the_person_alone(each_desk: Desk) -> None:
    said = each_desk.story.says("My neighbour is in ward 3", sender=JOAN)
    each_desk.does(Action.KEEP_PRIVATE, said, Private(True, "She asked for that"))
    each_desk.does(Action.RESPOND, said, KETTLE, role=Role.RESPONDER)
    with each_desk.app.app_context(), reading() as session:
        assert session.scalars(select(BoardEvent)).unique().all() == []
    assert len(texts(each_desk, said)) == 1


@pytest.mark.parametrize("decision", [Action.PUBLISH, Action.KEEP_PRIVATE])
def test_an_answer_written_early_waits_for_the_decision(each_desk: Desk, decision: Action) -> None:
    said = each_desk.story.says("The tea group helps", sender=JOAN)
    each_desk.does(Action.RESPOND, said, KETTLE)
    assert texts(each_desk, said) == []
    assert each_desk.feedback(said).answered_at is None
    each_desk.does(decision, said, Private(True))
    assert len(texts(each_desk, said)) == 1
    assert each_desk.feedback(said).answered_at is not None


def test_deciding_again_does_not_text_again(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps", sender=JOAN)
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.RESPOND, said, KETTLE)
    each_desk.does(Action.WITHDRAW, said, Reason("It named somebody"))
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.PUBLISH, said)
    assert len(texts(each_desk, said)) == 1


def test_who_left_no_phone_gets_no_text_and_is_answered_all_the_same(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.RESPOND, said, KETTLE)
    assert texts(each_desk, said) == []
    assert each_desk.feedback(said).answered_at is not None


def test_a_promise_has_an_owner_and_a_day_to_come(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    with pytest.raises(Refused):
        each_desk.does(Action.RESPOND, said, promise(-1))
    each_desk.does(Action.RESPOND, said, promise(0))
    with each_desk.app.app_context(), reading() as session:
        response = session.scalars(select(Response)).one()
    assert (response.owner, response.due_on) == ("Estates lead", clock.today("Europe/London"))


def test_the_first_answer_counts(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.RESPOND, said, promise(3))
    first = each_desk.feedback(said).answered_at
    each_desk.does(Action.RESPOND, said, KETTLE)
    assert each_desk.feedback(said).answered_at == first


def test_an_answer_given_in_private_stays_private_when_the_feedback_is_published_later(each_desk: Desk) -> None:
    said = each_desk.story.says("My neighbour is in ward 3", sender=JOAN)
    each_desk.does(Action.KEEP_PRIVATE, said, Private(True))
    each_desk.does(Action.RESPOND, said, answer("We have moved your bed away from hers"))
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.RESPOND, said, answer("Everybody may now choose their bed"))
    assert on_page(each_desk, said) == ["We have moved your bed away from hers"]
    assert len(texts(each_desk, said)) == 1, "the second one waits for the decision"
    each_desk.does(Action.PUBLISH, said)
    assert on_board(each_desk) == ("did", ["Everybody may now choose their bed"])
    assert on_page(each_desk, said) == ["We have moved your bed away from hers", "Everybody may now choose their bed"]
    assert len(texts(each_desk, said)) == 2
    assert [(each.is_public, each.given_at is not None) for each in answered(each_desk, said)] == [
        (False, True),
        (True, True),
    ]


def test_an_answer_given_in_private_leaves_the_entry_heard_and_without_a_promise(each_desk: Desk) -> None:
    said = each_desk.story.says("The wall is grey")
    each_desk.does(Action.KEEP_PRIVATE, said, Private(True))
    each_desk.does(Action.RESPOND, said, promise(3))
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.PUBLISH, said)
    assert on_board(each_desk) == ("heard", [])


def test_an_answer_that_waited_for_keeping_private_is_not_public_later(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.RESPOND, said, KETTLE)
    each_desk.does(Action.KEEP_PRIVATE, said, Private(True))
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.PUBLISH, said)
    assert on_board(each_desk) == ("heard", [])


def test_one_answer_is_put_on_the_board_and_taken_off_while_the_person_keeps_it(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps", sender=JOAN)
    each_desk.does(Action.KEEP_PRIVATE, said, Private(True))
    each_desk.does(Action.RESPOND, said, KETTLE)
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.PUBLISH, said)
    one = OneAnswer(answered(each_desk, said)[0].id)
    before = each_desk.feedback(said).version
    each_desk.does(Action.ANSWER_ON, said, one)
    assert on_board(each_desk) == ("did", [KETTLE.words])
    with pytest.raises(Stale):
        each_desk.does(Action.ANSWER_OFF, said, one, version=before)
    each_desk.does(Action.ANSWER_OFF, said, one)
    assert on_board(each_desk) == ("heard", [])
    assert on_page(each_desk, said) == [KETTLE.words]
    assert len(texts(each_desk, said)) == 1
    assert [action for action, _ in each_desk.history(said)][-2:] == ["answer_put_on_board", "answer_taken_off_board"]
    amina = each_desk.people[Role.MODERATOR].id
    assert each_desk.audit(f"feedback:{said.feedback_id}")[-2:] == [
        ("feedback.answer_put_on_board", amina),
        ("feedback.answer_taken_off_board", amina),
    ]


def test_an_answer_taken_off_before_publishing_again_does_not_come_back(each_desk: Desk) -> None:
    said = each_desk.story.says("The tea group helps")
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.RESPOND, said, KETTLE)
    each_desk.does(Action.WITHDRAW, said, Reason("It named somebody"))
    each_desk.does(Action.RETURN, said)
    each_desk.does(Action.ANSWER_OFF, said, OneAnswer(answered(each_desk, said)[0].id))
    each_desk.does(Action.PUBLISH, said)
    assert on_board(each_desk) == ("heard", [])


def test_only_a_given_answer_to_this_feedback_goes_on_or_off_and_rhys_does_neither(each_desk: Desk) -> None:
    said, other = each_desk.story.says("The tea group helps"), each_desk.story.says("The wall is grey")
    for each in (said, other):
        each_desk.does(Action.PUBLISH, each)
        each_desk.does(Action.RESPOND, each, KETTLE)
    [mine], [foreign] = answered(each_desk, said), answered(each_desk, other)
    for action, wrong in ((Action.ANSWER_OFF, foreign.id), (Action.ANSWER_OFF, 0), (Action.ANSWER_ON, mine.id)):
        with pytest.raises(Refused):
            each_desk.does(action, said, OneAnswer(wrong))
    with pytest.raises(NotPermitted):
        each_desk.does(Action.ANSWER_OFF, said, OneAnswer(mine.id), role=Role.RESPONDER)


def test_what_was_answered_in_private_is_not_on_the_page_of_somebody_else_in_the_same_entry(each_desk: Desk) -> None:
    joan, kofi = each_desk.story.says("The ward is cold"), each_desk.story.says("I froze there")
    each_desk.does(Action.KEEP_PRIVATE, kofi, Private(True))
    each_desk.does(Action.RESPOND, kofi, answer("We are sorry about your illness"))
    each_desk.does(Action.PUBLISH, joan)
    with each_desk.app.app_context(), transaction() as session:
        session.get_one(Feedback, kofi.feedback_id).entry_id = session.get_one(Feedback, joan.feedback_id).entry_id
    each_desk.does(Action.RETURN, kofi)
    each_desk.does(Action.PUBLISH, kofi)
    each_desk.does(Action.RESPOND, kofi, answer("New heaters are in"))
    assert on_page(each_desk, joan) == ["New heaters are in"]
    assert on_board(each_desk) == ("did", ["New heaters are in"])
