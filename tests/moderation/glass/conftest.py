"""The team of the second pair of eyes, here for reaching a person."""

from tests.moderation.approvals.conftest import each_team

__all__ = ["each_team"]
