"""For the templates: why words may distress this reader, and the pause to suggest to them."""

from flask import Flask, g

from feedback_service.models import Feedback
from moderation.auth.guard import member
from moderation.care import distress, remembering
from moderation.permissions import sees_originals


def veiled(feedback: Feedback) -> list[str]:
    """What to tell this member before they read this feedback, in words; empty to show it at once."""
    found = distress.of_feedback(feedback, originals=sees_originals(member().role))
    return distress.labels(found) if found and not shows_at_once() else []


def shows_at_once() -> bool:
    """Whether this member reads everything at once; asked once for a request."""
    if "shows_at_once" not in g:
        g.shows_at_once = remembering.shows_distressing(member())
    return bool(g.shows_at_once)


def pause() -> remembering.Pause | None:
    """The pause to suggest to this member."""
    return remembering.pause(member())


def init_care(app: Flask) -> None:
    """Make them globals of the templates."""
    app.jinja_env.globals |= {
        "veiled": veiled,
        "shows_at_once": shows_at_once,
        "suggested_pause": pause,
    }
