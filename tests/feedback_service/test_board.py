"""The board is a numbered log: page + later events == a fresh page, always."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from feedback_service import clock, lifecycle, publishing
from feedback_service.board import queries
from feedback_service.board.payload import entry_payload
from feedback_service.models import BoardEntry, BoardEvent, Feedback, SafetyFlag
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import PlaceKind
from tests.support.story import Story
from tests.support.visitor import Visitor

EVERYTHING = queries.BoardFilter()


def fresh_page(app: Flask) -> queries.Page:
    with app.app_context(), reading() as session:
        return queries.page(session, EVERYTHING, size=1000)


def events_after(app: Flask, number: int) -> queries.Events:
    with app.app_context(), reading() as session:
        return queries.events_after(session, number)


def apply(entries: list[dict[str, Any]], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a client does: put, replace or remove by id, order by position."""
    by_id = {entry["id"]: entry for entry in entries}
    for event in events:
        if event["type"] == "entry_withdrawn":
            by_id.pop(event["entry"]["id"], None)
        else:
            by_id[event["entry"]["id"]] = event["entry"]
    return sorted(by_id.values(), key=lambda entry: -entry["position"])


def test_publishing_needs_consent_no_open_flag_and_words(each_app: Flask) -> None:
    story = Story(each_app)
    said = story.says("   ", consent=None)
    with each_app.app_context(), transaction() as session:
        feedback = session.get_one(Feedback, said.feedback_id)
        session.add(SafetyFlag(feedback=feedback, note="worried", raised_at=clock.now()))
    with pytest.raises(publishing.CannotPublish) as refused:
        story.publishes(said)
    assert refused.value.obstacles == ["consent", "safety_flag", "no_words"]
    assert fresh_page(each_app).entries == []


def test_what_is_published_is_on_the_board_with_its_answer(each_app: Flask) -> None:
    story = Story(each_app)
    said = story.says("The waiting room is cold")
    story.answers(said, "The heating was mended")
    story.publishes(said)
    (entry,) = fresh_page(each_app).entries
    assert entry["said"] == [{"words": "The waiting room is cold", "language": "en", "direction": "ltr"}]
    assert entry["responses"][0]["words"] == "The heating was mended"
    assert entry["stage"] == "did"


def test_the_public_payload_holds_what_the_whitelist_names_and_nothing_else(app: Flask) -> None:
    story = Story(app)
    story.publishes(story.says("Hello", sender="+447700900001"))
    (entry,) = fresh_page(app).entries
    assert set(entry) == {
        "id", "position", "stage", "due_on", "place", "borough", "said", "people", "responses",
        "published_at", "updated_at",
    }  # fmt: skip


def test_two_changes_within_a_second_are_told_apart(app: Flask) -> None:
    story = Story(app)
    said = story.says()
    story.publishes(said)
    first = fresh_page(app).entries[0]["updated_at"]
    with clock.at(datetime.fromisoformat(first) + timedelta(microseconds=1)):
        story.answers(said)
    assert fresh_page(app).entries[0]["updated_at"] != first


def test_a_promise_puts_the_entry_in_doing_and_keeping_it_in_did(each_app: Flask) -> None:
    story = Story(each_app)
    said = story.says()
    story.publishes(said)
    assert fresh_page(each_app).entries[0]["stage"] == "heard"
    story.answers(said, "We will paint it", kind="doing")
    assert fresh_page(each_app).entries[0]["stage"] == "doing"
    assert fresh_page(each_app).entries[0]["due_on"] is not None
    with clock.at(clock.now() + timedelta(days=1)):
        story.answers(said, "It is painted", kind="did")
    assert fresh_page(each_app).entries[0]["stage"] == "did"
    assert fresh_page(each_app).entries[0]["due_on"] is None


def test_event_numbers_are_contiguous_under_concurrent_publishing(each_app: Flask) -> None:
    story = Story(each_app)
    said = [story.says(f"Feedback {number}") for number in range(24)]
    with ThreadPoolExecutor(8) as moderators:
        list(moderators.map(story.publishes, said))
    events = events_after(each_app, 0)
    assert [event["sequence"] for event in events.events] == list(range(1, 25))


def test_a_publication_that_fails_leaves_no_gap(each_app: Flask) -> None:
    story = Story(each_app)
    story.publishes(story.says("one"))
    refused = story.says("two")
    with each_app.app_context(), pytest.raises(RuntimeError), transaction() as session:
        feedback = lifecycle.locked(session, refused.reference)
        assert feedback
        publishing.publish(session, feedback, story.amina)
        raise RuntimeError("the power goes")
    story.publishes(story.says("three"))
    assert [event["sequence"] for event in events_after(each_app, 0).events] == [1, 2]


