"""Who answers and until when: by the place, by a moderator, by the rule in working days or another day for a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from feedback_service import clock
from feedback_service.models import Place, Team
from feedback_service.storage import transaction
from feedback_service.vocabulary import PlaceKind, Role, Urgency
from moderation.actions.perform import NotPermitted
from moderation.permissions import Action
from moderation.told.data import Assigned, DueOn, InPlace, Refused
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


def answers_for(desk: Desk, place: int, team: int) -> None:
    with desk.app.app_context(), transaction() as session:
        session.execute(update(Place).where(Place.id == place).values(team_id=team))


def test_what_comes_from_a_place_is_for_its_team_or_for_that_of_the_place_above(each_desk: Desk) -> None:
    story = each_desk.story
    ealing = story.place("ealing")
    ward, site = story.place("marigold", PlaceKind.TEAM, ealing), story.place("riverbank", PlaceKind.SITE, ealing)
    borough_team, ward_team = story.team("Ealing"), story.team("Marigold")
    answers_for(each_desk, ealing, borough_team)
    answers_for(each_desk, ward, ward_team)
    from_ward, from_site, from_nowhere = story.says(place_id=ward), story.says(place_id=site), story.says()
    found = [each_desk.feedback(each).team_id for each in (from_ward, from_site, from_nowhere)]
    assert found == [ward_team, borough_team, None]
    each_desk.does(Action.SET_PLACE, from_nowhere, InPlace(ward))
    each_desk.does(Action.SET_PLACE, from_ward, InPlace(site))
    assert each_desk.feedback(from_nowhere).team_id == ward_team
    assert each_desk.feedback(from_ward).team_id == borough_team
    each_desk.does(Action.ASSIGN, from_ward, Assigned(ward_team))
    each_desk.does(Action.SET_PLACE, from_ward, InPlace(None))
    assert each_desk.feedback(from_ward).team_id == ward_team, "somebody chose it, so it stays"


def test_a_team_that_works_no_more_gets_nothing_new(each_desk: Desk) -> None:
    ward, team = each_desk.story.place("marigold"), each_desk.story.team("Marigold")
    answers_for(each_desk, ward, team)
    with each_desk.app.app_context(), transaction() as session:
        session.execute(update(Team).values(retired_at=clock.now()))
    said = each_desk.story.says(place_id=ward)
    assert each_desk.feedback(said).team_id is None
    for wrong in (team, 999):
        with pytest.raises(Refused):
            each_desk.does(Action.ASSIGN, said, Assigned(wrong))


def test_assigning_is_on_record_and_can_be_taken_back(each_desk: Desk) -> None:
    said, team = each_desk.story.says(), each_desk.story.team("Marigold")
    each_desk.does(Action.ASSIGN, said, Assigned(team))
    each_desk.does(Action.ASSIGN, said, Assigned(None))
    assert each_desk.feedback(said).team_id is None
    assert each_desk.history(said) == [("assigned", None), ("assigned", None)]
    with pytest.raises(NotPermitted):
        each_desk.does(Action.ASSIGN, said, Assigned(team), role=Role.RESPONDER)


def test_another_day_holds_until_it_waits_for_something_else(each_desk: Desk) -> None:
    with clock.at(TUESDAY):
        said = each_desk.story.says()
        each_desk.does(Action.SET_DUE, said, DueOn(date(2026, 12, 24), "The manager is away"))
    found = each_desk.feedback(said)
    assert (found.due_on, found.due_is_set, found.urgency) == (date(2026, 12, 24), True, Urgency.IN_TIME)
    with clock.at(TUESDAY + timedelta(days=1)):
        each_desk.does(Action.PUBLISH, said)
        found = each_desk.feedback(said)
        assert (found.due_on, found.due_is_set) == (date(2026, 12, 9), False)
        with pytest.raises(Refused):
            each_desk.does(Action.SET_DUE, said, DueOn(date(2026, 11, 24), "Yesterday"))
    each_desk.story.answers(said)
    with pytest.raises(Refused):
        each_desk.does(Action.SET_DUE, said, DueOn(date(2099, 1, 1), "It waits for nothing"))


def test_the_page_says_until_when_and_who_and_the_reason_is_for_staff(story: Story, amina: Visitor) -> None:
    with clock.at(datetime(2020, 3, 3, tzinfo=UTC)):
        said = story.says("The wall is grey")
        story.publishes(said)
    story.team("Marigold")
    page = f"/staff/items/{said.reference}"
    assert amina.opens(page).reads.count("Overdue since 17 March 2020") == 2
    amina.submits("#action-assign form", team="1")
    amina.submits("#action-set-due form", due_on="soon", reason="")
    assert amina.answer.status_code == 422
    assert amina.page.select_one("#set-due-due_on-error")
    year = clock.now().year + 1
    amina.submits("#action-set-due form", due_on=f"{year}-01-05", reason="The manager is away")
    assert f"To be answered by 5 January {year}" in amina.reads
    assert "(set by staff)" in amina.reads
    assert "Marigold" in amina.page.select_one(".desk-facts").get_text()
    assert "The manager is away" in amina.page.select_one(".desk-history").get_text()
    assert "The manager is away" not in amina.opens(f"/follow/{said.follow_token}").answer.text
