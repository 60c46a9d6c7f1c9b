"""No page of the desk holds a person's number, whoever looks; but for one answer, to who asked, after two agreed."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlparse

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import lifecycle, outbox
from feedback_service.models import AuditRecord
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import OutboundKind, Role
from tests.conftest import JOAN
from tests.moderation.conftest import PASSWORD
from tests.structure.test_routes_and_roles import FORMS, LAST, TABLE
from tests.support.desk_page import DeskPage
from tests.support.roles import WHO, World, rows
from tests.support.visitor import Visitor

STAFF = [who for who in WHO if who != "outsider"]
MOST = 250
DIGITS = JOAN.removeprefix("+44")
NUMBER = re.compile(r"[^0-9a-zA-Z]{0,4}".join(DIGITS))
"""The number in every way to write it: with or without the country, spaces, hyphens, brackets or markup between."""
LEAVES = re.compile(r"sign-out|/lang|lang=")


@pytest.mark.parametrize(
    "written", ["+447700900001", "07700 900001", "07700 900 001", "+44 (0) 7700-900-001", "447700900001"]
)
def test_every_way_to_write_it_is_found(written: str) -> None:
    assert NUMBER.search(f"Call {written} now")


def test_other_digits_are_none() -> None:
    assert not NUMBER.search("/staff/items/7 7009 00002, 2026-11-23")


@pytest.fixture
def world(app: Flask, base: str) -> World:
    """Joan's feedback with everything that ever mentions her: an alarm, texts that went astray, a request for her."""
    made = World.made(app, base)
    flagged = made.told("flagged")
    made.told("proposed")
    with app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, flagged.reference)
        assert feedback
        outbox.queue(session, feedback, OutboundKind.ANSWER, "Thank you")
    made.story.fails("30003")
    return made


def crawled(visitor: Visitor, base: str) -> Iterator[tuple[str, str]]:
    """Every page of the desk that links, fragments and forms lead to, with what it answered."""
    waiting, seen = ["/staff/"], set()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = visitor.opens(address).answer
        yield address, answer.text
        if "html" in answer.headers.get("Content-Type", ""):
            found = [
                *visitor.page.select("[href]"),
                *visitor.page.select("[data-fragment]"),
                *visitor.page.select("form"),
            ]
            for each in found:
                for name in ("href", "data-fragment", "action"):
                    target = urlparse(urljoin(answer.url, str(each.get(name) or "")))
                    path = target.path + (f"?{target.query}" if target.query else "")
                    if target.netloc == urlparse(base).netloc and path.startswith("/staff") and not LEAVES.search(path):
                        waiting.append(path)


@pytest.mark.parametrize("who", STAFF)
def test_no_page_and_no_error_of_the_desk_holds_the_number(world: World, who: str) -> None:
    person = world.somebody(who)
    read, found = 0, []
    for row in rows(TABLE):
        if row.rule.startswith("/staff") and row.name not in LAST:
            for form in (FORMS.get(row.name), {"words": "x" * 5000, "version": "nonsense"}):
                person.tries(row.method, row.rule, form)
                read += 1
                found += [row.name] if NUMBER.search(person.answered) else []
    for address, text in crawled(person.visitor, world.base):
        read += 1
        found += [address] if NUMBER.search(text) else []
    print(f"{read} answers of the desk read as {who}: {len(found)} hold a number")
    assert found == []
    assert read > 100


def test_nothing_on_record_holds_it(world: World) -> None:
    with world.app.app_context(), reading() as session:
        for each in session.scalars(select(AuditRecord)):
            assert not NUMBER.search(f"{each.action} {each.subject} {each.details}")


def test_no_socket_of_the_desk_carries_it(world: World) -> None:
    page = DeskPage(world.somebody(str(Role.MODERATOR)).visitor)
    heard = [page.changes.get(timeout=20)]
    flagged = world.told("flagged")
    world.story.texts("One more thing", JOAN)
    page.has_open(flagged.reference)
    heard += [page.changes.get(timeout=20), page.claims.get(timeout=20)]
    page.leaves()
    assert not NUMBER.search(str(heard))


def asks(visitor: Visitor, reference: str, **values: str) -> Visitor:
    typed = {"needed": "danger", "words": "She writes that she gives up", "tell": "yes", **values}
    return visitor.opens(f"/staff/glass/ask/{reference}").submits("main form", **typed)


def test_two_people_and_a_password_show_it_once_and_nowhere_else(
    world: World, sign_in: Callable[[Role], Visitor]
) -> None:
    amina, grace = sign_in(Role.MODERATOR), sign_in(Role.ADMINISTRATOR)
    reference = world.told("flagged").reference
    amina.opens(f"/staff/items/{reference}")
    assert "Reach this person" in amina.reads
    asks(amina, reference)
    assert "It waits for a second person" in amina.reads
    page = amina.answer.url
    assert "needs a second person to reach somebody" in grace.opens("/staff/").page.get_text()
    grace.opens(page).submits("form[action$=agree]")
    assert NUMBER.search(grace.answer.text) is None
    amina.opens(page)
    assert "You can see the number for 30 more minutes" in amina.reads
    assert NUMBER.search(amina.answer.text) is None
    amina.submits("form[action$=see]", password="not this one")
    assert amina.answer.status_code == 422
    assert NUMBER.search(amina.answer.text) is None
    amina.submits("form[action$=see]", password=PASSWORD)
    assert NUMBER.search(amina.answer.text)
    assert NUMBER.search(amina.answer.url) is None
    assert "no-store" in amina.answer.headers["Cache-Control"]
    assert NUMBER.search(amina.opens(page).answer.text) is None
    grace.opens(page)
    assert NUMBER.search(grace.answer.text) is None
    token = grace.page.select_one("[name=csrf_token]")
    assert token is not None
    assert grace.posts(f"{page}/see", {"csrf_token": str(token["value"])}).answer.status_code == 403


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"needed": "\x00"}, "Choose why you need it"),
        ({"words": "\u200b "}, "Write what happened"),
        ({"words": "x" * 1001}, "Use 1000 characters at most"),
        ({"tell": "no"}, "Write why telling the person would harm"),
        ({"tell": "perhaps"}, "Choose whether the person is told"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(
    world: World, sign_in: Callable[[Role], Visitor], values: dict[str, str], message: str
) -> None:
    amina = asks(sign_in(Role.MODERATOR), world.told("flagged").reference, **values)
    assert amina.answer.status_code == 422
    assert message in amina.reads
    if "words" not in values:
        assert "She writes that she gives up" in amina.answer.text
