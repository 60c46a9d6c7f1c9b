"""Reading the places as a tree."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Place


def tree(session: Session) -> dict[int | None, list[Place]]:
    """Every place by what it belongs to, None for nothing; in the order of their names."""
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in session.scalars(select(Place).order_by(Place.name)).unique():
        below[place.parent_id].append(place)
    return below
