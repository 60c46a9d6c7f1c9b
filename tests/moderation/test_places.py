"""Places as Grace keeps them."""

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import place_names, places
from feedback_service.board import queries as board
from feedback_service.models import AuditRecord, BoardEntry, Place
from feedback_service.storage import reading
from feedback_service.vocabulary import PlaceKind, Role
from moderation.changing import NotPossible, Overtaken
from moderation.manage.slugs import slug_of
from moderation.places import changing
from moderation.places.adding import add
from moderation.places.changing import Wanted
from moderation.teams import changing as teams
from tests.moderation.conftest import Desk
from tests.support.visitor import Visitor


def test_grace_builds_a_tree(grace: Visitor, app: Flask) -> None:
    grace.opens("/staff/places")
    assert "There are no places yet" in grace.reads
    grace.submits(kind="borough", name="Ealing")
    grace.submits(kind="site", name="Riverbank Centre", parent=option(grace, "Ealing"))
    grace.submits(kind="team", name="Marigold  Ward", parent=option(grace, "Riverbank Centre"))
    assert "Marigold Ward is added (Ward or team)." in grace.answer.text
    branch = grace.page.select_one(".desk-tree > li > ul > li > ul > li")
    assert "Marigold Ward" in branch.get_text()
    with app.app_context(), reading() as session:
        assert session.scalars(select(Place.slug).order_by(Place.id)).all() == [
            "ealing",
            "riverbank-centre",
            "marigold-ward",
        ]
        records = session.scalars(select(AuditRecord).where(AuditRecord.action == "place.added")).all()
        assert [record.details for record in records] == [{"kind": "borough"}, {"kind": "site"}, {"kind": "team"}]


def option(visitor: Visitor, name: str) -> str:
    return next(str(each["value"]) for each in visitor.page.select("#parent option") if each.get_text().strip() == name)


def test_what_cannot_be_is_said_and_what_was_typed_stays(grace: Visitor) -> None:
    grace.opens("/staff/places").submits(kind="team", name="Marigold Ward")
    assert grace.answer.status_code == 422
    assert "Choose the site or borough that the ward or team belongs to" in grace.reads
    assert grace.page.select_one("#name")["value"] == "Marigold Ward"
    assert grace.page.select_one("#kind option[selected]")["value"] == "team"
    for values in (
        {"kind": "king", "name": "x"},
        {"kind": "borough", "name": ""},
        {"kind": "borough", "name": "x" * 121},
    ):
        assert grace.opens("/staff/places").submits(**values).answer.status_code == 422


def test_the_same_name_elsewhere_gets_a_slug_of_its_own(each_desk: Desk) -> None:
    staff_id = each_desk.people[Role.MODERATOR].id
    with each_desk.app.app_context():
        boroughs = [add(PlaceKind.BOROUGH, name, None, staff_id).id for name in ("Ealing", "Hounslow", "Fulham")]
        slugs = [add(PlaceKind.SITE, "Riverbank", borough, staff_id).slug for borough in boroughs]
    assert slugs == ["riverbank", "riverbank-2", "riverbank-3"]


def test_the_same_place_is_not_added_twice(each_desk: Desk) -> None:
    staff_id = each_desk.people[Role.MODERATOR].id
    with each_desk.app.app_context():
        ealing = add(PlaceKind.BOROUGH, "Ealing", None, staff_id).id
        add(PlaceKind.SITE, "Café Ward", ealing, staff_id)
        for kind, name, parent in ((PlaceKind.BOROUGH, "ealing", None), (PlaceKind.TEAM, "CAFÉ WARD", ealing)):
            with pytest.raises(NotPossible) as refused:
                add(kind, name, parent, staff_id)
            assert refused.value.field == "name"


def test_grace_is_told_by_the_field_that_it_is_there_already(grace: Visitor) -> None:
    for _ in range(2):
        grace.opens("/staff/places").submits(kind="borough", name="Ealing")
    assert grace.answer.status_code == 422
    assert "There is a place with this name there already" in grace.page.select_one("#name-error").get_text()
    assert grace.page.select_one(".desk-tree").get_text().count("Ealing") == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [("St. Mary's Ward", "st-marys-ward"), ("Café Ø", "cafe"), ("ਵਾਰਡ", "place"), ("a" * 200, "a" * 70)],
)
def test_slugs_are_plain(name: str, slug: str) -> None:
    assert slug_of(name, otherwise="place", longest=70) == slug


def test_a_parent_must_exist_and_fit(desk: Desk) -> None:
    staff_id = desk.people[Role.MODERATOR].id
    with desk.app.app_context():
        borough = add(PlaceKind.BOROUGH, "Ealing", None, staff_id)
        for kind, parent in (
            (PlaceKind.BOROUGH, borough.id),
            (PlaceKind.SITE, None),
            (PlaceKind.EVENT, borough.id + 100),
        ):
            with pytest.raises(NotPossible):
                add(kind, "X", parent, staff_id)
        assert add(PlaceKind.EVENT, "Listening event", None, staff_id).parent is None


def test_only_administrators_manage_places(amina: Visitor, rhys: Visitor) -> None:
    for visitor in (amina, rhys):
        token = visitor.page.select_one("input[name=csrf_token]")["value"]
        assert visitor.opens("/staff/places").answer.status_code == 403
        assert visitor.posts("/staff/places", {"csrf_token": token, "kind": "borough"}).answer.status_code == 403