def test_no_replay_shows_words_that_were_withdrawn(each_app: Flask) -> None:
    story = Story(each_app)
    said = story.says("My neighbour Sam Example was on the ward")
    story.publishes(said)
    story.withdraws(said)
    replay = events_after(each_app, 0)
    assert "Sam" not in str(replay)
    assert [event["type"] for event in replay.events] == ["entry_withdrawn", "entry_withdrawn"]


def test_a_withdrawn_entry_can_come_back_at_the_top(each_app: Flask) -> None:
    story = Story(each_app)
    first, second = story.says("first"), story.says("second")
    story.publishes(first)
    story.publishes(second)
    story.withdraws(first)
    story.moves(first, "pending")
    story.publishes(first)
    assert [entry["said"][0]["words"] for entry in fresh_page(each_app).entries] == ["first", "second"]


def test_a_withdrawal_without_a_reason_is_refused(app: Flask) -> None:
    story = Story(app)
    said = story.says()
    story.publishes(said)
    with pytest.raises(lifecycle.NotAllowed):
        story.withdraws(said, reason=" ")


@pytest.mark.parametrize("seed", range(6))
def test_page_plus_later_events_is_a_fresh_page_whatever_happens(each_app: Flask, seed: int) -> None:
    chance = random.Random(seed)
    story = Story(each_app)
    everybody = [story.says(f"Feedback {number}") for number in range(8)]
    status = {said.reference: "pending" for said in everybody}
    viewers = [fresh_page(each_app)]
    for _ in range(30):
        said = chance.choice(everybody)
        if status[said.reference] == "pending":
            story.publishes(said)
            status[said.reference] = "published"
        elif status[said.reference] == "withdrawn":
            story.moves(said, "pending")
            status[said.reference] = "pending"
        elif chance.random() < 0.4:
            story.withdraws(said)
            status[said.reference] = "withdrawn"
        else:
            story.answers(said, f"Answer {chance.random()}", kind=chance.choice(["did", "doing", "cannot"]))
        if chance.random() < 0.3:
            viewers.append(fresh_page(each_app))
    now = fresh_page(each_app)
    for viewer in viewers:
        assert apply(viewer.entries, events_after(each_app, viewer.last).events) == now.entries


@pytest.mark.parametrize("number", [-1, 1, 10**17])
def test_a_number_the_log_does_not_know_is_answered_with_resync(app: Flask, number: int) -> None:
    assert events_after(app, number).resync


def test_a_client_too_far_behind_is_told_to_reload(app: Flask) -> None:
    story = Story(app)
    for number in range(3):
        story.publishes(story.says(f"Feedback {number}"))
    with app.app_context(), reading() as session:
        assert queries.events_after(session, 0, limit=2).resync
        assert not queries.events_after(session, 1, limit=2).resync


def test_a_client_whose_missed_events_are_too_large_is_told_to_reload(app: Flask) -> None:
    story = Story(app)
    enough = queries.MAX_CATCH_UP_BYTES // 1500 + 1
    said = story.says("x" * 1500)
    story.publishes(said)
    for _ in range(min(enough, queries.MAX_CATCH_UP - 1)):
        story.answers(said, "y" * 1500)
    with app.app_context(), reading() as session:
        last = queries.last_number(session)
        assert last <= queries.MAX_CATCH_UP
        assert queries.events_after(session, 0).resync
        assert not queries.events_after(session, last - 1).resync


def test_every_event_can_be_read_in_chunks_however_many(app: Flask) -> None:
    story = Story(app)
    for number in range(5):
        story.publishes(story.says(f"Feedback {number}"))
    with app.app_context(), reading() as session:
        first = queries.next_events(session, 0, 3)
        rest = queries.next_events(session, first.last, 3)
    assert [event["sequence"] for event in first.events + rest.events] == [1, 2, 3, 4, 5]


