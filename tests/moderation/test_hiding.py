"""Suggestions and rules at the desk over real HTTP, without a script: accepted, refused, hidden everywhere."""

import json
import logging
import re

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import hiding_rules
from feedback_service.hiding_rules import NewRule, WrongRule
from feedback_service.models import BoardEntry, BoardEvent, HidingRule, Redaction, RefusedSuggestion
from feedback_service.storage import reading, transaction
from feedback_service.suggestions import of_public_words
from feedback_service.vocabulary import Hidden, Reach, Role, RuleSort
from moderation.permissions import Action
from moderation.told.data import Approval, Hide, InPlace, Leave, Refused, ShowAgain
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

WORDS = "Nurse Amara was kind. Ring me on 07700 900123."


def opens(visitor: Visitor, said) -> Visitor:
    return visitor.opens(f"/staff/items/{said.reference}")


def suggested(visitor: Visitor) -> list[str]:
    return [each.get_text() for each in visitor.page.select(".desk-suggestion q")]


def preview(visitor: Visitor) -> str:
    return visitor.page.select_one(".desk-preview blockquote").get_text()


def presses(visitor: Visitor, button: str, words: str, **values: str) -> Visitor:
    """Hide or Leave beside the suggestion with these words."""
    row = next(each for each in visitor.page.select(".desk-suggestion") if each.q.get_text() == words)
    pressed = next(each for each in row.select("button") if each.get_text().startswith(button))
    form = visitor.page.select_one("#suggestion-form")
    data = {field["name"]: field["value"] for field in form.select("input")} | values
    address = pressed.get("formaction") or form["action"]
    return visitor.posts(str(address), {**data, "suggestion": pressed["value"]})


def accepts_all(visitor: Visitor) -> Visitor:
    form = "#accept-all-form" if visitor.page.select_one("#accept-all-form") else "#suggestion-form"
    values = [str(each["value"]) for each in visitor.page.select(".desk-suggestion [data-accept]")]
    return visitor.submits(form, suggestion=values)


def test_each_suggestion_stands_in_the_words_with_its_kind_and_its_reason(story: Story, amina: Visitor) -> None:
    opens(amina, story.says(WORDS))
    assert suggested(amina) == ["Amara", "07700 900123"]
    first, second = amina.page.select(".desk-suggestion")
    assert "staff name: Amara a name after a job" in " ".join(first.get_text(" ").split())
    assert "phone number:" in second.get_text()
    assert [each.get_text() for each in amina.page.select("mark .desk-suggested__kind")] == [
        "staff name?",
        "phone number?",
    ]


def test_accepted_ones_are_hidden_and_refused_ones_do_not_come_back(story: Story, amina: Visitor) -> None:
    opens(amina, story.says(WORDS))
    presses(amina, "Hide", "07700 900123")
    assert preview(amina) == "Nurse Amara was kind. Ring me on [phone number removed]."
    presses(amina, "Leave", "Amara")
    assert "No suggestions" in amina.reads
    assert preview(amina) == "Nurse Amara was kind. Ring me on [phone number removed]."
    assert suggested(opens(amina, type("Said", (), {"reference": amina.answer.url.rsplit("/", 1)[-1]}))) == []


def test_all_are_accepted_at_once(story: Story, amina: Visitor) -> None:
    accepts_all(opens(amina, story.says(WORDS)))
    assert preview(amina) == "Nurse [staff name removed] was kind. Ring me on [phone number removed]."


def test_what_is_half_hidden_is_suggested_by_half(each_desk: Desk) -> None:
    said = each_desk.story.says("My name is Tom Brown")
    message = each_desk.feedback(said).messages[0]
    each_desk.does(Action.REDACT, said, Hide(((message.id, 11, 14),), Hidden.NAME))
    with each_desk.app.app_context(), reading() as session:
        feedback = session.merge(each_desk.feedback(said), load=False)
        assert [each.words for each in of_public_words(session, feedback)] == ["Brown"]


