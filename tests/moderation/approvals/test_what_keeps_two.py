"""What asked for two people still does, whatever one of them shows again or sets anew."""

import pytest
from sqlalchemy import update

from feedback_service.intake import Accepted
from feedback_service.models import Place
from feedback_service.storage import transaction
from feedback_service.vocabulary import Hidden, Moderation
from moderation.actions.perform import Done
from moderation.permissions import Action
from moderation.told.data import Hide, InLanguage, InPlace, Leave, Private, Reason, Refused, ShowAgain
from tests.moderation.approvals.team import Team

NAMED = "Kowalczyk was rude to me"
NAME = (0, 9)


def hides(team: Team, said: Accepted, kind: Hidden = Hidden.STAFF_NAME) -> None:
    message = team.feedback(said).messages[0]
    team.does(team.amina, Action.REDACT, said, Hide(((message.id, *NAME),), kind))


def shows_again(team: Team, said: Accepted) -> None:
    hidden = team.feedback(said).messages[0].redactions[0]
    team.does(team.amina, Action.UNREDACT, said, ShowAgain(hidden.id))


def two_do(team: Team, action: Action, said: Accepted) -> None:
    assert team.does(team.amina, action, said) == Done.PROPOSED
    team.does(team.lena, Action.CONFIRM, said)


def ruled_place(team: Team, slug: str = "marigold") -> int:
    """A place where two people decide."""
    place = team.desk.story.place(slug)
    with team.desk.app.app_context(), transaction() as session:
        session.execute(update(Place).where(Place.id == place).values(needs_second=True))
    return place


def test_a_name_that_one_member_shows_again_is_published_by_two(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says(NAMED)
    hides(team, said)
    shows_again(team, said)
    assert team.feedback(said).messages[0].redactions == []
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED


def test_a_name_shown_again_after_it_was_taken_off_the_board_is_published_by_two(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says(NAMED)
    hides(team, said)
    two_do(team, Action.PUBLISH, said)
    team.does(team.amina, Action.WITHDRAW, said, Reason("It named somebody"))
    team.does(team.amina, Action.RETURN, said)
    shows_again(team, said)
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED


def test_a_name_that_was_left_as_another_kind_before_counts_once_it_was_hidden_as_staff(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says(NAMED)
    message = team.feedback(said).messages[0]
    team.does(team.amina, Action.LEAVE, said, Leave(((message.id, *NAME, Hidden.NAME),)))
    assert team.does(team.amina, Action.KEEP_PRIVATE, said, Private(False)) == Done.TAKEN
    team.does(team.amina, Action.RETURN, said)
    hides(team, said)
    shows_again(team, said)
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED


def test_another_kind_that_is_shown_again_is_suggested_anew_and_takes_one(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says(NAMED)
    hides(team, said, Hidden.OTHER)
    shows_again(team, said)
    assert team.does(team.amina, Action.PUBLISH, said) == Done.TAKEN


def test_another_language_hides_no_name_of_staff(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says("Pielęgniarka Anna była miła", language="pl")
    team.does(team.amina, Action.SET_LANGUAGE, said, InLanguage("en"))
    assert [action for action, _ in team.desk.history(said)] == ["staff_name_kept", "language_set"]
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED


@pytest.mark.parametrize("is_known", [True, False], ids=["another place", "no place that we know"])
def test_a_places_rule_holds_on_where_it_is_set_to_another_place(each_team: Team, is_known: bool) -> None:
    team, ruled, free = each_team, ruled_place(each_team), each_team.desk.story.place("ealing")
    said = team.desk.story.says("The tea group helps", place_id=ruled)
    team.does(team.amina, Action.SET_PLACE, said, InPlace(free if is_known else None))
    assert team.feedback(said).place_id == (free if is_known else None)
    two_do(team, Action.PUBLISH, said)
    assert [line for line, _ in team.desk.history(said)].count("place_rule_kept") == 1


def test_what_two_published_is_not_moved_and_published_again_by_one(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says("The tea group helps", place_id=ruled_place(each_team))
    two_do(team, Action.PUBLISH, said)
    team.does(team.amina, Action.SET_PLACE, said, InPlace(None))
    team.does(team.amina, Action.WITHDRAW, said, Reason("It named somebody"))
    team.does(team.amina, Action.RETURN, said)
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED


@pytest.mark.parametrize("decision", [Action.PUBLISH, Action.KEEP_PRIVATE])
def test_what_one_decided_is_not_moved_to_where_two_decide(each_team: Team, decision: Action) -> None:
    team, ruled, free = each_team, ruled_place(each_team), each_team.desk.story.place("ealing")
    said = team.desk.story.says("The tea group helps")
    team.does(team.amina, decision, said, Private(False) if decision == Action.KEEP_PRIVATE else None)
    with pytest.raises(Refused):
        team.does(team.amina, Action.SET_PLACE, said, InPlace(ruled))
    team.does(team.amina, Action.SET_PLACE, said, InPlace(free))
    assert team.feedback(said).place_id == free


def test_what_two_decided_moves_from_one_such_place_to_another(each_team: Team) -> None:
    team, other = each_team, ruled_place(each_team, "riverbank")
    said = team.desk.story.says("The tea group helps", place_id=ruled_place(each_team))
    two_do(team, Action.PUBLISH, said)
    team.does(team.amina, Action.SET_PLACE, said, InPlace(other))
    assert team.feedback(said).place_id == other
    assert team.feedback(said).status == Moderation.PUBLISHED
