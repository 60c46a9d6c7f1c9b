"""Words for reaching a person, and the strip on every page."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from feedback_service.vocabulary import GlassEnd, Needed
from moderation.glass import showing
from moderation.glass.breaking import BREAKERS

NEEDED: dict[str, Any] = {
    Needed.DANGER: _l("Somebody may be in danger"),
    Needed.SAFEGUARDING: _l("A child or an adult at risk must be protected"),
    Needed.ASKED_FOR_IT: _l("They asked us to call them"),
    Needed.OTHER: _l("Something else that cannot wait"),
}
ENDS: dict[str, Any] = {
    GlassEnd.REFUSED: _l("A second person said no."),
    GlassEnd.UNANSWERED: _l("Nobody agreed in time."),
    GlassEnd.CLOSED: _l("It was ended."),
    GlassEnd.OVER: _l("The time is over."),
}


def strip() -> showing.Strip | None:
    """The strip for whoever is signed in."""
    return showing.strip(current_user) if current_user.is_authenticated else None


def init_glass(app: Flask) -> None:
    """What the templates need."""
    app.jinja_env.globals |= {"glass_strip": strip, "GLASS_BREAKERS": BREAKERS, "NEEDED": NEEDED, "GLASS_ENDS": ENDS}
