"""The person's own page: where their feedback stands, the answer, and their say over the board."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import clock
from feedback_service.board import queries
from feedback_service.conversation import telling
from feedback_service.intake import Accepted
from feedback_service.models import Feedback, FeedbackHistory, InboundMessage, Redaction
from feedback_service.storage import reading, transaction
from tests.support.story import Story
from tests.support.visitor import Visitor


def follow(base: str, said: Accepted) -> Visitor:
    return Visitor(base).opens(f"/follow/{said.follow_token}")


def feedback_of(app: Flask, said: Accepted) -> Feedback:
    with app.app_context(), reading() as session:
        return session.get_one(Feedback, said.feedback_id)


def hide(app: Flask, said: Accepted, word: str, kind: str) -> None:
    """Amina hides a word."""
    with app.app_context(), transaction() as session:
        message = session.scalars(select(InboundMessage).where(InboundMessage.feedback_id == said.feedback_id)).one()
        start = message.body.index(word)
        message.redactions.append(Redaction(start=start, end=start + len(word), kind=kind, created_at=clock.now()))


def events_after(app: Flask, number: int) -> list[str]:
    with app.app_context(), reading() as session:
        return [event["type"] for event in queries.events_after(session, number).events]


def test_while_it_waits_the_page_says_so_and_shows_no_word_of_it(app: Flask, base: str) -> None:
    said = Story(app).says("My son Idris hid under the bed")
    joan = follow(base, said)
    assert said.reference in joan.reads
    assert "Waiting to be read" in joan.reads
    assert "We received your feedback" in joan.reads
    assert "Monday to Friday, 9am to 5pm" in joan.reads
    assert "Idris" not in joan.answer.text
    assert "bed" not in joan.reads


def test_published_it_shows_what_everyone_sees_and_why_something_was_hidden(app: Flask, base: str) -> None:
    story = Story(app)
    said = story.says("Nurse Abena sat with me on 3 May until Abena had to go")
    hide(app, said, "Abena", "staff_name")
    hide(app, said, "3 May", "date")
    story.publishes(said)
    joan = follow(base, said)
    assert "Nurse [staff name removed] sat with me on [date removed]" in joan.reads
    assert "3 May" not in joan.answer.text
    assert "The name of a member of staff" in joan.reads
    assert "An exact date or time" in joan.reads
    assert "A person read it" in joan.reads
    link = joan.page.select_one("main a[href^='/entries/']")
    assert link is not None
    assert "sat with me" in joan.opens(str(link["href"])).reads


@pytest.mark.parametrize("state", ["pending", "private", "rejected", "published", "withdrawn"])
def test_hidden_words_are_never_on_the_page(app: Flask, base: str, state: str) -> None:
    story = Story(app)
    said = story.says("Nurse Oyelaran shouted at my brother")
    hide(app, said, "Oyelaran", "staff_name")
    if state in {"published", "withdrawn"}:
        story.publishes(said)
    if state in {"private", "rejected"}:
        story.moves(said, state, reason="It names somebody")
    if state == "withdrawn":
        story.withdraws(said)
    page = follow(base, said)
    assert page.answer.status_code == 200
    assert "Oyelaran" not in page.answer.text
    assert ("shouted" in page.answer.text) == (state == "published")


@pytest.mark.parametrize(("state", "label"), [("rejected", "Not published"), ("withdrawn", "Taken off the board")])
def test_the_reason_that_was_written_for_the_person_is_on_the_page(
    app: Flask, base: str, state: str, label: str
) -> None:
    story = Story(app)
    said = story.says()
    if state == "withdrawn":
        story.publishes(said)
        story.withdraws(said, "A relative could be recognised")
    else:
        story.moves(said, state, reason="A relative could be recognised")
    joan = follow(base, said)
    assert label in joan.reads
    assert "A relative could be recognised" in joan.reads


def test_what_happens_at_the_desk_only_stays_there(app: Flask, base: str) -> None:
    story = Story(app)
    said = story.says()
    with app.app_context(), transaction() as session:
        feedback = session.get_one(Feedback, said.feedback_id)
        session.add(
            FeedbackHistory(
                feedback_id=feedback.id,
                at=clock.now(),
                staff_id=story.amina,
                action="flagged",
                from_status="pending",
                to_status="pending",
                reason="a note between colleagues",
                version=2,
            )
        )
    joan = follow(base, said)
    assert "A person read it" in joan.reads
    assert "colleagues" not in joan.answer.text


def test_answers_stand_oldest_first_with_who_promised_what_by_when(app: Flask, base: str) -> None:
    story = Story(app)
    with clock.at(clock.now() - timedelta(days=40)):
        said = story.says()
        story.publishes(said)
        story.answers(said, "We will mend the heating", "doing", due=date(2026, 1, 5))
    joan = follow(base, said)
    assert "Promised by 5 January 2026 (Ward manager) Overdue" in joan.reads
    story.answers(said, "The heating works again", "did")
    joan = follow(base, said)
    assert joan.reads.index("We will mend") < joan.reads.index("works again")
    assert "Overdue" not in joan.reads
    answer = joan.page.select_one(".follow-answer .follow-words")
    assert answer is not None
    assert (answer["lang"], answer["dir"]) == ("en", "ltr")


def test_an_answer_that_was_written_before_the_decision_waits_for_it(app: Flask, base: str) -> None:
    story = Story(app)
    said = story.says()
    story.answers(said, "Written early")
    assert "Written early" not in follow(base, said).reads


def test_an_answer_in_another_language_says_which(app: Flask, base: str) -> None:
    story = Story(app)
    said = story.says("الممرضة لطيفة", language="ar")
    story.publishes(said)
    story.answers(said, "شكرا", language="ar")
    page = follow(base, said).page
    marked = [(each["lang"], each["dir"]) for each in page.select(".follow-answer .follow-words, .follow-shown")]
    assert marked == [("ar", "rtl"), ("ar", "rtl")]


def test_what_answers_both_is_on_both_pages(app: Flask, base: str) -> None:
    story = Story(app)
    joan, kofi = story.says("The ward is cold"), story.says("I froze there")
    story.publishes(joan)
    with app.app_context(), transaction() as session:
        session.get_one(Feedback, kofi.feedback_id).entry_id = session.get_one(Feedback, joan.feedback_id).entry_id
    story.publishes(kofi)
    story.answers(kofi, "New heaters are in")
    with app.app_context():
        telling.tell_what_waited()
    assert "New heaters are in" in follow(base, joan).reads
    assert "I froze there" not in follow(base, joan).reads


@pytest.mark.parametrize("token", ["x", "a" * 22, "a" * 3_000, "%00", "%F0%9F%98%80", "%ff", "'--", "None"])
def test_an_unknown_or_malformed_link_gets_the_same_page(each_app: Flask, token: str) -> None:
    client = each_app.test_client()
    unknown = client.get("/follow/" + "b" * 22)
    found = client.get(f"/follow/{token}")
    assert found.status_code == 404
    assert found.data == unknown.data
    assert client.post(f"/follow/{token}/consent", data={"agrees": "no"}).status_code == 404


def test_the_page_is_neither_kept_nor_found_by_search(app: Flask, base: str) -> None:
    headers = follow(base, Story(app).says()).answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
