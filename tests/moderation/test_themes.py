"""Themes at the desk: a moderator decides, a machine suggests, an administrator manages."""

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import clock
from feedback_service.models import FeedbackTheme, Theme, ThemeModel
from feedback_service.storage import reading, transaction
from feedback_service.themes import training
from feedback_service.vocabulary import Role
from moderation.actions.perform import NotPermitted
from moderation.changing import NotPossible
from moderation.permissions import Action
from moderation.themes import managing
from moderation.told.data import About, Refused
from tests.feedback_service.test_themes import BOTH, keep, labelled
from tests.moderation.conftest import Desk
from tests.support import server
from tests.support.at_once import at_once
from tests.support.story import Story
from tests.support.visitor import Visitor


def themes_of(app: Flask, feedback_id: int) -> set[str]:
    with app.app_context(), reading() as session:
        given = session.scalars(select(FeedbackTheme).where(FeedbackTheme.feedback_id == feedback_id))
        return {each.theme.slug for each in given}


def test_amina_says_what_it_is_about_and_changes_her_mind(each_desk: Desk) -> None:
    said = each_desk.story.says()
    each_desk.does(Action.SET_THEMES, said, About(("food", "staff-manner")))
    each_desk.does(Action.SET_THEMES, said, About(("staff-manner",)))
    assert themes_of(each_desk.app, said.feedback_id) == {"staff-manner"}
    assert [action for action, _ in each_desk.history(said)] == ["themes_set", "themes_set"]
    assert ("feedback.themes_set", each_desk.people[Role.MODERATOR].id) in each_desk.audit(
        f"feedback:{said.feedback_id}"
    )


def test_none_of_them_is_a_decision_too(each_desk: Desk) -> None:
    said = each_desk.story.says()
    each_desk.does(Action.SET_THEMES, said, About(()))
    assert themes_of(each_desk.app, said.feedback_id) == set()
    assert each_desk.feedback(said).themed_at is not None


def test_a_theme_that_does_not_exist_or_is_retired_is_refused(desk: Desk) -> None:
    said = desk.story.says()
    with desk.app.app_context(), transaction() as session:
        session.scalars(select(Theme).where(Theme.slug == "food")).one().retired_at = clock.now()
    for slugs in (("quidditch",), ("food",)):
        with pytest.raises(Refused):
            desk.does(Action.SET_THEMES, said, About(slugs))


def test_rhys_reads_the_themes_and_sets_none(desk: Desk) -> None:
    said = desk.story.says()
    desk.story.publishes(said)
    with pytest.raises(NotPermitted):
        desk.does(Action.SET_THEMES, said, About(("food",)), role=Role.RESPONDER)


def test_amina_takes_what_is_suggested(app: Flask, amina: Visitor, story: Story) -> None:
    keep(app, training.learn(list(labelled())))
    said = story.says(BOTH)
    page = amina.opens(f"/staff/items/{said.reference}").page
    ticked = page.select("#take-suggested input[name=theme][checked]")
    assert {each["value"] for each in ticked} == {"food", "timeliness"}
    amina.submits(form="#take-suggested")
    assert themes_of(app, said.feedback_id) == {"food", "timeliness"}
    assert not amina.opens(f"/staff/items/{said.reference}").page.select("#take-suggested")


def test_grace_adds_renames_retires_and_brings_back(app: Flask, grace: Visitor) -> None:
    grace.opens("/staff/themes").submits(form="form[action='/staff/themes']", group="care", name="Talking therapies")
    with app.app_context(), reading() as session:
        theme = session.scalars(select(Theme).where(Theme.slug == "talking-therapies")).one()
    address = f"/staff/themes/{theme.id}"
    grace.opens("/staff/themes").submits(form=f"form[action='{address}/rename']", name="Talking and listening")
    grace.opens("/staff/themes").submits(form=f"form[action='{address}/retire']")
    assert "(retired)" in grace.opens("/staff/themes").page.select_one(f"#theme-{theme.id}").text
    grace.submits(form=f"form[action='{address}/bring-back']")
    with app.app_context(), reading() as session:
        found = session.get_one(Theme, theme.id)
        assert (found.name, found.slug, found.retired_at) == ("Talking and listening", "talking-therapies", None)


