"""The long attacks run against the service as production runs it."""

from tests.support.production import service, settings, story

__all__ = ["service", "settings", "story"]
