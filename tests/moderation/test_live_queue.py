"""The queue told of changes over real sockets, and nobody else."""

import queue
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import socketio
from flask import Flask
from sqlalchemy import update

from feedback_service import clock
from feedback_service.models import Staff, StaffSession
from feedback_service.storage import transaction
from tests.support.story import Story
from tests.support.visitor import Visitor


class Page:
    """An open page of the desk, as its script is: the visitor's cookies, a websocket, the namespace /staff."""

    def __init__(self, visitor: Visitor, **headers: str) -> None:
        self.changes: queue.Queue[dict[str, Any]] = queue.Queue()
        self.ended: queue.Queue[str] = queue.Queue()
        self.client = socketio.Client(reconnection=False)
        self.client.on("queue_changed", self.changes.put, namespace="/staff")
        self.client.on("disconnect", lambda *reason: self.ended.put("put out"), namespace="/staff")
        cookies = "; ".join(f"{each.name}={each.value}" for each in visitor.session.cookies)
        self.client.connect(
            visitor.base,
            transports=["websocket"],
            namespaces=["/staff"],
            headers={"Cookie": cookies, **headers},
            wait_timeout=10,
        )


@pytest.fixture
def opens() -> Iterator[Callable[..., Page]]:
    opened: list[Page] = []

    def page(visitor: Visitor, **headers: str) -> Page:
        opened.append(Page(visitor, **headers))
        return opened[-1]

    yield page
    for each in opened:
        each.client.disconnect()


def test_an_open_queue_hears_of_new_feedback(story: Story, amina: Visitor, opens: Callable[..., Page]) -> None:
    page = opens(amina)
    present = page.changes.get(timeout=10)
    assert set(present) == {"revision"}
    story.says("New words")
    assert page.changes.get(timeout=10)["revision"] > present["revision"]


def test_who_is_not_signed_in_hears_nothing(
    story: Story, charlie: Visitor, amina: Visitor, opens: Callable[..., Page]
) -> None:
    outside, inside = opens(charlie.opens("/staff/sign-in")), opens(amina)
    assert outside.ended.get(timeout=10) == "put out"
    assert inside.changes.get(timeout=10)
    story.says("New words")
    assert inside.changes.get(timeout=10)
    assert outside.changes.empty()


def test_another_sites_page_is_refused(amina: Visitor, opens: Callable[..., Page]) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        opens(amina, Origin="https://evil.example")


def test_signing_out_closes_the_members_pages_and_no_others(
    story: Story, amina: Visitor, grace: Visitor, opens: Callable[..., Page]
) -> None:
    leaving, staying = opens(amina), opens(grace)
    assert leaving.changes.get(timeout=10)
    assert staying.changes.get(timeout=10)
    amina.submits(".desk-nav__out")
    assert leaving.ended.get(timeout=10) == "put out"
    story.says("New words")
    assert staying.changes.get(timeout=10)
    assert leaving.changes.empty()


@pytest.mark.parametrize("how", ["expired", "left"])
def test_a_session_that_is_over_hears_no_more(
    app: Flask, story: Story, amina: Visitor, opens: Callable[..., Page], how: str
) -> None:
    page = opens(amina)
    assert page.changes.get(timeout=10)
    with app.app_context(), transaction() as session:
        if how == "expired":
            session.execute(update(StaffSession).values(expires_at=clock.now()))
        else:
            session.execute(update(Staff).values(active=False))
    assert page.ended.get(timeout=10) == "put out"
    story.says("New words")
    assert page.changes.empty()
