"""A person's yes or no to the board: a "no" works at once, a "yes" waits for a human decision."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import audit_chain
from feedback_service.board import queries
from feedback_service.follow.consent import UnknownLink, set_consent
from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, Feedback, FeedbackHistory
from feedback_service.storage import reading, transaction
from feedback_service.withdrawals import ASKED_FOR
from tests.support.story import Story
from tests.support.visitor import Visitor


def follow(base: str, said: Accepted) -> Visitor:
    return Visitor(base).opens(f"/follow/{said.follow_token}")


def feedback_of(app: Flask, said: Accepted) -> Feedback:
    with app.app_context(), reading() as session:
        return session.get_one(Feedback, said.feedback_id)


def events_after(app: Flask, number: int) -> list[str]:
    with app.app_context(), reading() as session:
        return [event["type"] for event in queries.events_after(session, number).events]


def test_no_takes_it_off_every_open_board_at_once(each_app: Flask) -> None:
    story = Story(each_app)
    said = story.says()
    story.publishes(said)
    assert events_after(each_app, 0) == ["entry_published"]
    answer = each_app.test_client().post(f"/follow/{said.follow_token}/consent", data={"agrees": "no"})
    assert answer.status_code == 303
    assert events_after(each_app, 1) == ["entry_withdrawn"]
    feedback = feedback_of(each_app, said)
    assert (feedback.status, feedback.consent) == ("withdrawn", False)
    with each_app.app_context(), reading() as session:
        assert queries.page(session, queries.BoardFilter()).entries == []
        last = session.scalars(select(FeedbackHistory).order_by(FeedbackHistory.id.desc()).limit(1)).one()
        assert (last.staff_id, last.to_status, last.reason) == (None, "withdrawn", ASKED_FOR)
        records = session.scalars(select(AuditRecord).order_by(AuditRecord.sequence.desc()).limit(2)).all()
        subject = f"feedback:{feedback.id}"
        assert [(each.action, each.subject, each.staff_id, each.details) for each in reversed(records)] == [
            ("consent.taken_back", subject, None, {}),
            ("feedback.withdrawn", subject, None, {"because": "consent"}),
        ]
        assert audit_chain.first_broken(session) is None


def test_the_page_says_that_it_was_taken_off_because_the_person_asked(app: Flask, base: str) -> None:
    story = Story(app)
    said = story.says()
    story.publishes(said)
    joan = follow(base, said).submits(button="Take it off the board")
    assert "Your choice is saved" in joan.reads
    assert "because you asked for it" in joan.reads
    assert "You said no to the board" in joan.reads


def test_who_texted_can_agree_and_a_person_still_decides(app: Flask, base: str) -> None:
    said = Story(app).says(consent=None)
    joan = follow(base, said).submits(button="Yes, you can show it")
    feedback = feedback_of(app, said)
    assert (feedback.consent, feedback.status) == (True, "pending")
    assert "You said that we can show it" in joan.reads
    assert "You said yes to the board" in joan.reads


def test_a_yes_after_a_no_waits_for_a_human_decision_again(app: Flask, base: str) -> None:
    story = Story(app)
    said = story.says()
    story.publishes(said)
    joan = follow(base, said).submits(button="Take it off the board")
    joan.submits(button="Yes, you can show it")
    feedback = feedback_of(app, said)
    assert (feedback.status, feedback.consent) == ("pending", True)
    assert "It waits for a person to decide again" in joan.reads
    assert events_after(app, 2) == []
    story.publishes(said)
    assert events_after(app, 2) == ["entry_published"]


def test_what_was_kept_private_for_want_of_a_yes_is_decided_again_after_it(app: Flask) -> None:
    story = Story(app)
    said = story.says(consent=None)
    story.moves(said, "private")
    with app.app_context():
        set_consent(said.follow_token, agrees=True)
    assert feedback_of(app, said).status == "pending"


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_what_staff_took_off_or_refused_stays_so_whatever_the_person_agrees_to(app: Flask, state: str) -> None:
    story = Story(app)
    said = story.says()
    if state == "withdrawn":
        story.publishes(said)
        story.withdraws(said)
    else:
        story.moves(said, state, reason="An advert")
    with app.app_context():
        set_consent(said.follow_token, agrees=False)
        set_consent(said.follow_token, agrees=True)
    feedback = feedback_of(app, said)
    assert (feedback.status, feedback.consent) == (state, True)


@pytest.mark.parametrize("consent", [None, False])
@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_where_a_yes_leads_to_nothing_nothing_is_promised(
    app: Flask, base: str, state: str, consent: bool | None
) -> None:
    story = Story(app)
    said = story.says(consent=consent if state == "rejected" else True)
    if state == "withdrawn":
        story.publishes(said)
        story.withdraws(said)
        with app.app_context(), transaction() as session:
            session.get_one(Feedback, said.feedback_id).consent = consent
    else:
        story.moves(said, state, reason="An advert")
    page = follow(base, said)
    assert "Yes, you can show it" not in page.reads
    assert "a person reads it first" not in page.reads
    assert ("Your choice about the board" in page.reads) is (consent is False)


def test_the_same_choice_twice_is_on_record_once(app: Flask) -> None:
    story = Story(app)
    said = story.says()
    story.publishes(said)
    with app.app_context():
        for _ in range(3):
            set_consent(said.follow_token, agrees=False)
        with reading() as session:
            actions = list(session.scalars(select(AuditRecord.action)))
    assert actions.count("consent.taken_back") == 1
    assert events_after(app, 1) == ["entry_withdrawn"]


def test_choices_at_the_same_moment_take_turns(each_app: Flask) -> None:
    story = Story(each_app)
    said = story.says()
    story.publishes(said)

    def choose(number: int) -> None:
        with each_app.app_context():
            set_consent(said.follow_token, agrees=bool(number % 2))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(choose, range(8)))
    feedback = feedback_of(each_app, said)
    assert (feedback.status, feedback.consent) in {("pending", True), ("pending", False), ("withdrawn", False)}
    assert events_after(each_app, 1) == ["entry_withdrawn"]


def test_another_persons_words_stay_on_an_entry_that_answers_both(app: Flask) -> None:
    story = Story(app)
    joan, kofi = story.says("The ward is cold"), story.says("I froze there")
    story.publishes(joan)
    with app.app_context(), transaction() as session:
        session.get_one(Feedback, kofi.feedback_id).entry_id = session.get_one(Feedback, joan.feedback_id).entry_id
    story.publishes(kofi)
    story.answers(kofi, "New heaters are in")
    with app.app_context():
        set_consent(joan.follow_token, agrees=False)
        with reading() as session:
            (entry,) = queries.page(session, queries.BoardFilter()).entries
    assert [each["words"] for each in entry["said"]] == ["I froze there"]


@pytest.mark.parametrize("agrees", [None, "", "maybe", "\x00"])
def test_a_choice_that_was_not_offered_changes_nothing(app: Flask, agrees: str | None) -> None:
    said = Story(app).says()
    data = {} if agrees is None else {"agrees": agrees}
    assert app.test_client().post(f"/follow/{said.follow_token}/consent", data=data).status_code == 400
    assert feedback_of(app, said).consent is True


def test_an_unknown_link_has_no_say(app: Flask) -> None:
    with app.app_context(), pytest.raises(UnknownLink):
        set_consent("nobody's", agrees=False)
