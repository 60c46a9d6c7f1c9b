"""Answering: at once where it was decided, later where it was not, by text once and never the words themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback_service import clock
from feedback_service.intake import Accepted
from feedback_service.models import BoardEntry, BoardEvent, OutboundMessage, Response
from feedback_service.storage import reading
from feedback_service.vocabulary import OutboundKind, ResponseKind, Role
from moderation.actions.data import Answer, Note, Reason, Refused
from moderation.permissions import Action
from tests.conftest import JOAN
from tests.moderation.conftest import Desk

KETTLE = Answer(ResponseKind.DID, "Thank you. We bought a kettle.", "en", "Ward manager", None, None, None)


def promise(days: int) -> Answer:
    due = clock.today("Europe/London") + timedelta(days=days)
    return Answer(ResponseKind.DOING, "We will paint it.", "en", "Ward manager", "Estates lead", due, None)


def texts(desk: Desk, said: Accepted) -> list[OutboundMessage]:
    with desk.app.app_context(), reading() as session:
        return list(
            session.scalars(
                select(OutboundMessage)
                .where(OutboundMessage.feedback_id == said.feedback_id, OutboundMessage.kind == OutboundKind.ANSWER)
                .order_by(OutboundMessage.id)
            )
        )


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
    assert "kettle" not in text.body


def test_an_answer_to_private_feedback_reaches_the_person_alone(each_desk: Desk) -> None:
    said = each_desk.story.says("My neighbour is in ward 3", sender=JOAN)
    each_desk.does(Action.KEEP_PRIVATE, said, Note("She asked for that"))
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
    each_desk.does(decision, said, Note(""))
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