def test_shapes_that_are_no_suggestion_are_refused_with_a_sentence(story: Story, amina: Visitor) -> None:
    said = story.says(WORDS)
    opens(amina, said)
    form = amina.page.select_one("#suggestion-form")
    data = {field["name"]: field["value"] for field in form.select("input")}
    for bad in (
        "1:2:3",
        "a:b:c:name",
        "1:0:3:nonsense",
        f"1:0:{10**12}:name",
        "999999:0:4:name",
        "1:5:2:name",
        "\x00",
        "1:0:9999:name",
    ):
        for action in ("redact", "leave"):
            amina.posts(f"/staff/items/{said.reference}/{action}", {**data, "suggestion": bad})
            assert amina.answer.status_code == 422, (action, bad)
    amina.posts(f"/staff/items/{said.reference}/leave", data)
    assert amina.answer.status_code == 422
    amina.posts(f"/staff/items/{said.reference}/redact", {**data, "suggestion": "1:0:5:name", "reach": "galaxy"})
    assert amina.answer.status_code == 422


def test_publishing_a_phone_number_needs_one_more_tick(story: Story, amina: Visitor) -> None:
    opens(amina, story.says("My name is Tom Brown. Ring me on 07700 900123."))
    assert "2 suggestions are undecided" in amina.reads
    amina.submits("#publish form")
    assert amina.answer.status_code == 422
    assert "A number or an address can still be read" in amina.reads
    assert amina.page.select_one("#publish-despite") is not None
    presses(amina, "Hide", "07700 900123")
    assert amina.page.select_one("#publish-despite") is None
    assert "1 suggestion is undecided" in amina.reads
    amina.submits("#publish form")
    assert "It is on the board now" in amina.answer.text


def test_the_tick_is_on_record(desk: Desk) -> None:
    said = desk.story.says("My number is 07700 900123")
    with pytest.raises(Refused):
        desk.does(Action.PUBLISH, said)
    desk.does(Action.PUBLISH, said, Approval(despite=True))
    assert ("feedback.published", desk.people[Role.MODERATOR].id) in desk.audit(f"feedback:{said.feedback_id}")


def test_a_rule_made_on_the_page_hides_every_occurrence_there_at_once(each_desk: Desk) -> None:
    said = each_desk.story.says("Rose shouted. I like roses. ROSE left. Rosé was served.")
    message = each_desk.feedback(said).messages[0]
    each_desk.does(Action.REDACT, said, Hide(((message.id, 0, 4),), Hidden.STAFF_NAME, reach=Reach.ITEM))
    body = each_desk.feedback(said).messages[0]
    assert sorted(body.body[each.start : each.end] for each in body.redactions) == ["ROSE", "Rose", "Rosé"]
    other = each_desk.story.says("Rose shouted")
    assert each_desk.feedback(other).messages[0].redactions == []


def makes(desk: Desk, words: str, sort: RuleSort = RuleSort.HIDE, kind: Hidden = Hidden.NAME, **scope: int) -> int:
    with desk.app.app_context(), transaction() as session:
        return hiding_rules.add(session, NewRule(sort, words, kind, **scope), desk.people[Role.MODERATOR].id).id


def hidden(desk: Desk, said) -> list[str]:
    message = desk.feedback(said).messages[0]
    return [message.body[each.start : each.end] for each in message.redactions]


def test_new_feedback_from_the_place_and_below_arrives_with_it_hidden(each_desk: Desk) -> None:
    site = each_desk.story.place("riverbank")
    ward = each_desk.story.place("marigold", parent=site)
    rule = makes(each_desk, "Big Mike", place_id=site)
    there = each_desk.story.says("I saw big  mike at the door", place_id=ward)
    assert hidden(each_desk, there) == ["big  mike"]
    redaction = each_desk.feedback(there).messages[0].redactions[0]
    assert (redaction.rule_id, redaction.staff_id) == (rule, None)
    assert each_desk.history(there) == [("hidden_by_rule", None)]
    elsewhere = each_desk.story.says("I saw Big Mike at the door")
    assert hidden(each_desk, elsewhere) == []
    each_desk.does(Action.SET_PLACE, elsewhere, InPlace(ward))
    assert hidden(each_desk, elsewhere) == ["Big Mike"]


