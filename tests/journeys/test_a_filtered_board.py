"""An open board that shows a part of the whole: live changes leave what a fresh page would show."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from feedback_service.vocabulary import PlaceKind
from tests.support.board import drawn, has_filled_up, has_reached, opens_board
from tests.support.server import Gunicorn
from tests.support.story import Story

pytestmark = pytest.mark.browser


def as_fresh(window: BrowserContext, service: Gunicorn, page: Page, query: str) -> list[Any]:
    """What the page shows, after making sure that a fresh one shows the same."""
    shown = drawn(page)
    assert shown == drawn(opens_board(window, service, query))
    return shown


def test_a_page_number_that_is_none_is_ignored_live_too(
    window: BrowserContext, service: Gunicorn, story: Story
) -> None:
    said = story.says("Here from the start")
    story.publishes(said)
    page = opens_board(window, service, "?before=abc")
    story.answers(said)
    story.publishes(story.says("Here from now on"))
    has_reached(page, 3)
    assert len(as_fresh(window, service, page, "?before=abc")) == 2


def test_an_older_page_stays_below_its_number(window: BrowserContext, service: Gunicorn, story: Story) -> None:
    said = [story.says(f"Feedback {number}") for number in range(3)]
    for each in said:
        story.publishes(each)
    page = opens_board(window, service, "?before=3")
    story.answers(said[0])
    story.answers(said[2])
    has_reached(page, 5)
    assert len(as_fresh(window, service, page, "?before=3")) == 2


@pytest.mark.parametrize(("borough", "shown"), [("ealing", 2), ("ealing-site", 0)])
def test_a_borough_is_chosen_by_its_own_name_alone(
    window: BrowserContext, service: Gunicorn, story: Story, borough: str, shown: int
) -> None:
    ealing, hounslow = story.place("ealing"), story.place("hounslow")
    site = story.place("ealing-site", PlaceKind.SITE, ealing)
    ward = story.place("ealing-ward", PlaceKind.TEAM, site)
    story.publishes(story.says("On the ward, before", place_id=ward))
    page = opens_board(window, service, f"?borough={borough}")
    story.publishes(story.says("On the ward, after", place_id=ward))
    story.publishes(story.says("Elsewhere", place_id=hounslow))
    has_reached(page, 3)
    assert len(as_fresh(window, service, page, f"?borough={borough}")) == shown


@pytest.mark.parametrize("change", ["answered", "withdrawn"])
def test_a_full_page_that_loses_an_entry_fills_up_again(
    window: BrowserContext, service: Gunicorn, story: Story, change: str
) -> None:
    said = [story.says(f"Feedback {number}") for number in range(25)]
    for each in said:
        story.publishes(each)
    page = opens_board(window, service, "?stage=heard")
    if change == "answered":
        story.answers(said[15])
    else:
        story.withdraws(said[15])
    has_reached(page, 26)
    expect(page.get_by_text("Feedback 15")).to_have_count(0)
    has_filled_up(page)
    assert len(as_fresh(window, service, page, "?stage=heard")) == 20
