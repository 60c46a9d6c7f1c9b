"""Places as Grace keeps them."""

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.models import AuditRecord, Place
from feedback_service.storage import reading
from feedback_service.vocabulary import PlaceKind, Role
from moderation.places.adding import NotPossible, add, slug_of
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
    assert slug_of(name) == slug


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
