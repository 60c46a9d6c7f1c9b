"""What waits for a team stands at the queue: a line for its members, and their own first for who answers."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from feedback_service import clock
from feedback_service.models import Staff
from feedback_service.storage import reading
from tests.support.story import Story
from tests.support.visitor import Visitor

LONG_AGO = datetime(2020, 3, 3, tzinfo=UTC)


@pytest.fixture
def team(story: Story, rhys: Visitor) -> int:
    """Rhys's team, with something overdue; other feedback waits for nobody in particular."""
    with story.app.app_context(), reading() as session:
        number = session.scalars(select(Staff.id).where(Staff.name == "Rhys")).one()
    team = story.team("Marigold", number)
    with clock.at(LONG_AGO):
        ours, other = story.says("The ward is cold"), story.says("The tea is cold")
        for each in (ours, other):
            story.publishes(each)
        story.assigns(ours, team)
    return team


@pytest.mark.usefixtures("team")
def test_who_answers_sees_first_what_waits_for_their_team_and_then_the_rest(rhys: Visitor) -> None:
    rhys.opens("/staff/")
    assert "1 waits for your team" in rhys.page.select_one(".desk-team").get_text()
    assert "1 overdue for your team" in rhys.page.select_one(".desk-team").get_text()
    assert "The ward is cold" in rhys.reads
    assert "The tea is cold" not in rhys.reads
    assert "The tea is cold" in rhys.opens("/staff/?tab=answer").reads


@pytest.mark.usefixtures("team")
def test_a_moderator_without_a_team_sees_no_line_and_everything(amina: Visitor) -> None:
    assert amina.opens("/staff/?tab=answer").page.select_one(".desk-team") is None
    assert "The tea is cold" in amina.reads


def test_a_promise_names_who_sees_to_it_and_a_draft_that_it_waits_for_a_look(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("The wall is grey")
    story.publishes(said)
    rhys.opens(f"/staff/items/{said.reference}")
    signed = {"words": "We will paint it.", "signed_as": "Ward manager"}
    rhys.submits("#action-respond form", button="Ask a colleague to look", **signed)
    assert "An answer waits for a colleague's look" in amina.opens("/staff/?tab=answer").reads
    with clock.at(LONG_AGO):
        story.answers(said, "We will paint it.", kind="doing", due=date(2020, 3, 10))
    promises = amina.opens("/staff/?tab=promises").reads
    assert "Promised by: Ward manager" in promises
    assert "Overdue since 10 March 2020" in promises