@pytest.mark.parametrize("name", ["", "Food and drink", "FOOD AND DRINK", "x" * 121])
def test_a_name_that_is_empty_too_long_or_there_already_is_refused_beside_its_field(grace: Visitor, name: str) -> None:
    grace.opens("/staff/themes").submits(form="form[action='/staff/themes']", group="care", name=name)
    assert grace.answer.status_code == 422
    assert grace.page.select_one("#name-error")
    assert grace.page.select_one("#name").get("value", "") == name


def test_of_several_who_add_one_name_at_once_one_does(each_desk: Desk) -> None:
    somebody = each_desk.people[Role.MODERATOR].id

    def adds() -> bool:
        with each_desk.app.test_request_context():
            try:
                managing.add("overall", "Parking", somebody)
            except NotPossible:
                return False
            return True

    assert sorted(at_once(4, adds)) == [False, False, False, True]


def test_a_theme_whose_name_has_no_plain_letters_is_not_called_a_place(each_desk: Desk) -> None:
    with each_desk.app.app_context():
        slugs = [managing.add("care", name, each_desk.story.amina).slug for name in ("যত্ন", "رعاية", "Food")]
    assert slugs == ["theme", "theme-2", "food-2"]


def test_two_administrators_who_rename_a_theme_do_not_overwrite_each_other(app: Flask, grace: Visitor) -> None:
    with app.app_context(), reading() as session:
        food = session.scalars(select(Theme).where(Theme.slug == "food")).one()
    form = f"form[action='/staff/themes/{food.id}/rename']"
    grace.opens("/staff/themes")
    with app.app_context():
        managing.rename(food.id, "", "Meals", 1)
    grace.submits(form, name="Food")
    assert grace.answer.status_code == 409
    assert "A colleague changed this meanwhile" in grace.reads
    assert "Stored now: Meals" in grace.page.select_one(f"#theme-{food.id}").text
    assert grace.page.select_one(f"#name-{food.id}")["value"] == "Food"
    grace.submits(form)
    with app.app_context(), reading() as session:
        assert session.get_one(Theme, food.id).name == "Food"


def test_no_other_number_is_a_theme(grace: Visitor) -> None:
    token = grace.opens("/staff/themes").page.select_one("input[name=csrf_token]")["value"]
    for step in ("rename", "retire", "bring-back"):
        assert grace.posts(f"/staff/themes/99999/{step}", {"csrf_token": token}).answer.status_code == 404


def test_a_shipped_theme_gets_its_own_name_back_when_grace_leaves_it_empty(app: Flask, grace: Visitor) -> None:
    with app.app_context(), reading() as session:
        food = session.scalars(select(Theme).where(Theme.slug == "food")).one()
    form = f"form[action='/staff/themes/{food.id}/rename']"
    grace.opens("/staff/themes").submits(form=form, name="Meals")
    assert "Meals" in grace.page.select_one(f"#theme-{food.id}").text
    grace.submits(form=form, name="")
    assert "Food and drink" in grace.page.select_one(f"#theme-{food.id}").text


def test_grace_sees_how_good_the_suggestions_are_and_asks_for_new_ones(app: Flask, grace: Visitor) -> None:
    assert "No model has been made yet" in grace.opens("/staff/themes").page.text
    keep(app, training.learn(list(labelled())))
    page = grace.opens("/staff/themes").page
    assert "Measured on" in page.text
    assert [row.th.text for row in page.select("table tbody tr")]
    grace.submits(form="form[action='/staff/themes/learn']")
    assert "is being made" in grace.page.text
    with app.app_context(), reading() as session:
        assert len(session.scalars(select(ThemeModel).where(ThemeModel.made_at.is_(None))).all()) == 1


def test_the_queue_is_narrowed_to_a_theme_with_and_without_words(each_desk: Desk) -> None:
    cold, kind = each_desk.story.says("Cold dinner again"), each_desk.story.says("A kind nurse brought dinner")
    each_desk.does(Action.SET_THEMES, cold, About(("food",)))
    with each_desk.app.app_context(), reading() as session:
        food = session.scalars(select(Theme).where(Theme.slug == "food")).one().id
    with server.in_process(each_desk.app) as base:
        amina = Visitor(base).opens("/staff/").submits(email=each_desk.story.email, password=each_desk.story.password)
        for query, found, other in (
            (f"theme={food}", cold, kind),
            ("theme=none", kind, cold),
            (f"theme={food}&q=dinner", cold, kind),
        ):
            page = amina.opens(f"/staff/?{query}").reads
            assert found.reference in page, query
            assert other.reference not in page, query
