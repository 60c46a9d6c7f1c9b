"""Filters: they combine, stand in the address, say the same to the table and to the index, and survive any address."""

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from flask import Flask

from feedback_service import clock, lifecycle
from feedback_service.intake import Accepted
from feedback_service.models import Place, Team, TeamMember
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Moderation, PlaceKind, Role
from moderation.permissions import Action
from moderation.queue import filters, listing, queries
from moderation.told.data import Note
from tests.moderation.conftest import Desk
from tests.moderation.test_queue import counts, rows, says, shown
from tests.support.story import Story
from tests.support.visitor import Visitor


def found(desk: Desk, staff_id: int = 0, role: Role = Role.MODERATOR, **address: str) -> list[str]:
    """What the listing at this address shows, in order."""
    with desk.app.app_context(), reading() as session:
        there = filters.choices(session, staff_id, "Europe/London")
        return queries.page(session, listing.read(address, role, there)).references


def given_to_team(app: Flask, said: Accepted, name: str, *members: int) -> int:
    with app.app_context(), transaction() as session:
        team = Team(name=name, created_at=clock.now())
        session.add(team)
        session.flush()
        session.add_all([TeamMember(team_id=team.id, staff_id=each) for each in members])
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        feedback.team_id = team.id
        lifecycle.changed(session, feedback, "place_set")
        return team.id


@pytest.mark.parametrize("tab", ["decide", "rejected", "all"])
def test_a_place_brings_everything_below_it_and_filters_combine(each_desk: Desk, tab: str) -> None:
    story = each_desk.story
    ealing = story.place("ealing")
    site = story.place("site", PlaceKind.SITE, ealing)
    ward, hounslow = story.place("ward", PlaceKind.TEAM, site), story.place("hounslow")
    here = story.says("Zimno", place_id=ward, language="pl", consent=None)
    others = [
        story.says("Cold", place_id=ward),
        story.says("Zimno", place_id=hounslow, language="pl"),
        story.says("Nowhere", language="pl", consent=False),
    ]
    if tab == "rejected":
        for each in (here, *others):
            story.moves(each, Moderation.REJECTED, "It is an advert")
    assert found(each_desk, tab=tab, place=str(ealing), language="pl") == [here.reference]
    assert found(each_desk, tab=tab, place=str(ward), channel="sms", consent="unasked") == [here.reference]
    assert found(each_desk, tab=tab, place="none") == [others[2].reference]
    assert set(found(each_desk, tab=tab, place=str(site))) == {here.reference, others[0].reference}
    assert found(each_desk, tab=tab, consent="no", language="pl") == [others[2].reference]
    assert found(each_desk, tab=tab, channel="web") == []


@pytest.mark.parametrize("tab", ["decide", "all"])
def test_my_teams_are_the_teams_that_i_am_in(each_desk: Desk, tab: str) -> None:
    mine, theirs, nobodys = (each_desk.story.says(f"Words {number}") for number in range(3))
    amina, rhys = (each_desk.people[role].id for role in (Role.MODERATOR, Role.RESPONDER))
    team = given_to_team(each_desk.app, mine, "Garden team", amina)
    given_to_team(each_desk.app, theirs, "Kitchen team", rhys)
    assert found(each_desk, amina, tab=tab, team="mine") == [mine.reference]
    assert found(each_desk, rhys, tab=tab, team="mine") == [theirs.reference]
    assert found(each_desk, rhys, tab=tab, team=str(team)) == [mine.reference]
    assert found(each_desk, amina, tab=tab, team="none") == [nobodys.reference]


def test_overdue_and_safety_are_found_in_every_tab(each_desk: Desk) -> None:
    story = each_desk.story
    with clock.at(clock.now() - timedelta(days=60)):
        late = story.says("Late")
    flagged, calm = story.says("Worrying"), story.says("Calm")
    each_desk.does(Action.FLAG, flagged, Note("Sounds like a goodbye"))
    story.publishes(calm)
    for tab in ("decide", "all"):
        assert found(each_desk, tab=tab, overdue="1") == [late.reference]
        assert found(each_desk, tab=tab, safety="1") == [flagged.reference]
    assert found(each_desk, tab="published", overdue="1") == []
    assert found(each_desk, tab="all", overdue="1", q="late") == [late.reference]