def test_the_page_is_cut_by_position_and_the_rest_is_one_link_away(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    for number in range(23):
        story.publishes(story.says(f"Feedback number {number}"))
    kofi.opens("/")
    assert len(kofi.page.select("li.entry")) == 20
    link = kofi.page.select_one("[data-older-link]")
    assert link
    kofi.opens(str(link["href"]))
    assert [quote.get_text(strip=True) for quote in kofi.page.select("blockquote")] == [
        "Feedback number 2", "Feedback number 1", "Feedback number 0",
    ]  # fmt: skip


def test_the_board_shows_one_borough_with_everything_below_it(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    ealing, hounslow = story.place("ealing"), story.place("hounslow")
    ward = story.place("ward", PlaceKind.TEAM, ealing)
    story.publishes(story.says("On the ward", place_id=ward))
    story.publishes(story.says("Elsewhere", place_id=hounslow))
    kofi.opens("/?borough=ealing")
    assert "On the ward" in kofi.reads
    assert "Elsewhere" not in kofi.reads


def test_the_board_shows_one_stage(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    answered, waiting = story.says("Answered one"), story.says("Waiting one")
    story.publishes(answered)
    story.publishes(waiting)
    story.answers(answered)
    assert "Waiting one" not in kofi.opens("/?stage=did").reads
    assert "Answered one" not in kofi.opens("/?stage=heard").reads
    assert kofi.opens("/?stage=nonsense").answer.status_code == 200


def test_the_words_keep_their_language_and_direction(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    story.publishes(story.says("شكرا", language="ar"))
    story.publishes(story.says("who knows", language=None))
    quotes = {
        quote.get_text(strip=True): (quote["lang"], quote["dir"]) for quote in kofi.opens("/").page.select("blockquote")
    }
    assert quotes == {"شكرا": ("ar", "rtl"), "who knows": ("und", "auto")}


def test_words_that_look_like_markup_stay_words(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    story.publishes(story.says("<script>alert(1)</script> & <b>bold</b>"))
    kofi.opens("/")
    assert "<script>alert(1)" not in kofi.answer.text
    assert "<script>alert(1)</script> & <b>bold</b>" in kofi.reads


def test_an_overdue_promise_says_so(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    said = story.says()
    story.publishes(said)
    story.answers(said, "Soon", kind="doing", due=(clock.now() - timedelta(days=2)).date())
    overdue = kofi.opens("/").page.select_one("#board [data-field=overdue]")
    assert overdue is not None
    assert not overdue.has_attr("hidden")


def test_an_entry_has_a_page_until_it_is_withdrawn(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    said = story.says("A page of my own")
    story.publishes(said)
    (entry,) = fresh_page(app).entries
    assert "A page of my own" in kofi.opens(f"/entries/{entry['id']}").reads
    story.withdraws(said)
    assert kofi.opens(f"/entries/{entry['id']}").answer.status_code == 404


def test_the_events_address_gives_what_came_after(base: str, app: Flask) -> None:
    story = Story(app)
    story.publishes(story.says("one"))
    story.publishes(story.says("two"))
    answer = requests.get(f"{base}/api/v1/board/events?after=1", timeout=5).json()
    assert [event["sequence"] for event in answer["events"]] == [2]
    assert answer["last"] == 2
    assert answer["events"][0]["type"] == "entry_published"
    assert requests.get(f"{base}/api/v1/board/events?after=9", timeout=5).json()["resync"] is True


@pytest.mark.parametrize("after", ["", "x", "-1", "1.5", "١", "9" * 40])
def test_a_bad_number_is_answered_with_a_problem_document(base: str, after: str) -> None:
    answer = requests.get(f"{base}/api/v1/board/events", params={"after": after}, timeout=5)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "after" in answer.json()["detail"]


def test_the_meter_counts_from_receipt_before_moderation(kofi: Visitor, app: Flask) -> None:
    story = Story(app)
    with clock.at(clock.now() - timedelta(days=12)):
        story.says("nobody has read this yet", consent=None)
    answered = story.says("this was answered")
    story.publishes(answered)
    story.answers(answered)
    kofi.opens("/")
    meter = {item["data-meter"]: item.get_text(strip=True) for item in kofi.page.select("[data-meter]")}
    assert meter == {"waiting": "1", "longest": "12", "answered": "1"}


def test_every_event_points_at_an_entry_and_the_payload_can_be_rendered_again(app: Flask) -> None:
    story = Story(app)
    story.publishes(story.says("Once"))
    with app.app_context(), reading() as session:
        event = session.scalars(select(BoardEvent)).unique().one()
        entry = session.get_one(BoardEntry, event.entry_id)
        feedback = list(session.scalars(select(Feedback)).unique())
        assert entry_payload(entry, feedback, []) == entry.payload
