"""The settings of the desk: made from the fields, with limits, defaults, and who changed what."""

import pytest
from flask import Flask
from pydantic import Field
from sqlalchemy import select

from feedback_service import preferences
from feedback_service.models import AuditRecord
from feedback_service.preferences import Preferences
from feedback_service.storage import reading
from moderation.changing import Overtaken
from moderation.preferences import changing, showing
from tests.support.at_once import at_once
from tests.support.story import Story
from tests.support.visitor import Visitor

FORM = "form[action$='/decide_within_days']"


def test_a_setting_is_changed_and_put_back_and_both_are_on_record(grace: Visitor, app: Flask) -> None:
    grace.opens("/staff/preferences").submits(FORM, value="5")
    assert "It is saved" in grace.answer.text
    assert "Changed by Grace" in grace.reads
    assert "Default: 2" in grace.reads
    with app.app_context(), reading() as session:
        assert preferences.read(session).decide_within_days == 5
    grace.submits("form[action$='/decide_within_days/reset']")
    with app.app_context(), reading() as session:
        assert preferences.read(session).decide_within_days == 2
        found = session.scalars(select(AuditRecord).where(AuditRecord.subject == "preference:decide_within_days"))
        assert [(each.action, each.details) for each in found] == [
            ("preference.changed", {"value": 5, "was": 2}),
            ("preference.reset", {}),
        ]


@pytest.mark.parametrize("typed", ["99999", "-1", "many", "", "1e400", "٣٠٠"])
def test_what_is_no_possible_value_is_said_beside_the_field_and_stays(grace: Visitor, typed: str) -> None:
    grace.opens("/staff/preferences").submits(FORM, value=typed)
    assert grace.answer.status_code == 422
    assert "Write a number from 0 to 60" in grace.page.select_one("#decide_within_days-wrong").get_text()
    assert grace.page.select_one("#decide_within_days")["value"] == typed


def test_two_administrators_do_not_overwrite_each_other(grace: Visitor, app: Flask) -> None:
    grace.opens("/staff/preferences")
    with app.app_context():
        changing.decide("decide_within_days", "", 4, 1)
    grace.submits(FORM, value="7")
    assert grace.answer.status_code == 409
    assert grace.page.select_one("#decide_within_days")["value"] == "7"
    with app.app_context(), reading() as session:
        assert preferences.read(session).decide_within_days == 4


def test_of_several_first_decisions_at_the_same_moment_one_holds(each_app: Flask) -> None:
    by = Story(each_app).amina

    def decides() -> object:
        with each_app.app_context():
            try:
                return changing.decide("decide_within_days", "", 4, by)
            except Overtaken:
                return "overtaken"

    assert sorted(at_once(4, decides), key=str) == [None, "overtaken", "overtaken", "overtaken"]


def test_a_new_setting_appears_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class More(Preferences):
        pause_suggested: bool = Field(default=True, title="Suggest a pause", json_schema_extra={"group": "breaks"})
        helpline: str = Field(default="", max_length=1000)

    monkeypatch.setattr(showing, "Preferences", More)
    monkeypatch.setattr(showing, "read", lambda _session: More())
    with app.app_context(), reading() as session:
        groups = showing.every(session)
    assert [(each.title, each.kind) for each in groups["breaks"]] == [("Suggest a pause", "switch")]
    assert [(each.title, each.kind) for each in groups[showing.OTHERS]] == [("Helpline", "text")]


def test_no_secret_stands_on_the_page(grace: Visitor, app: Flask) -> None:
    page = grace.opens("/staff/preferences").answer.text
    settings = app.extensions["settings"]
    assert "Texts through Twilio" in page
    for secret in (settings.secret_key, settings.field_keys, settings.database_url):
        assert secret not in page


def test_no_other_name_is_a_setting(grace: Visitor) -> None:
    token = grace.opens("/staff/preferences").page.select_one("input[name=csrf_token]")["value"]
    for address in ("/staff/preferences/secret_key", "/staff/preferences/secret_key/reset"):
        assert grace.posts(address, {"csrf_token": token, "value": "1"}).answer.status_code == 404


def test_a_choice_is_in_words_and_so_is_its_default(grace: Visitor) -> None:
    grace.opens("/staff/preferences")
    options = grace.page.select("#second_factor option")
    assert [(each["value"], each.get_text()) for each in options] == [
        ("off", "Nobody"),
        ("administrators", "Administrators"),
        ("everybody", "Everybody"),
    ]
    assert "Default: Nobody." in grace.reads
