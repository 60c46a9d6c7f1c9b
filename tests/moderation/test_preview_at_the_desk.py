"""Asking the person about the words: exactly these, by text, and a yes puts them on the board."""

import pytest
from sqlalchemy import select

from feedback_service.models import OutboundMessage, Question
from feedback_service.publishing import CannotPublish
from feedback_service.storage import reading
from feedback_service.vocabulary import Asked, Moderation, OutboundStatus, Role
from moderation.actions.perform import NotPermitted
from moderation.permissions import Action
from moderation.told.data import Consent, Note, Refused
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.moderation.test_actions import board, words
from tests.support.story import Story
from tests.support.visitor import Visitor

ASKING = "#asking"


def hidden(desk: Desk, **details: object):
    """Joan's words with her name hidden."""
    said = desk.story.says("Joan likes tea", sender=JOAN, **details)
    desk.does(Action.REDACT, said, words(desk, said, "Joan"))
    return said


def hides(visitor: Visitor, said, word: str) -> Visitor:
    visitor.opens(f"/staff/items/{said.reference}")
    boxes = {label.get_text(): str(label.input["value"]) for label in visitor.page.select(".desk-word")}
    return visitor.submits("#hide-form", word=[boxes[word]], kind="name")


def test_a_yes_by_text_puts_exactly_these_words_on_the_board(each_desk: Desk) -> None:
    said = hidden(each_desk)
    each_desk.does(Action.ASK_PERSON, said)
    [text] = each_desk.story.reaches(JOAN)
    assert '"[name removed] likes tea"' in text
    assert board(each_desk) == []
    each_desk.story.texts("yes", JOAN)
    assert board(each_desk) == [("entry_published", "[name removed] likes tea")]
    amina = each_desk.people[Role.MODERATOR].id
    assert ("feedback.preview_asked", amina) in each_desk.audit(f"feedback:{said.feedback_id}")


def test_words_that_changed_after_asking_are_not_published_by_a_yes(each_desk: Desk) -> None:
    said = hidden(each_desk)
    each_desk.does(Action.ASK_PERSON, said)
    each_desk.story.reaches(JOAN)
    each_desk.does(Action.REDACT, said, words(each_desk, said, "tea"))
    each_desk.story.texts("yes", JOAN)
    assert board(each_desk) == []
    assert each_desk.feedback(said).status == Moderation.PENDING


def test_an_answer_that_waited_is_texted_when_the_yes_publishes(each_desk: Desk) -> None:
    said = hidden(each_desk)
    each_desk.story.answers(said, "We bought a kettle")
    each_desk.does(Action.ASK_PERSON, said)
    each_desk.story.reaches(JOAN)
    each_desk.story.texts("yes", JOAN)
    [text] = each_desk.story.reaches(JOAN)
    assert "We bought a kettle" in text


def test_who_cannot_be_asked_is_not_asked(each_desk: Desk) -> None:
    stopped = hidden(each_desk)
    each_desk.story.texts("STOP", JOAN)
    with pytest.raises(Refused):
        each_desk.does(Action.ASK_PERSON, stopped)
    no_number = each_desk.story.says("Kofi likes tea", consent=None)
    with pytest.raises(Refused):
        each_desk.does(Action.ASK_PERSON, no_number)
    said_no = each_desk.story.says("Ada likes tea", consent=False, sender="+447700900002")
    with pytest.raises(Refused):
        each_desk.does(Action.ASK_PERSON, said_no)
    flagged = each_desk.story.says("Max likes tea", consent=None, sender="+447700900003")
    each_desk.does(Action.FLAG, flagged, Note("He sounded low"))
    with pytest.raises(Refused):
        each_desk.does(Action.ASK_PERSON, flagged)
    with pytest.raises(NotPermitted):
        each_desk.does(Action.ASK_PERSON, no_number, role=Role.RESPONDER)
    with each_desk.app.app_context(), reading() as session:
        assert session.scalars(select(Question).where(Question.kind == Asked.PREVIEW)).all() == []


def test_who_was_shown_the_words_in_person_and_agreed_can_be_published(each_desk: Desk) -> None:
    said = hidden(each_desk)
    each_desk.story.texts("STOP", JOAN)
    each_desk.does(Action.RECORD_CONSENT, said, Consent(True, "Told the ward manager", to_these_words=True))
    each_desk.does(Action.PUBLISH, said)
    assert board(each_desk) == [("entry_published", "[name removed] likes tea")]


def test_a_recorded_yes_alone_does_not_stand_for_words_that_were_changed(each_desk: Desk) -> None:
    said = hidden(each_desk, consent=None)
    each_desk.does(Action.RECORD_CONSENT, said, Consent(True, "Told the ward manager"))
    with pytest.raises(CannotPublish):
        each_desk.does(Action.PUBLISH, said)


def test_the_page_shows_the_text_as_it_goes_and_what_became_of_it(story: Story, amina: Visitor) -> None:
    said = story.says("Joan likes tea", sender=JOAN)
    hides(amina, said, "Joan")
    asking = amina.page.select_one(ASKING)
    assert "A yes puts it on the board at once; silence keeps it private." in asking.get_text()
    shown = asking.select_one(".desk-text-preview").get_text()
    assert 'this is how it would look: "[name removed] likes tea"' in shown
    assert said.follow_token not in amina.answer.text
    assert asking.select(".desk-quiet")[-1].get_text() == "1 text of 160 characters · about 4p"
    amina.submits(f"{ASKING} form")
    assert "The person is asked by text." in amina.answer.text
    assert "Waiting to be sent" in amina.page.select_one(ASKING).get_text()
    assert "They have not answered yet." in amina.page.select_one(ASKING).get_text()
    story.reaches(JOAN)
    amina.opens(f"/staff/items/{said.reference}")
    assert "Delivered" in amina.page.select_one(ASKING).get_text()
    hides(amina, said, "tea")
    assert "The words have changed since then." in amina.page.select_one(ASKING).get_text()
    story.texts("private", JOAN)
    amina.opens(f"/staff/items/{said.reference}")
    assert "They want it kept private." in amina.page.select_one(ASKING).get_text()


def test_the_page_says_why_nobody_can_be_asked_and_what_else_can_be_done(story: Story, amina: Visitor) -> None:
    said = story.says("Joan likes tea", sender=JOAN)
    story.texts("STOP", JOAN)
    hides(amina, said, "Joan")
    asking = amina.page.select_one(ASKING).get_text()
    assert "They asked for no more texts." in asking
    assert "record what they say" in asking
    assert amina.page.select_one(f"{ASKING} form") is None
    amina.submits("#action-record-consent form", agreed="these-words", words="Told the ward manager")
    amina.submits("#publish form")
    assert "It is on the board now." in amina.answer.text


def test_a_preview_that_did_not_arrive_says_why(desk: Desk, base: str) -> None:
    said = hidden(desk)
    desk.does(Action.ASK_PERSON, said)
    with desk.app.app_context(), reading() as session:
        assert session.scalars(select(OutboundMessage.status)).all() == [OutboundStatus.QUEUED]
    desk.story.fails("30003", JOAN)
    amina = Visitor(base).opens("/staff/").submits(email=desk.story.email, password=desk.story.password)
    amina.opens(f"/staff/items/{said.reference}")
    assert "The phone is off or cannot be reached." in amina.page.select_one(ASKING).get_text()
