"""Reading the places as a tree."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Place
from feedback_service.vocabulary import PlaceKind
from moderation.places.adding import PARENTS


def tree(session: Session) -> dict[int | None, list[Place]]:
    """Every place by what it belongs to, None for nothing; in the order of their names."""
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in session.scalars(select(Place).order_by(Place.name)).unique():
        below[place.parent_id].append(place)
    return below


def place(session: Session, place_id: int) -> Place | None:
    """One place."""
    return session.get(Place, place_id)


def places_above(session: Session, kind: PlaceKind, besides: int | None = None) -> list[Place]:
    """The places in use that one of this kind may stand below, by name."""
    kinds = [each for each in PARENTS[kind] if each is not None]
    wanted = select(Place).where(Place.kind.in_(kinds), Place.retired_at.is_(None), Place.id != (besides or 0))
    return list(session.scalars(wanted.order_by(Place.name)).unique())