def made(desk: Desk) -> tuple[int, int, int]:
    """Ealing with Riverbank in it, and Hounslow."""
    staff_id = desk.people[Role.MODERATOR].id
    ealing = add(PlaceKind.BOROUGH, "Ealing", None, staff_id).id
    return (
        ealing,
        add(PlaceKind.SITE, "Riverbank", ealing, staff_id).id,
        add(PlaceKind.BOROUGH, "Hounslow", None, staff_id).id,
    )


def test_a_place_is_renamed_and_moved_its_slug_stays_and_the_board_follows(each_desk: Desk) -> None:
    app, staff_id = each_desk.app, each_desk.people[Role.MODERATOR].id
    with app.app_context():
        ealing, riverbank, hounslow = made(each_desk)
    said = [each_desk.story.says(f"Kind {number}", place_id=riverbank) for number in range(3)]
    elsewhere = each_desk.story.says("Elsewhere", place_id=ealing)
    for each in (*said, elsewhere):
        each_desk.story.publishes(each)
    with app.app_context():
        with reading() as session:
            last = board.last_number(session)
        changing.change(riverbank, 1, Wanted("Riverbank House", hounslow, True), staff_id)
        assert place_names.follow() == 3
        assert place_names.follow() == 0
        with reading() as session:
            events = board.next_events(session, last).events
            assert len(events) == 3
            shown = {(each["entry"]["place"]["name"], each["entry"]["borough"]["name"]) for each in events}
            assert shown == {("Riverbank House", "Hounslow")}
            place = session.get_one(Place, riverbank)
            assert (place.slug, place.needs_second, place.show_anew_after) == ("riverbank", True, None)
    assert each_desk.audit(f"place:{riverbank}")[-1] == ("place.changed", staff_id)


def test_a_renamed_borough_is_renamed_on_everything_below_it_part_by_part(
    each_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_names, "PART", 2)
    app, staff_id = each_desk.app, each_desk.people[Role.MODERATOR].id
    with app.app_context():
        ealing, riverbank, _ = made(each_desk)
    for number in range(5):
        each_desk.story.publishes(each_desk.story.says(f"Kind {number}", place_id=riverbank))
    with app.app_context():
        changing.change(ealing, 1, Wanted("Ealing Borough", None, False), staff_id)
        assert place_names.follow() == 5
        with reading() as session:
            payloads = session.scalars(select(BoardEntry.payload)).all()
        assert {each["borough"]["name"] for each in payloads} == {"Ealing Borough"}


def test_the_tree_stays_legal_when_places_move_and_retire(each_desk: Desk) -> None:
    staff_id = each_desk.people[Role.MODERATOR].id
    with each_desk.app.app_context():
        ealing, riverbank, hounslow = made(each_desk)
        for place, name, parent in (
            (riverbank, "Riverbank", None),
            (riverbank, "Riverbank", riverbank),
            (riverbank, "Riverbank", 999),
            (ealing, "Ealing", hounslow),
            (ealing, "HOUNSLOW", None),
            (ealing, "\u200b", None),
        ):
            with pytest.raises(NotPossible):
                changing.change(place, 1, Wanted(name, parent, False), staff_id)
        with pytest.raises(NotPossible):
            changing.retire(ealing, 1, staff_id)
        changing.retire(riverbank, 1, staff_id)
        changing.retire(ealing, 1, staff_id)
        with pytest.raises(NotPossible):
            changing.bring_back(riverbank, 2, staff_id)
        with pytest.raises(Overtaken):
            changing.bring_back(ealing, 1, staff_id)
        with reading() as session:
            offered = [place.name for group in places.by_borough(session) for place in group.places]
        assert offered == ["Hounslow"]


def test_grace_changes_a_place_and_a_colleague_who_was_faster_is_not_overwritten(grace: Visitor, app: Flask) -> None:
    grace.opens("/staff/places").submits(kind="borough", name="Ealing")
    grace.opens("/staff/places/1").submits(name="", needs_second="yes")
    assert grace.answer.status_code == 422
    assert grace.page.select_one("#needs_second option[selected]")["value"] == "yes"
    grace.submits(name="Ealing North")
    assert "It is saved" in grace.answer.text
    assert "needs a second member" in grace.opens("/staff/places").reads
    grace.opens("/staff/places/1")
    with app.app_context():
        changing.change(1, 2, Wanted("Ealing South", None, True), 1)
    grace.submits(name="Ealing West")
    assert grace.answer.status_code == 409
    assert "Stored now: Ealing South" in grace.reads
    assert grace.page.select_one("#name")["value"] == "Ealing West"
    grace.opens("/staff/places/1").submits("form[action$=retire]")
    assert "Ealing South" not in grace.opens("/staff/places").reads
    assert "Ealing South" in grace.opens("/staff/places?retired=yes").reads


def test_a_team_answers_what_comes_from_a_place(grace: Visitor, app: Flask) -> None:
    with app.app_context():
        team, retired = (teams.add(name, 1) for name in ("Ward team", "Old team"))
        teams.retire(retired, 1, 1)
    grace.opens("/staff/places").submits(kind="borough", name="Ealing")
    grace.opens("/staff/places/1").submits(team=str(retired))
    assert grace.answer.status_code == 422
    grace.submits(team=str(team))
    assert grace.page.select_one("#team option[selected]").get_text() == "Ward team"
    with app.app_context(), reading() as session:
        found = session.scalars(select(AuditRecord.details).where(AuditRecord.action == "place.changed")).all()
    assert found == [{"team": team, "team_was": None}]
