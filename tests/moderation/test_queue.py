"""The queue: who waits first, what each row says, pages that neither repeat nor pass over."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import AuditRecord, OutboundMessage
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Moderation, OutboundStatus, Role
from moderation.auth.sessions import Member
from moderation.permissions import Action
from moderation.queue import filters, listing, queries
from moderation.queue.listing import Listing
from moderation.queue.tabs import TABS
from moderation.told.data import Answer, Note, Private, Reason
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def says(story: Story, words: str, days_ago: int = 0, **details: object):
    with clock.at(clock.now() - timedelta(days=days_ago)):
        return story.says(words, **details)


def shows(session: Session, role: Role = Role.MODERATOR, **address: str) -> Listing:
    """The listing that this address asks for, for a member who is in no team."""
    return listing.read(address, role, filters.choices(session, 0, "Europe/London"))


def references(page) -> list[str]:
    return [row.feedback.reference for row in page.rows]


def rows(visitor: Visitor) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in visitor.page.select("[data-reference]")]


def shown(visitor: Visitor) -> list[str]:
    return [str(row["data-reference"]) for row in visitor.page.select("[data-reference]")]


def counts(visitor: Visitor) -> dict[str, int]:
    counted = [each for each in visitor.page.select("[data-count]") if each.get_text()]
    return {str(each["data-count"]): int(each.get_text()) for each in counted}


def test_flagged_feedback_comes_first_then_the_longest_waiting(story: Story, amina: Visitor, app: Flask) -> None:
    new, old, flagged = says(story, "New", 1), says(story, "Old", 9), says(story, "Worrying", 0)
    desk = Desk(app, story, {Role.MODERATOR: _member(story)})
    desk.does(Action.FLAG, flagged, Note("Sounds like a goodbye"))
    amina.opens("/staff/")
    assert shown(amina) == [flagged.reference, old.reference, new.reference]
    assert "▲ Safety flag" in rows(amina)[0]
    assert "Waits: 9 days" in rows(amina)[1]
    assert "Waits: 1 day " in rows(amina)[2]


def test_an_open_flag_keeps_decided_feedback_in_sight(story: Story, amina: Visitor, app: Flask) -> None:
    said = says(story, "Worrying")
    desk = Desk(app, story, {Role.MODERATOR: _member(story)})
    desk.does(Action.KEEP_PRIVATE, said, Private(True))
    desk.does(Action.FLAG, said, Note("She rang again"))
    amina.opens("/staff/")
    assert shown(amina) == [said.reference]
    assert "Kept private" in rows(amina)[0]
    desk.does(Action.CLEAR_FLAG, said, Note("She is safe"))
    assert shown(amina.opens("/staff/")) == []


def test_a_row_says_what_is_known(story: Story, amina: Visitor) -> None:
    place = story.place("ealing")
    says(story, "وصل " * 60, language="ar", place_id=place, consent=None, sender=JOAN)
    amina.opens("/staff/")
    [row] = rows(amina)
    for part in ("Text message", "Ealing", "Arabic", "Consent: not asked", "Waits: today"):
        assert part in row
    words = amina.page.select_one(".desk-row__words")
    assert (words["lang"], words["dir"]) == ("ar", "rtl")
    assert len(words.get_text()) <= 141
    assert words.get_text().endswith("…")


def test_what_is_hidden_does_not_show_in_the_queue(story: Story, amina: Visitor, app: Flask) -> None:
    said = says(story, "Joan likes tea")
    amina.opens(f"/staff/items/{said.reference}")
    amina.submits("#hide-form", word=[amina.page.select("input[name=word]")[0]["value"]], kind="name")
    assert "[name removed] likes tea" in rows(amina.opens("/staff/"))[0]


def test_each_tab_holds_what_belongs_there(desk: Desk) -> None:
    story = desk.story
    pending, published, private, rejected, withdrawn, answered, promised = (story.says(f"Words {n}") for n in range(7))
    for said in (published, withdrawn, answered, promised):
        desk.does(Action.PUBLISH, said)
    desk.does(Action.KEEP_PRIVATE, private, Private(True))
    desk.does(Action.REJECT, rejected, Reason("", "advert"))
    desk.does(Action.WITHDRAW, withdrawn, Reason("It named somebody"))
    desk.does(Action.RESPOND, answered, _answer("did"))
    desk.does(Action.RESPOND, promised, _answer("doing", date(clock.now().year + 1, 1, 1)))
    expected = {
        "decide": [pending],
        "approve": [],
        "answer": [published, private],
        "promises": [promised],
        "undelivered": [],
        "published": [promised, answered, published],
        "private": [private],
        "rejected": [rejected],
        "withdrawn": [withdrawn],
        "all": [promised, answered, withdrawn, rejected, private, published, pending],
    }
    with desk.app.app_context(), reading() as session:
        found = {tab.slug: references(queries.page(session, shows(session, tab=tab.slug))) for tab in TABS}
        counted = queries.counts(session, shows(session), TABS)
    assert found == {slug: [said.reference for said in there] for slug, there in expected.items()}
    assert counted == {slug: len(there) for slug, there in expected.items()}


def test_promises_come_by_their_day_and_leave_once_kept(story: Story, amina: Visitor) -> None:
    late, soon, kept = says(story, "Late"), says(story, "Soon"), says(story, "Kept")
    for said in (soon, kept, late):
        story.publishes(said)
    today = clock.today("Europe/London")
    story.answers(soon, kind="doing", due=today + timedelta(days=3))
    story.answers(late, kind="doing", due=today - timedelta(days=1))
    story.answers(kept, kind="doing", due=today)
    story.answers(kept)
    amina.opens("/staff/?tab=promises")
    assert shown(amina) == [late.reference, soon.reference]
    assert "◆ Overdue since" in rows(amina)[0]
    assert "Due on" in rows(amina)[1]


@pytest.mark.parametrize("slug", ["decide", "answer", "published"])
def test_pages_neither_repeat_nor_pass_over_while_feedback_arrives_and_leaves(each_desk: Desk, slug: str) -> None:
    story = each_desk.story
    said = []
    for number in range(9):
        # Several at the very same moment: the order must be total.
        with clock.at(START + timedelta(minutes=number // 3)):
            said.append(story.says(f"Words {number}"))
            if slug != "decide":
                each_desk.does(Action.PUBLISH, said[-1])
    expected = [each.reference for each in (reversed(said) if slug == "published" else said)]
    seen, cursor = [], None
    while True:
        with each_desk.app.app_context(), reading() as session:
            page = queries.page(session, shows(session, tab=slug, after=cursor or ""), size=2)
        seen += references(page)
        cursor = page.more
        if cursor is None:
            break
        if len(seen) == 4:
            # One that was on the first page leaves, one arrives that belongs behind or before everything.
            first = next(each for each in said if each.reference == seen[0])
            each_desk.does(Action.REJECT if slug == "decide" else Action.WITHDRAW, first, Reason("It came twice"))
            with clock.at(START + timedelta(days=1)):
                story.says("Late")
    assert [reference for reference in seen if reference in expected] == expected


def test_flagged_rows_page_before_the_others(each_desk: Desk) -> None:
    said = [each_desk.story.says(f"Words {number}") for number in range(5)]
    for flagged in (said[3], said[1]):
        each_desk.does(Action.FLAG, flagged, Note("x"))
    seen, cursor = [], None
    for _ in range(5):
        with each_desk.app.app_context(), reading() as session:
            page = queries.page(session, shows(session, tab="decide", after=cursor or ""), size=1)
        seen += references(page)
        cursor = page.more
    assert cursor is None
    assert seen == [said[number].reference for number in (1, 3, 0, 2, 4)]


@pytest.mark.parametrize(
    ("tab", "cursor"),
    [
        ("answer", "2~0001-01-01T00:00:00+23:59~1"),
        ("answer", f"{2**40}~2026-11-02T09:00:00+00:00~1"),
        ("published", "0001-01-01T00:00:00+23:59~1"),
        ("published", "2026-11-02T09:00:00+00:00~" + "9" * 30),
        ("published", f"9999-12-31T23:59:59-23:59~{2**63}"),
        ("undelivered", str(2**63)),
        ("promises", "9999-99-99~1"),
    ],
)
def test_a_cursor_out_of_every_bound_shows_the_beginning(each_desk: Desk, tab: str, cursor: str) -> None:
    said = each_desk.story.says()
    each_desk.story.publishes(said)
    with each_desk.app.app_context(), reading() as session:
        page = queries.page(session, shows(session, tab=tab, after=cursor))
    assert page.references == ([said.reference] if tab in {"answer", "published"} else [])


@pytest.mark.parametrize("cursor", ["nonsense", "1~x~y", "~~", "0~2026-11-02T09:00:00~5", "0~2026-11-02~5", "x" * 5000])
def test_a_broken_page_address_shows_the_beginning(story: Story, amina: Visitor, cursor: str) -> None:
    said = says(story, "Words")
    amina.opens("/staff/", params={"after": cursor})
    assert amina.answer.status_code == 200
    assert shown(amina) == [said.reference]


def test_eighty_items_come_in_two_pages(story: Story, amina: Visitor) -> None:
    said = [story.says(f"Words {number}").reference for number in range(80)]
    amina.opens("/staff/")
    assert shown(amina) == said[:50]
    assert counts(amina)["decide"] == 80
    amina.opens(amina.page.select_one("a[rel=next]")["href"])
    assert shown(amina) == said[50:]
    assert amina.page.select_one("a[rel=next]") is None


@pytest.mark.parametrize(
    "spoil", [str.lower, lambda text: text.replace("-", ""), lambda text: f"  {text[:2]} {text[2:]} "]
)
def test_a_reference_is_found_however_it_is_typed(story: Story, amina: Visitor, spoil) -> None:
    said = says(story, "Words")
    amina.opens("/staff/", params={"q": spoil(said.reference)})
    assert amina.answer.url.endswith(f"/staff/items/{said.reference}")


def test_a_reference_that_nobody_has_is_said_to_be_so(amina: Visitor) -> None:
    amina.opens("/staff/", params={"q": "<b>ABCD"})
    assert "Nothing was found" in amina.reads


def test_rhys_sees_what_was_decided_and_nothing_raw(story: Story, rhys: Visitor) -> None:
    pending, public, rejected = says(story, "Secret words"), says(story, "Public words"), says(story, "Bad words")
    story.publishes(public)
    story.moves(rejected, Moderation.REJECTED, "It is an advert")
    rhys.opens("/staff/")
    assert list(counts(rhys)) == ["answer", "promises", "undelivered", "published", "private", "all"]
    for address in ("/staff/", "/staff/?tab=decide", "/staff/?tab=rejected", "/staff/queue/fragment?tab=decide"):
        rhys.opens(address)
        assert shown(rhys) == [public.reference]
        assert "Secret words" not in rhys.answer.text
    for said in (pending, rejected):
        assert rhys.opens(f"/staff/items/{said.reference}").answer.status_code == 403


@pytest.mark.parametrize("status", list(OutboundStatus))
def test_a_text_that_did_not_arrive_shows_in_the_queue_until_a_later_one_arrives(
    each_desk: Desk, status: OutboundStatus
) -> None:
    said, other = (each_desk.story.says(words, sender=JOAN) for words in ("The ward is cold", "The tea is cold"))
    for each in (said, other):
        each_desk.does(Action.PUBLISH, each)

    def texted(now: OutboundStatus) -> None:
        each_desk.does(Action.RESPOND, said, _answer("did"))
        with each_desk.app.app_context(), transaction() as session:
            session.scalars(select(OutboundMessage).order_by(OutboundMessage.id.desc()).limit(1)).one().status = now

    texted(status)
    is_failure = status in {"permanent_failure", "temporary_failure", "unknown"}
    with each_desk.app.app_context(), reading() as session:
        undelivered = shows(session, tab="undelivered")
        assert references(queries.page(session, undelivered)) == ([said.reference] if is_failure else [])
        assert queries.counts(session, undelivered, [undelivered.tab]) == {"undelivered": int(is_failure)}
        everything = queries.page(session, shows(session, tab="published"))
    assert {row.feedback.reference: row.is_undelivered for row in everything.rows} == {
        said.reference: is_failure,
        other.reference: False,
    }
    texted(OutboundStatus.DELIVERED)
    with each_desk.app.app_context(), reading() as session:
        assert references(queries.page(session, shows(session, tab="undelivered"))) == []


def test_the_row_and_the_tab_say_that_a_text_was_not_delivered(story: Story, amina: Visitor, app: Flask) -> None:
    said = says(story, "The ward is cold", sender=JOAN)
    story.texts("STOP", JOAN)
    story.publishes(said)
    desk = Desk(app, story, {Role.MODERATOR: _member(story)})
    desk.does(Action.RESPOND, said, _answer("did"))
    amina.opens("/staff/?tab=undelivered")
    assert counts(amina)["undelivered"] == 1
    assert "Texts not delivered" in amina.page.select_one(".desk-tabs [aria-current=page]").get_text()
    for tab in ("undelivered", "published"):
        [row] = rows(amina.opens(f"/staff/?tab={tab}"))
        assert "✕ Text not delivered" in row


def viewed(app: Flask) -> list[list[str]]:
    with app.app_context(), reading() as session:
        found = session.scalars(select(AuditRecord).where(AuditRecord.action == "queue.viewed"))
        return [record.details["references"] for record in found.all()]


def fragment(visitor: Visitor, **changes: str) -> Visitor:
    part = visitor.page.select_one("[data-queue]")
    query = dict(parse_qsl(str(part["data-query"])))
    query |= {name: str(part[f"data-{name}"]) for name in ("after", "state", "shown")}
    return visitor.opens("/staff/queue/fragment", params={**query, **changes})


def test_each_look_is_on_record_once(app: Flask, story: Story, amina: Visitor) -> None:
    first = says(story, "First", 1)
    amina.opens("/staff/")
    page = amina.page
    assert fragment(amina).answer.status_code == 204
    second = says(story, "Second")
    amina.opens("/staff/?tab=rejected")
    amina.answer._content = str(page).encode()
    assert shown(fragment(amina)) == [first.reference, second.reference]
    assert "1 new item" in amina.answer.text
    story.says("Third")
    amina.answer._content = str(page).encode()
    fragment(amina, shown="forged")
    assert [len(each) for each in viewed(app)] == [0, 1, 0, 1, 3]
    assert viewed(app)[3] == [second.reference]


def test_what_another_session_was_shown_counts_for_nobody_else(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    said = says(story, "Words")
    of_amina = str(amina.opens("/staff/").page.select_one("[data-queue]")["data-shown"])
    grace.opens("/staff/?tab=rejected")
    fragment(grace, tab="decide", shown=of_amina, state="old")
    assert viewed(app)[-1] == [said.reference]


def _member(story: Story) -> Member:
    return Member(story.amina, "Amina", Role.MODERATOR, 0, "")


def _answer(kind: str, due: date | None = None) -> Answer:
    return Answer(kind, "We did", "Ward manager", "Estates lead" if due else None, due, None)  # type: ignore[arg-type]
