"""The long attacks run against the service as production runs it."""

from tests.channels.conftest import each_twilio_app, stand_in
from tests.support.production import service, settings, story

__all__ = ["each_twilio_app", "service", "settings", "stand_in", "story"]
