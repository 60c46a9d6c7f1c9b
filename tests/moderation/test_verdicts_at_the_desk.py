"""What the person says about the answer: staff see it, and what did not help is answered by somebody else."""

import pytest

from feedback_service.intake import Accepted
from feedback_service.vocabulary import ResponseKind, Role
from moderation.permissions import Action
from moderation.told.data import Answer, Refused
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.visitor import Visitor

KETTLE = Answer(ResponseKind.DID, "We bought a kettle.", "Ward manager")
HEATER = Answer(ResponseKind.DID, "We bought a heater.", "Estates lead")


def answered(desk: Desk, role: Role = Role.RESPONDER) -> Accepted:
    """Joan's words on the board, answered by Rhys, and the answer on her phone."""
    said = desk.story.says("The ward is cold", sender=JOAN)
    desk.does(Action.PUBLISH, said)
    desk.does(Action.RESPOND, said, KETTLE, role=role)
    desk.story.reaches(JOAN)
    return said


def rhys_opens(desk: Desk, base: str, said: Accepted) -> Visitor:
    rhys = Visitor(base).opens("/staff/").submits(email="rhys@example.org", password=desk.story.password)
    return rhys.opens(f"/staff/items/{said.reference}")


def test_an_answer_that_did_not_help_is_answered_by_somebody_else(each_desk: Desk) -> None:
    said = answered(each_desk)
    each_desk.story.texts("3", JOAN)
    with pytest.raises(Refused):
        each_desk.does(Action.RESPOND, said, HEATER, role=Role.RESPONDER)
    each_desk.does(Action.RESPOND, said, HEATER)
    assert each_desk.feedback(said).reopened_at is None
    [text] = each_desk.story.reaches(JOAN)
    assert "We bought a heater." in text
    each_desk.does(Action.RESPOND, said, KETTLE, role=Role.RESPONDER)


def test_a_moderator_whose_answer_did_not_help_is_refused_too(each_desk: Desk) -> None:
    said = answered(each_desk, Role.MODERATOR)
    each_desk.story.texts("3", JOAN)
    with pytest.raises(Refused):
        each_desk.does(Action.RESPOND, said, HEATER)
    each_desk.does(Action.RESPOND, said, HEATER, role=Role.RESPONDER)


def test_rhys_is_told_before_he_writes_and_sees_what_was_said(desk: Desk, base: str) -> None:
    said = answered(desk)
    desk.story.texts("3", JOAN)
    desk.story.texts("It is the windows, not the tea", JOAN)
    rhys = rhys_opens(desk, base, said)
    panel = rhys.page.select_one("#action-respond")
    assert "Your answer did not help, so somebody else answers this time." in panel.get_text()
    assert panel.select_one("form") is None
    assert "It did not answer them" in rhys.page.select_one(".desk-response").get_text()
    assert "windows" not in rhys.answer.text, "a moderator opens it first"
    assert "a moderator opens it to you once it is read" in rhys.page.select_one("#reopened").get_text()
    assert "Opened again: the answer did not help" in rhys.opens("/staff/?tab=answer").reads
    amina = Visitor(base).opens("/staff/").submits(email=desk.story.email, password=desk.story.password)
    amina.opens(f"/staff/items/{said.reference}")
    assert "It is the windows, not the tea" in amina.page.select_one("#reopened").get_text()
    assert amina.page.select_one("#action-respond form") is not None


@pytest.mark.parametrize(("reply", "words"), [("1", "It answered them"), ("2", "It answered them partly")])
def test_a_kinder_verdict_stands_under_the_answer(desk: Desk, base: str, reply: str, words: str) -> None:
    said = answered(desk)
    desk.story.texts(reply, JOAN)
    rhys = rhys_opens(desk, base, said)
    assert words in rhys.page.select_one(".desk-response .desk-verdict").get_text()
    assert rhys.page.select_one("#action-respond form") is not None
    assert rhys.page.select_one("#reopened") is None
