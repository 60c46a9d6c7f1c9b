"""The queue told of changes over real sockets, and nobody else."""

from collections.abc import Callable

import pytest
import socketio
from flask import Flask
from sqlalchemy import update

from feedback_service import clock, preferences
from feedback_service.models import Staff, StaffSession
from feedback_service.storage import transaction
from tests.support.desk_page import DeskPage
from tests.support.story import Story
from tests.support.visitor import Visitor


def test_an_open_queue_hears_of_new_feedback(story: Story, amina: Visitor, opens: Callable[..., DeskPage]) -> None:
    page = opens(amina)
    present = page.changes.get(timeout=10)
    assert set(present) == {"revision"}
    story.says("New words")
    assert page.changes.get(timeout=10)["revision"] > present["revision"]


def test_who_is_not_signed_in_hears_nothing(
    story: Story, charlie: Visitor, amina: Visitor, opens: Callable[..., DeskPage]
) -> None:
    outside, inside = opens(charlie.opens("/staff/sign-in")), opens(amina)
    assert outside.ended.get(timeout=10) == "put out"
    assert inside.changes.get(timeout=10)
    story.says("New words")
    assert inside.changes.get(timeout=10)
    assert outside.changes.empty()


def test_another_sites_page_is_refused(amina: Visitor, opens: Callable[..., DeskPage]) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        opens(amina, Origin="https://evil.example")


def test_signing_out_closes_the_members_pages_and_no_others(
    story: Story, amina: Visitor, grace: Visitor, opens: Callable[..., DeskPage]
) -> None:
    leaving, staying = opens(amina), opens(grace)
    assert leaving.changes.get(timeout=10)
    assert staying.changes.get(timeout=10)
    amina.submits(".desk-nav__out")
    assert leaving.ended.get(timeout=10) == "put out"
    story.says("New words")
    assert staying.changes.get(timeout=10)
    assert leaving.changes.empty()


@pytest.mark.parametrize("how", ["expired", "left", "lacks a factor"])
def test_a_session_that_is_over_hears_no_more(
    app: Flask, story: Story, amina: Visitor, opens: Callable[..., DeskPage], how: str
) -> None:
    page = opens(amina)
    assert page.changes.get(timeout=10)
    with app.app_context(), transaction() as session:
        if how == "expired":
            session.execute(update(StaffSession).values(expires_at=clock.now()))
        elif how == "lacks a factor":
            preferences.write(session, "second_factor", "everybody", story.amina)
        else:
            session.execute(update(Staff).values(active=False))
    assert page.ended.get(timeout=10) == "put out"
    story.says("New words")
    assert page.changes.empty()
