"""Templates: made by moderators and administrators, begun with by everybody, never sent with a blank left open."""

import re

import pytest
from sqlalchemy import select

from feedback_service.models import AnswerTemplate, AuditRecord
from feedback_service.storage import reading
from moderation.answering.quality import Factor, Heard, Mark, Written, checklist
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.templates_for_answers import managing
from moderation.templates_for_answers.managing import Wanted
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

PAGE = "/staff/answer-templates"
KETTLE = {"name": "A kettle", "kind": "did", "language": "en", "words": "Thank you. We bought {{what}}."}


def test_those_that_come_with_the_service_have_what_makes_a_good_answer(each_desk: Desk) -> None:
    with each_desk.app.app_context(), reading() as session:
        starters = list(session.scalars(select(AnswerTemplate)))
    assert {each.kind for each in starters} == {"did", "doing", "cannot"}
    for each in starters:
        words = each.words.replace("{{date}}", "3 November").replace("{{number}}", "020 8354 8174")
        words = re.sub(r"\{\{[^{}]*\}\}", "something", words)
        marks = checklist(Written(words, "Ward manager", each.kind), Heard("The staff were kind"))
        missing = {factor for factor, mark in marks.items() if mark not in {Mark.YES, Mark.NOT_NEEDED}}
        assert missing <= {Factor.SPECIFIC, Factor.WHERE}, each.name


def test_a_template_is_added_changed_and_retired_on_record(story: Story, amina: Visitor, rhys: Visitor, app) -> None:
    amina.opens(PAGE).submits(f"form[action='{PAGE}']", **KETTLE)
    assert "The template is added." in amina.answer.text
    number = int(str(amina.page.select_one("a:-soup-contains('A kettle')")["href"]).rsplit("/", 1)[-1])
    amina.opens(f"{PAGE}/{number}").submits(f"form[action='{PAGE}/{number}']", words="We bought {{what}} on {{date}}.")
    assert "We bought {{what}} on {{date}}." in amina.reads
    said = story.says("No kettle")
    story.publishes(said)
    item = f"/staff/items/{said.reference}"
    assert "A kettle" in rhys.opens(item).page.select_one("#respond-template").get_text()
    amina.opens(f"{PAGE}/{number}").submits(f"form[action='{PAGE}/{number}/retire']")
    assert (
        "A kettle" not in rhys.opens(f"/staff/items/{said.reference}").page.select_one("#respond-template").get_text()
    )
    with app.app_context(), reading() as session:
        mine = select(AuditRecord.action).where(AuditRecord.subject == f"answer_template:{number}")
        actions = list(session.scalars(mine.order_by(AuditRecord.sequence)))
    assert actions == [f"answer_template.{each}" for each in ("added", "changed", "retired")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "we changed SOMETHING"), ("kind", "maybe"), ("language", "xx"), ("words", "w" * 2001)],
)
def test_what_no_template_can_be_is_said_beside_the_field(amina: Visitor, field: str, value: str) -> None:
    amina.opens(PAGE).submits(f"form[action='{PAGE}']", **(KETTLE | {field: value}))
    assert amina.answer.status_code == 422
    assert amina.page.select_one(f"#{field}-error")
    kept = amina.page.select_one("#words").get_text().strip()
    assert kept == (value if field == "words" else KETTLE["words"])


def test_two_who_change_one_at_once_overwrite_nothing(amina: Visitor, grace: Visitor) -> None:
    for visitor in (amina, grace):
        visitor.opens(f"{PAGE}/1")
    amina.submits(f"form[action='{PAGE}/1']", words="Amina's words")
    grace.submits(f"form[action='{PAGE}/1']", words="Grace's words")
    assert grace.answer.status_code == 409
    assert "Amina's words" in grace.reads
    assert grace.page.select_one("#words").get_text().strip() == "Grace's words"
    grace.submits(f"form[action='{PAGE}/1']")
    assert "Grace's words" in grace.opens(PAGE).reads


def test_responders_do_not_manage_them_and_wrong_numbers_lead_nowhere(rhys: Visitor, amina: Visitor) -> None:
    assert rhys.opens(PAGE).answer.status_code == 403
    for number in ("99", "99999999999999999999", "x"):
        assert amina.opens(f"{PAGE}/{number}").answer.status_code == 404


def test_the_use_cases_know_what_is_old_gone_or_taken(each_desk: Desk) -> None:
    with each_desk.app.app_context():
        managing.add(Wanted(**KETTLE), each_desk.story.amina)
        with pytest.raises(NotPossible):
            managing.add(Wanted(**KETTLE), each_desk.story.amina)
        with pytest.raises(Unknown):
            managing.retire(2**31 - 1, 1, each_desk.story.amina)
        with pytest.raises(Overtaken):
            managing.change(1, 7, Wanted(**KETTLE), each_desk.story.amina)
        managing.retire(7, 1, each_desk.story.amina)
        managing.add(Wanted(**KETTLE), each_desk.story.amina)


def test_an_unfilled_blank_is_named_beside_its_field_and_nothing_is_lost(story: Story, amina: Visitor) -> None:
    said = story.says("No kettle")
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    words = "Thank you. We bought a kettle on {{date}} for [which room]."
    amina.opens(page).submits("#action-respond form", kind="did", words=words, signed_as="{{role}}")
    assert amina.answer.status_code == 422
    assert "Fill in the blanks “date” · “which room”" in amina.page.select_one("#respond-words-error").get_text()
    assert "Fill in the blank “role”" in amina.page.select_one("#respond-signed_as-error").get_text()
    assert amina.page.select_one("#respond-words").get_text().strip() == words
    assert "Nobody has answered yet" in amina.reads


def test_without_a_script_a_button_adds_the_template_to_what_was_typed(story: Story, amina: Visitor) -> None:
    said = story.says("No kettle")
    amina.opens(f"/staff/items/{said.reference}")
    amina.submits("#action-respond form", button="Insert", template="1", words="Dear friend,", signed_as="Ward manager")
    assert amina.answer.status_code == 200
    words = amina.page.select_one("#respond-words").get_text().strip()
    assert words.startswith("Dear friend,\n\nThank you for telling us about {{")
    assert amina.page.select_one("#respond-signed_as")["value"] == "Ward manager"
    assert amina.page.select_one("#action-respond input[name=kind][checked]")["value"] == "did"
    assert amina.page.select_one("#action-respond").has_attr("open")
    for wrong in ("", "x", "999", "9" * 30):
        amina.submits("#action-respond form", button="Insert", template=wrong)
        assert amina.answer.status_code == 200
        assert amina.page.select_one("#respond-words").get_text().strip() == words
