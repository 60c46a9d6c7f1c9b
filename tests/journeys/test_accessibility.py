"""axe finds nothing on any page, narrow and wide, left to right and right to left; nothing scrolls sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from feedback_service.demo.loading import load
from feedback_service.intake import NewFeedback, accept
from feedback_service.models import BoardEntry, EntryPoint, Feedback
from feedback_service.staff import add_staff
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel, Moderation, Role
from tests.support import server
from tests.support.browser import violations
from tests.support.story import PASSWORD

pytestmark = pytest.mark.browser

PUBLIC = (
    "/",
    "/?borough=ealing&stage=doing",
    "/entries/{entry}",
    "/feedback",
    "/feedback?entry={code}",
    "/feedback/{token}/equality",
    "/feedback/{token}/sent",
    "/follow/{token}",
    "/follow/{published}",
    "/follow/{rejected}",
    "/privacy",
    "/accessibility",
    "/phone",
    "/nothing/here",
    "/staff/sign-in",
)
STAFF = (
    "/staff/",
    "/staff/?tab=answer",
    "/staff/?tab=promises",
    "/staff/?tab=published",
    "/staff/items/{pending}",
    "/staff/items/{flagged}",
    "/staff/items/{shown}",
    "/staff/entry-points",
    "/staff/entry-points/{point}",
    "/staff/entry-points/{point}/poster?lang=en",
    "/staff/places",
    "/staff/texts",
    "/staff/answer-templates",
    "/staff/answer-templates/1",
    "/staff/items/{shown}?draft=1",
    "/staff/texts/ar",
    "/staff/texts/en",
    "/staff/manage",
    "/staff/people",
    "/staff/people?active=no",
    "/staff/people/{staff}",
    "/staff/teams",
    "/staff/roles",
    "/staff/places/1",
    "/staff/entry-points/{point}/change",
    "/staff/preferences",
    "/staff/audit",
    "/staff/audit?from=yesterday",
    "/staff/account",
    "/staff/account/app",
    "/staff/alarms",
    "/staff/hiding-rules",
    "/staff/invitations",
    "/staff/themes",
)


@pytest.fixture
def demo(app: Flask) -> Iterator[tuple[str, dict[str, Any]]]:
    """The example data being served, and names to put into addresses."""
    with app.app_context():
        staff_id = add_staff("grace@example.org", "Grace", Role.ADMINISTRATOR, PASSWORD)
        load(staff_id)
        fresh = accept(NewFeedback(Channel.WEB, "a key", "Just written"))
        with reading() as session:

            def first(status: Moderation, has_flag: bool = False) -> Feedback:
                found = session.scalars(
                    select(Feedback).where(Feedback.status == status).order_by(Feedback.id)
                ).unique()
                return next(each for each in found if bool(each.flags) == has_flag)

            names = {
                "entry": session.scalars(select(BoardEntry.id).where(BoardEntry.withdrawn_at.is_(None))).first(),
                "staff": staff_id,
                "code": session.scalars(select(EntryPoint.code)).first(),
                "point": session.scalars(select(EntryPoint.id)).first(),
                "token": fresh.follow_token,
                "published": first(Moderation.PUBLISHED).follow_token,
                "rejected": first(Moderation.REJECTED).follow_token,
                "pending": first(Moderation.PENDING).reference,
                "flagged": first(Moderation.PENDING, has_flag=True).reference,
                "shown": first(Moderation.PUBLISHED).reference,
            }
    with server.in_process(app) as base:
        yield base, names


def inspect(page: Page, demo: tuple[str, dict[str, Any]], addresses: tuple[str, ...], language: str) -> list[str]:
    """What is wrong on these pages, a line each."""
    base, names = demo
    found = []
    for address in addresses:
        path = address.format(**names)
        joint = "&" if "?" in path else "?"
        address_with_language = path if "poster" in path else f"{path}{joint}lang={language}"
        page.goto(f"{base}{address_with_language}")
        found += [f"{address} in {language}: {each}" for each in violations(page)]
        width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if width > room:
            found.append(f"{address} in {language}: {width} px wide in {room} px")
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_public_pages(
    chromium: Browser, demo: tuple[str, dict[str, Any]], width: int, language: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    try:
        assert inspect(context.new_page(), demo, PUBLIC, language) == []
    finally:
        context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_staff_pages(
    chromium: Browser, demo: tuple[str, dict[str, Any]], width: int, language: str
) -> None:
    base, _ = demo
    context = chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(f"{base}/staff/sign-in?lang={language}")
        page.locator("input[name=email]").fill("grace@example.org")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        expect(page.locator("input[name=password]")).to_have_count(0)
        assert inspect(page, demo, STAFF, language) == []
    finally:
        context.close()
