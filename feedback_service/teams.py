"""Which team answers what: the one that is named, or that of the place, or of a place above it."""

from sqlalchemy.orm import Session

from feedback_service.models import Place, Team


def of_place(session: Session, place_id: int | None) -> int | None:
    """The team that answers what is about this place; None where no place above it has one that still works."""
    place = session.get(Place, place_id) if place_id is not None else None
    while place is not None:
        team = session.get(Team, place.team_id) if place.team_id is not None else None
        if team is not None and team.retired_at is None:
            return team.id
        place = place.parent
    return None