def test_what_waits_overdue_comes_before_what_waits_in_time_and_says_so(story: Story, amina: Visitor) -> None:
    new, late = says(story, "New", 0), says(story, "Late", 60)
    newer = says(story, "Newer", 0)
    amina.opens("/staff/")
    assert shown(amina) == [late.reference, new.reference, newer.reference]
    assert "◆ Overdue since" in rows(amina)[0]
    assert "Due on" in rows(amina)[1]


def test_the_page_says_what_it_is_narrowed_to_and_how_to_take_it_off(story: Story, amina: Visitor) -> None:
    said = says(story, "Zimno", language="pl")
    says(story, "Cold")
    amina.opens("/staff/?language=pl&consent=yes")
    assert shown(amina) == [said.reference]
    chips = [" ".join(each.get_text(" ").split()) for each in amina.page.select(".desk-chips li")]
    assert chips == ["Language: Polski ✕", "Consent: agreed ✕", "Show all"]
    assert counts(amina)["decide"] == 1
    off = {each["aria-label"]: each["href"] for each in amina.page.select(".desk-chips a[aria-label]")}
    amina.opens(off["Take this filter off: Language"])
    assert dict(parse_qsl(amina.answer.url.split("?")[1])) == {"tab": "decide", "consent": "yes"}
    tab = amina.page.select_one("#tab-answer")["href"]
    assert dict(parse_qsl(tab.split("?")[1])) == {"tab": "answer", "consent": "yes"}


def test_the_next_page_keeps_the_filter(story: Story, amina: Visitor) -> None:
    said = [says(story, f"Zimno {number}", language="pl").reference for number in range(60)]
    says(story, "Cold")
    amina.opens("/staff/?tab=all&language=pl")
    assert shown(amina) == said[:-51:-1]
    amina.opens(amina.page.select_one("a[rel=next]")["href"])
    assert shown(amina) == said[9::-1]
    assert amina.page.select_one("a[rel=next]") is None


HOSTILE = [
    "",
    "x",
    "0",
    "-1",
    "1e9",
    "9" * 40,
    "1' OR '1'='1",
    "<script>",
    "\x00",
    "é" * 500,
    "zsrejected OR zspending",
    "١",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_filter_that_means_nothing_is_left_out(story: Story, amina: Visitor, value: str) -> None:
    said = says(story, "Words")
    for tab in ("decide", "all", "nonsense"):
        address = {each.name: value for each in filters.FILTERS} | {"tab": tab}
        amina.opens("/staff/", params=address)
        assert amina.answer.status_code == 200
        assert shown(amina) == [said.reference]
        assert not amina.page.select(".desk-chips")


def test_a_lone_surrogate_in_the_address_is_no_error(story: Story, amina: Visitor) -> None:
    said = says(story, "Words")
    for name in ("place", "q", "language", "tab", "after"):
        amina.opens(f"/staff/?{name}=%ed%a0%80%00")
        assert amina.answer.status_code == 200, name
        assert shown(amina) in ([said.reference], [])


def test_counts_stop_at_a_thousand(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    for number in range(4):
        desk.story.says(f"Words {number}")
    with desk.app.app_context(), reading() as session:
        there = listing.read({}, Role.MODERATOR, filters.choices(session, 0, "Europe/London"))
        assert queries.counts(session, there, [there.tab]) == {"decide": 3}


def test_a_responder_filters_only_what_was_opened(story: Story, rhys: Visitor) -> None:
    public = says(story, "Public words", language="pl")
    says(story, "Secret words", language="pl")
    story.publishes(public)
    for tab in ("answer", "published", "all", "decide"):
        assert shown(rhys.opens(f"/staff/?tab={tab}&language=pl")) == [public.reference]


def test_a_place_that_moves_takes_its_feedback_along(each_desk: Desk) -> None:
    story = each_desk.story
    ealing, hounslow = story.place("ealing"), story.place("hounslow")
    ward = story.place("ward", PlaceKind.TEAM, ealing)
    said = story.says("Words", place_id=ward)
    with each_desk.app.app_context(), transaction() as session:
        session.get_one(Place, ward).parent_id = hounslow
    assert found(each_desk, tab="all", place=str(ealing)) == []
    assert found(each_desk, tab="all", place=str(hounslow)) == [said.reference]
