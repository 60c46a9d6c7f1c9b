"""Renaming, moving and retiring a place. Its slug stays: links and filters go on leading to it.

What the board shows of it follows in parts, by a job (`feedback_service.place_names`): there may be thousands of
entries.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import Place, Team
from feedback_service.storage import transaction
from feedback_service.vocabulary import PlaceKind
from feedback_service.web.typed import says_something
from moderation.changing import NotPossible, locked
from moderation.places.adding import MAX_NAME, refuse_place_below, refuse_taken


@dataclass(frozen=True)
class Wanted:
    """How a place is to be: its name, the place above it, whether what is decided about it needs a second member, and
    the team that answers what comes from there."""

    name: str
    parent_id: int | None = None
    needs_second: bool = False
    team_id: int | None = None


def change(place_id: int, version: int, wanted: Wanted, by: int) -> None:
    """Make it so.

    Raises NotPossible, Unknown or Overtaken.
    """
    name, parent_id, needs_second = wanted.name, wanted.parent_id, wanted.needs_second
    if not says_something(name) or len(name) > MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))
    with transaction() as session:
        # Two who move or rename at the same moment take turns, as where the names beside it are compared.
        session.execute(select(Place.id).order_by(Place.id).with_for_update(of=Place, key_share=True))
        place = locked(session, Place, place_id, version)
        moved, renamed = parent_id != place.parent_id, name != place.name
        if moved:
            parent = session.get(Place, parent_id) if parent_id is not None else None
            refuse_place_below(parent, parent_id, PlaceKind(place.kind))
        if moved or renamed:
            refuse_taken(session, name, parent_id, besides=place_id)
            place.show_anew_after = 0
        if wanted.team_id != place.team_id:
            _refuse_team(session, wanted.team_id)
        details = {
            **({"renamed": True} if renamed else {}),
            **({"parent": parent_id, "was": place.parent_id} if moved else {}),
            **({"needs_second": needs_second} if needs_second != place.needs_second else {}),
            **({"team": wanted.team_id, "team_was": place.team_id} if wanted.team_id != place.team_id else {}),
        }
        place.name, place.parent_id, place.needs_second = name, parent_id, needs_second
        place.team_id = wanted.team_id
        audit.record(session, "place.changed", f"place:{place_id}", staff_id=by, details=details)


def retire(place_id: int, version: int, by: int) -> None:
    """It takes no new feedback by its name. Raises NotPossible while a place below it is in use, Unknown, Overtaken."""
    with transaction() as session:
        place = locked(session, Place, place_id, version)
        if _in_use_below(session, place_id):
            raise NotPossible("retire", _("Places below it are still in use. Retire or move them first."))
        place.retired_at = clock.now()
        audit.record(session, "place.retired", f"place:{place_id}", staff_id=by)


def bring_back(place_id: int, version: int, by: int) -> None:
    """It is in use again. Raises NotPossible while the place above it is retired, Unknown, Overtaken."""
    with transaction() as session:
        place = locked(session, Place, place_id, version)
        if place.parent is not None and place.parent.retired_at is not None:
            raise NotPossible("retire", _("The place above it is retired. Bring that back first."))
        place.retired_at = None
        audit.record(session, "place.brought_back", f"place:{place_id}", staff_id=by)


def _refuse_team(session: Session, team_id: int | None) -> None:
    team = session.get(Team, team_id) if team_id is not None else None
    if team_id is not None and (team is None or team.retired_at is not None):
        raise NotPossible("team", _("Choose a team from the list"))


def _in_use_below(session: Session, place_id: int) -> bool:
    below = select(Place.id).where(Place.parent_id == place_id, Place.retired_at.is_(None))
    return session.scalar(below.limit(1)) is not None
