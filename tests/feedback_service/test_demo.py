"""The example data: believable, at every stage, and played through the real steps."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from config.settings import Settings
from feedback_service import audit_chain
from feedback_service.board import queries
from feedback_service.board.views import is_overdue
from feedback_service.demo import commands
from feedback_service.demo.loading import DATA
from feedback_service.models import Feedback, Place, Question, SafetyFlag
from feedback_service.storage import reading
from feedback_service.vocabulary import Asked
from tests.support.visitor import Visitor
from wsgi import create_app

EVERY_STATUS = {"pending", "published", "private", "rejected", "withdrawn"}


@pytest.fixture
def loaded(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application after `demo load`; the file with the passwords goes to the test's folder."""
    monkeypatch.setattr(commands, "SIGN_IN_FILE", tmp_path / "demo-sign-in.txt")
    answer = app.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 0, answer.output
    return app


def test_there_is_feedback_in_every_state_in_several_languages_across_the_boroughs(loaded: Flask) -> None:
    with loaded.app_context(), reading() as session:
        feedback = list(session.scalars(select(Feedback)).unique())
        boroughs = set(session.scalars(select(Place.slug).where(Place.kind == "borough")))
        assert {each.status for each in feedback} == EVERY_STATUS
        assert {"en", "ar", "pa", "pl"} <= {each.language for each in feedback}
        assert {each.place.borough.slug for each in feedback if each.place and each.place.borough} == boroughs
        assert len(boroughs) == 3
        assert session.scalars(select(SafetyFlag)).first() is not None
        assert audit_chain.first_broken(session) is None


def test_the_board_shows_every_stage_and_promises_that_are_overdue(loaded: Flask) -> None:
    with loaded.app_context(), reading() as session:
        entries = queries.page(session, queries.BoardFilter(), size=100).entries
        assert {entry["stage"] for entry in entries} == {"heard", "doing", "did", "cannot", "reopened"}
        assert any(is_overdue(entry["due_on"]) for entry in entries)


def test_what_had_to_be_hidden_is_nowhere_on_the_board(loaded: Flask) -> None:
    hidden = [
        each["words"]
        for item in json.loads(DATA.read_text(encoding="utf-8"))["feedback"]
        if item["outcome"] == "published"
        for each in item["hide"]
    ]
    with loaded.app_context(), reading() as session:
        said = [
            part["words"]
            for entry in queries.page(session, queries.BoardFilter(), size=100).entries
            for part in entry["said"]
        ]
    assert hidden
    assert not [words for words in hidden if any(words in each for each in said)]


def test_the_examples_show_the_whole_conversation(loaded: Flask, base: str) -> None:
    line = next(line for line in commands.SIGN_IN_FILE.read_text().splitlines() if "moderator@" in line)
    amina = Visitor(base).opens("/staff/")
    amina.submits("main form", email=line.split()[0], password=line.split()[-1])
    flagged, person = amina.page.select(".desk-row--flagged a")
    amina.opens("/staff/?tab=answer")
    assert "Opened again: the answer did not help" in amina.reads
    assert "An answer waits for a translation" in amina.reads
    assert "suicide" in amina.opens(str(flagged["href"])).page.select_one(".desk-danger--found").get_text()
    assert amina.opens(str(person["href"])).page.select_one(".desk-danger--found") is None
    with loaded.app_context(), reading() as session:
        asked = session.scalars(select(Question).where(Question.kind == Asked.PREVIEW)).one()
        assert asked.closed_at is None


def test_the_moderator_that_was_printed_can_sign_in(loaded: Flask, base: str) -> None:
    line = next(line for line in commands.SIGN_IN_FILE.read_text().splitlines() if "moderator@" in line)
    assert commands.SIGN_IN_FILE.stat().st_mode & 0o777 == 0o600
    email, password = line.split()[0], line.split()[-1]
    amina = Visitor(base).opens("/staff/")
    amina.submits("main form", email=email, password=password)
    assert "To decide" in amina.reads


def test_a_second_load_is_refused_with_one_line_or_silent_when_asked(loaded: Flask) -> None:
    runner = loaded.test_cli_runner()
    refused = runner.invoke(args=["demo", "load"])
    assert refused.exit_code == 2
    assert len(refused.output.strip().splitlines()) == 1
    assert runner.invoke(args=["demo", "load", "--if-empty"]).output == ""


def test_production_loads_no_examples(settings: Settings) -> None:
    production = settings.model_copy(update={"environment": "production"})
    refused = create_app(production).test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 2


def test_the_start_prints_what_to_open_and_how_to_sign_in(loaded: Flask) -> None:
    printed = loaded.test_cli_runner().invoke(args=["demo", "sign-in"]).output
    for words in ("/staff/", "/phone", "/feedback", "moderator@example.org"):
        assert words in printed