def test_what_a_rule_hid_can_be_shown_again_and_stays_in_sight(each_desk: Desk) -> None:
    place = each_desk.story.place("marigold")
    makes(each_desk, "Big Mike")
    said = each_desk.story.says("Big Mike sings", place_id=place)
    redaction = each_desk.feedback(said).messages[0].redactions[0]
    each_desk.does(Action.UNREDACT, said, ShowAgain(redaction.id))
    each_desk.does(Action.SET_PLACE, said, InPlace(place))
    assert hidden(each_desk, said) == []


def test_a_retired_rule_does_nothing_more_and_what_it_hid_stays_hidden(each_desk: Desk) -> None:
    rule = makes(each_desk, "Big Mike")
    before = each_desk.story.says("Big Mike sings")
    with each_desk.app.app_context(), transaction() as session:
        hiding_rules.retire(session, session.get_one(HidingRule, rule), each_desk.people[Role.MODERATOR].id)
    assert hidden(each_desk, before) == ["Big Mike"]
    assert hidden(each_desk, each_desk.story.says("Big Mike sings")) == []
    assert [action for action, _ in each_desk.audit(f"hiding_rule:{rule}")] == [
        "hiding_rule.added",
        "hiding_rule.retired",
    ]


def test_words_that_are_never_to_be_suggested_are_not(story: Story, amina: Visitor) -> None:
    opens(amina, story.says("Nurse Amara was kind"))
    presses(amina, "Leave", "Amara", reach="everywhere")
    opens(amina, story.says("Nurse Amara came and Nurse Kelly went"))
    assert suggested(amina) == ["Kelly"]


def test_a_rule_that_would_hide_everything_is_refused(desk: Desk) -> None:
    for words, code in (
        ("the", "every_day"),
        ("staff", "every_day"),
        ("a", "words"),
        ("...", "words"),
        ("x " * 9, "words"),
        ("y" * 500, "words"),
    ):
        with pytest.raises(WrongRule) as refused:
            makes(desk, words)
        assert refused.value.code == code, words
    makes(desk, "Big Mike")
    with pytest.raises(WrongRule):
        makes(desk, "BIG-MIKE")


def test_rules_that_no_key_opens_do_not_stop_what_comes_in(desk: Desk) -> None:
    rule = makes(desk, "Big Mike")
    with desk.app.app_context(), transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE hiding_rules SET words = 'gAAAAA' WHERE id = {rule}")
    desk.app.extensions.pop("hiding_rules", None)
    assert hidden(desk, desk.story.says("Big Mike sings")) == []


def test_erasing_somebody_takes_the_rules_about_their_words_and_the_refusals_along(desk: Desk) -> None:
    said = desk.story.says("Nurse Amara and Big Mike", sender=JOAN)
    message = desk.feedback(said).messages[0]
    desk.does(Action.LEAVE, said, Leave(((message.id, 6, 11, Hidden.STAFF_NAME),)))
    desk.does(Action.REDACT, said, Hide(((message.id, 16, 24),), Hidden.NAME, reach=Reach.ITEM))
    desk.story.texts("DELETE")
    desk.story.texts("DELETE")
    with desk.app.app_context(), reading() as session:
        assert [each.words for each in session.scalars(select(HidingRule))] == [""]
        assert session.scalars(select(RefusedSuggestion)).all() == []
        assert session.scalars(select(Redaction)).all() == []


