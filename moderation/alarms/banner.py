"""The banner of unread alarms that every page of the desk carries, for whoever is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request

from config.settings import Settings
from feedback_service.safety import alarms, on_call
from feedback_service.safety.alarms import Unread
from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from moderation.auth.guard import member
from moderation.permissions import MANAGERS, sees_originals

SHOWN = 5
READERS = frozenset(role for role in Role if sees_originals(role))
"""Who reads what was flagged, and so who can say that they are seeing to it."""


@dataclass(frozen=True)
class Banner:
    """`unread` holds at most SHOWN, and nothing for who may not read them; `more` is how many are left out.

    `state` names what the banner shows without saying of whom: a page compares it with what it has.
    `here` is the feedback whose page it stands on.
    """

    count: int
    unread: Sequence[Unread]
    more: int
    state: str
    here: str
    may_read: bool
    nobody_on_call: bool
    may_set: bool


def banner() -> Banner:
    """What the banner shows to this member on this page."""
    settings: Settings = current_app.extensions["settings"]
    with reading() as session:
        found = alarms.unread(session)
    may_read = member().role in READERS
    here = _here()
    # The one that the page is about comes first; the others stay as they are, the longest unread first.
    shown = sorted(found, key=lambda each: each.reference != here)[:SHOWN] if may_read else []
    return Banner(
        count=len(found),
        unread=shown,
        more=len(found) - len(shown),
        state=" ".join(sorted(f"{each.last}.{each.escalations}" for each in found)),
        here=here,
        may_read=may_read,
        nobody_on_call=not on_call.on_call(settings),
        may_set=member().role in MANAGERS,
    )


def _here() -> str:
    """The feedback of the item page that is shown, or of the one that asks for its banner anew."""
    named = (request.view_args or {}).get("reference") or request.args.get("here", "")
    return str(named).upper()
