"""Amina and Lena moderate, Grace administers: two of them for what is risky."""

import pytest
from flask import Flask

from feedback_service.staff import add_staff
from feedback_service.vocabulary import Role
from moderation.auth.sessions import Member
from tests.moderation.approvals.team import Team
from tests.moderation.conftest import Desk, _desk
from tests.support.story import PASSWORD


@pytest.fixture
def each_team(each_app: Flask) -> Team:
    """On SQLite and on PostgreSQL."""
    return team(_desk(each_app))


def team(desk: Desk) -> Team:
    with desk.app.app_context():
        lena = add_staff("lena@example.org", "Lena", Role.MODERATOR, PASSWORD)
        grace = add_staff("grace@example.org", "Grace", Role.ADMINISTRATOR, PASSWORD)
    return Team(
        desk,
        amina=desk.people[Role.MODERATOR],
        lena=Member(lena, "Lena", Role.MODERATOR, 0, ""),
        grace=Member(grace, "Grace", Role.ADMINISTRATOR, 0, ""),
        rhys=desk.people[Role.RESPONDER],
    )
