"""The label before distressing words tells a responder nothing about what they may not open."""

from flask import Flask
from sqlalchemy import select

from feedback_service.intake import Accepted
from feedback_service.models import Feedback, StaffCare
from feedback_service.storage import reading
from feedback_service.vocabulary import Hidden, Role
from moderation.actions.perform import perform
from moderation.auth.sessions import Member
from moderation.permissions import Action
from moderation.told.data import Data, Hide, Nothing, OneText
from tests.support.story import Story
from tests.support.visitor import Visitor

HARD = "My brother died here. The food was cold"


def does(story: Story, action: Action, said: Accepted, data: Data | None = None) -> None:
    """Amina, who moderates."""
    amina = Member(story.amina, "Amina", Role.MODERATOR, 0, "")
    with story.app.app_context():
        with reading() as session:
            version = session.get_one(Feedback, said.feedback_id).version
        perform(action, said.reference, version, amina, data or Nothing())


def messages(story: Story, said: Accepted) -> list[int]:
    with story.app.app_context(), reading() as session:
        return [each.id for each in session.get_one(Feedback, said.feedback_id).messages]


def labels(visitor: Visitor, said: Accepted) -> list[str]:
    """What a reader is told on the item's page and in the queue."""
    pages = f"/staff/items/{said.reference}", "/staff/?tab=published"
    found = [each for page in pages for each in visitor.opens(page).page.select(".desk-veil summary")]
    return [" ".join(each.get_text(" ").split()) for each in found]


def test_what_is_hidden_gives_no_label_to_who_reads_what_is_left(
    app: Flask, story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says(HARD)
    does(story, Action.REDACT, said, Hide(((messages(story, said)[0], 0, 15),), Hidden.OTHER))
    does(story, Action.PUBLISH, said)
    assert any("death" in each for each in labels(amina, said))
    assert labels(rhys, said) == []
    with app.app_context(), reading() as session:
        assert session.scalars(select(StaffCare.hard_in_a_row).order_by(StaffCare.staff_id)).all() == [1, 0]


def test_what_was_added_gives_a_label_once_it_is_opened(story: Story, rhys: Visitor) -> None:
    said = story.says("The food was cold")
    does(story, Action.PUBLISH, said)
    story.adds(said, HARD)
    assert labels(rhys, said) == []
    does(story, Action.OPEN_TEXT, said, OneText(messages(story, said)[1]))
    assert any("death" in each for each in labels(rhys, said))


def test_what_a_responder_may_read_has_its_label(story: Story, rhys: Visitor) -> None:
    said = story.says(HARD)
    does(story, Action.PUBLISH, said)
    assert any("death" in each for each in labels(rhys, said))
