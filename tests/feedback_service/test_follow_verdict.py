"""Did this answer you? On the person's own page."""

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.intake import Accepted
from feedback_service.models import BoardEntry, Feedback, GivenVerdict
from feedback_service.storage import reading
from feedback_service.vocabulary import Stage, Verdict
from tests.support.story import Story
from tests.support.visitor import Visitor


@pytest.fixture
def answered(app: Flask) -> Accepted:
    """Kofi wrote on the web, and it was published and answered."""
    story = Story(app)
    said = story.says("The ward was cold at night", channel="web", provider_reference="form")
    story.publishes(said)
    story.answers(said)
    return said


def feedback(app: Flask) -> Feedback:
    with app.app_context(), reading() as session:
        found = session.scalars(select(Feedback)).unique().one()
        assert found.messages
        return found


def verdicts(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(GivenVerdict.verdict).order_by(GivenVerdict.id)))


def test_nobody_is_asked_before_there_is_an_answer(app: Flask, kofi: Visitor) -> None:
    said = Story(app).says("The ward was cold at night")
    assert "Did this answer you" not in kofi.opens(f"/follow/{said.follow_token}").reads


def test_a_no_opens_it_again_with_what_is_missing_for_staff_only(app: Flask, kofi: Visitor, answered: Accepted) -> None:
    kofi.opens(f"/follow/{answered.follow_token}")
    kofi.submits("#verdict form", button="No", missing="It is still cold in bay 4")
    assert "Thank you for telling us" in kofi.reads
    assert "somebody else will answer" in kofi.reads
    assert verdicts(app) == [Verdict.NO]
    again = feedback(app)
    assert (again.answered_at, again.messages[-1].body) == (None, "It is still cold in bay 4")
    with app.app_context(), reading() as session:
        entry = session.scalars(select(BoardEntry)).one()
        assert entry.stage == Stage.REOPENED
        assert "bay 4" not in str(entry.payload)


def test_the_same_verdict_twice_is_one_and_another_replaces_it(app: Flask, kofi: Visitor, answered: Accepted) -> None:
    kofi.opens(f"/follow/{answered.follow_token}")
    for button in ("Partly", "Partly", "Yes"):
        kofi.submits("#verdict form", button=button)
    assert verdicts(app) == [Verdict.PARTLY, Verdict.YES]
    assert "You said: Yes" in kofi.reads


def test_without_a_choice_the_page_asks_for_one_and_nothing_is_kept(
    app: Flask, kofi: Visitor, answered: Accepted
) -> None:
    kofi.opens(f"/follow/{answered.follow_token}").submits("#verdict form")
    assert "Choose yes, partly or no" in kofi.reads
    assert verdicts(app) == []


@pytest.mark.parametrize("answer", ["", "x", "999999", "9" * 40])
def test_an_answer_that_is_not_the_latest_is_not_judged(
    app: Flask, kofi: Visitor, answered: Accepted, answer: str
) -> None:
    kofi.posts(f"/follow/{answered.follow_token}/verdict", {"verdict": "no", "answer": answer})
    assert kofi.answer.status_code == 200
    assert verdicts(app) == []


def test_words_of_danger_on_the_page_flag_it(app: Flask, kofi: Visitor, answered: Accepted) -> None:
    kofi.opens(f"/follow/{answered.follow_token}")
    kofi.submits("#verdict form", button="No", missing="i want to die")
    with app.app_context(), reading() as session:
        assert session.scalars(select(Feedback)).unique().one().flags[0].cleared_at is None
