"""Saved filters: named, private or for everybody, deleted by their owner or an administrator, on record."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from feedback_service.models import AuditRecord, SavedFilter
from feedback_service.storage import reading
from tests.moderation.test_queue import counts, says, shown
from tests.support.story import Story
from tests.support.visitor import Visitor


def saves(visitor: Visitor, name: str, address: str = "/staff/?language=pl", **more: object) -> Visitor:
    return visitor.opens(address).submits("#save-filter", name=name, **more)


def listed(visitor: Visitor) -> list[str]:
    return [each.get_text() for each in visitor.opens("/staff/").page.select(".desk-tabs--saved bdi")]


def records(app: Flask) -> list[tuple[str, object]]:
    with app.app_context(), reading() as session:
        found = session.scalars(select(AuditRecord).where(AuditRecord.action.startswith("filter.")))
        return [(record.action, record.details) for record in found]


def test_a_saved_filter_shows_the_same_again_with_its_count(story: Story, amina: Visitor) -> None:
    said = says(story, "Zimno", language="pl")
    says(story, "Cold")
    saves(amina, "Polish")
    assert amina.answer.url.endswith("?tab=decide&language=pl")
    assert "The filter is saved." in amina.page.get_text()
    amina.opens("/staff/")
    link = amina.page.select_one(".desk-tabs--saved a")
    assert link.select_one("[data-count]").get_text() == "1"
    assert shown(amina.opens(link["href"])) == [said.reference]
    assert amina.page.select_one(".desk-tabs--saved [aria-current=page]")
    assert not amina.page.select("#save-filter")
    assert counts(amina)["saved-1"] == 1


def test_a_private_filter_is_its_owners_and_a_shared_one_everybodys(
    story: Story, amina: Visitor, grace: Visitor, app: Flask
) -> None:
    saves(amina, "Mine")
    saves(amina, "Ours", "/staff/?consent=no", shared="1")
    assert listed(amina) == ["Mine", "Ours"]
    assert listed(grace) == ["Ours"]
    assert "Amina" in grace.page.select_one(".desk-tabs--saved").get_text()
    assert records(app) == [("filter.saved", {"shared": False}), ("filter.saved", {"shared": True})]


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 61])
def test_a_name_that_does_not_do_is_said_beside_the_field_and_kept(story: Story, amina: Visitor, name: str) -> None:
    saves(amina, name, shared="1")
    assert amina.answer.status_code == 422
    assert amina.page.select_one("#filter-name[aria-invalid]")
    assert amina.page.select_one("#filter-name-error").get_text(" ").strip()
    assert amina.page.select_one("#filter-name")["value"] == name.strip("\x00 ")
    assert amina.page.select_one("#save-filter [name=shared]").has_attr("checked")
    assert amina.page.select_one("#save-filter [name=language]")["value"] == "pl"
    assert listed(amina) == []


def test_a_name_is_taken_once_for_each_owner(story: Story, amina: Visitor, grace: Visitor) -> None:
    saves(amina, "Polish")
    saves(amina, "Polish", "/staff/?language=ar")
    assert amina.answer.status_code == 422
    assert "You have a filter with this name already" in amina.reads
    saves(grace, "Polish", shared="1")
    assert listed(amina) == ["Polish", "Polish"]


def test_what_is_narrowed_to_nothing_is_no_filter(amina: Visitor) -> None:
    amina.opens("/staff/?language=pl").submits("#save-filter", name="All", language="", tab="decide")
    assert amina.answer.status_code == 422
    assert listed(amina) == []


def test_its_owner_deletes_a_filter(story: Story, amina: Visitor, app: Flask) -> None:
    saves(amina, "Polish").submits("#delete-filter")
    assert "The filter “Polish” is deleted." in amina.page.get_text()
    assert amina.answer.url.endswith("?tab=decide&language=pl")
    assert listed(amina) == []
    assert records(app)[-1] == ("filter.deleted", {"shared": False})


def test_nobody_else_deletes_it_but_an_administrator_what_is_shared(
    story: Story, amina: Visitor, grace: Visitor, rhys: Visitor
) -> None:
    saves(amina, "Mine")
    saves(amina, "Ours", "/staff/?tab=answer&language=ar", shared="1")
    token = str(rhys.opens("/staff/").page.select_one("input[name=csrf_token]")["value"])
    for number in (1, 2, 3, 2**31 - 1):
        rhys.posts(f"/staff/filters/{number}/delete", {"csrf_token": token})
        assert rhys.answer.status_code == 404
    assert not rhys.opens("/staff/?tab=answer&language=ar").page.select("#delete-filter")
    token = str(grace.opens("/staff/").page.select_one("input[name=csrf_token]")["value"])
    assert grace.posts("/staff/filters/1/delete", {"csrf_token": token}).answer.status_code == 404
    grace.opens("/staff/?tab=answer&language=ar").submits("#delete-filter")
    assert listed(amina) == ["Mine"]


def test_a_responder_is_not_offered_what_responders_have_no_tab_for(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    saves(amina, "Undecided", "/staff/?tab=decide&language=pl", shared="1")
    saves(amina, "Unanswered", "/staff/?tab=answer&language=pl", shared="1")
    assert listed(rhys) == ["Unanswered"]


def test_words_that_are_searched_for_are_kept_encrypted(story: Story, amina: Visitor, app: Flask) -> None:
    saves(amina, "About him", "/staff/?q=Maxamed")
    with app.app_context(), reading() as session:
        assert "maxamed" not in str(session.execute(text("SELECT * FROM saved_filters")).all()).casefold()
        assert "Maxamed" in session.scalars(select(SavedFilter.query)).one()