def test_both_sides_stand_side_by_side_with_what_was_removed_marked(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("The food is good. Nurse Amara was kind. Thank you")
    opens(amina, said)
    assert amina.page.select_one("#difference") is None
    presses(amina, "Hide", "Amara")
    rows = amina.page.select("#difference li")
    assert len(rows) == 3
    assert [each.get_text() for each in rows[1].select("del, ins")] == ["Amara", "[staff name removed]"]
    assert rows[0].select("del, ins") == []
    amina.submits("#publish form")
    opens(rhys, said)
    assert "Amara" not in rhys.answer.text
    assert rhys.page.select_one("#difference") is None
    assert rhys.page.select_one("#suggestions") is None


def test_nothing_hidden_is_in_any_public_answer_nor_in_a_log(
    app: Flask, story: Story, amina: Visitor, charlie: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = ["Zebulon", "07700 900987", "Quartermain", "zebulon@example.org"]
    with app.app_context(), transaction() as session:
        hiding_rules.add(session, NewRule(RuleSort.HIDE, "Quartermain", Hidden.NAME), story.amina)
    said = story.says(f"My son {secrets[0]} and Quartermain. Ring {secrets[1]} or {secrets[3]}. Zebulon sings.")
    accepts_all(opens(amina, said))
    amina.submits("#publish form")
    assert "It is on the board now" in amina.answer.text
    opens(amina, said).submits("#hide-form", button="show again")
    accepts_all(amina)
    entry = re.search(r'"id": ?(\d+)', charlie.opens("/api/v1/board").answer.text)
    assert entry
    public = [
        charlie.opens(address).answer.text
        for address in ("/", "/api/v1/board", f"/entries/{entry[1]}", f"/follow/{said.follow_token}")
    ]
    with app.app_context(), reading() as session:
        public += [
            json.dumps(each.payload, ensure_ascii=False) for each in session.scalars(select(BoardEntry)).unique()
        ]
        sequences = session.scalars(select(BoardEvent.sequence)).all()
    public.append(charlie.opens(f"/api/v1/board/events?after={min(sequences) - 1}").answer.text)
    public += [record.getMessage() for record in caplog.records]
    for text in public[:3] + public[4:]:
        for secret in secrets:
            assert secret.lower() not in text.lower()
    assert "removed]" in public[0]


def test_amina_makes_a_rule_on_the_list_and_retires_it(story: Story, amina: Visitor, rhys: Visitor) -> None:
    amina.opens("/staff/hiding-rules").submits("section form[action$='/hiding-rules']", sort="hide", words="Big  Mike")
    assert "The rule holds for what arrives from now on." in amina.answer.text
    assert "always hide: Big Mike" in amina.reads
    said = story.says("Big Mike sings")
    assert "Big Mike" not in preview(opens(amina, said))
    assert "by a rule" in amina.page.select_one(".desk-hidden").get_text()
    amina.opens("/staff/hiding-rules").submits(".desk-rules form")
    assert "There are no rules yet" in amina.reads
    assert "Big Mike" in amina.opens("/staff/hiding-rules?retired=yes").reads
    assert rhys.opens("/staff/hiding-rules").answer.status_code == 403


def test_what_is_wrong_with_a_rule_is_said_beside_its_field(amina: Visitor) -> None:
    form = "section form[action$='/hiding-rules']"
    for values, message in (
        ({"words": "Big Mike"}, "Choose what the rule does"),
        ({"sort": "hide", "words": ""}, "A rule has one to eight words"),
        ({"sort": "hide", "words": "\x00"}, "A rule has one to eight words"),
        ({"sort": "hide", "words": "staff"}, "That is a word of every day"),
        ({"sort": "hide", "words": "Big Mike", "place": "77777"}, "Choose a place from the list"),
        ({"sort": "hide", "words": "Big Mike", "place": "x"}, "Choose a place from the list"),
        ({"sort": "hide", "words": "Big Mike", "kind": "nonsense"}, "Choose what the words are"),
    ):
        amina.opens("/staff/hiding-rules").submits(form, **values)
        assert amina.answer.status_code == 422, values
        assert message in amina.reads
    assert amina.opens("/staff/hiding-rules?before=x&retired=perhaps").answer.status_code == 200
    amina.opens("/staff/hiding-rules")
    token = amina.page.select_one("input[name=csrf_token]")["value"]
    for number in ("999", str(10**12)):
        assert amina.posts(f"/staff/hiding-rules/{number}/retire", {"csrf_token": token}).answer.status_code == 404
