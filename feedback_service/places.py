"""Places for choosing from: grouped by borough, each with a name that is clear by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Place
from feedback_service.vocabulary import PlaceKind


@dataclass(frozen=True)
class Group:
    """A borough, None for places outside any, and the places in it: a site before its wards and teams."""

    borough: Place | None
    places: Sequence[Place]


def by_borough(session: Session) -> list[Group]:
    """Every place in use, in the groups of a list to choose from; boroughs themselves come first in theirs."""
    every = list(session.scalars(select(Place).where(Place.retired_at.is_(None))).unique())
    boroughs = sorted((place for place in every if place.kind == PlaceKind.BOROUGH), key=lambda place: place.name)
    return [
        Group(borough, sorted((place for place in every if place.borough is borough), key=_path))
        for borough in [*boroughs, None]
        if borough or any(place.borough is None for place in every)
    ]


def full_name(place: Place) -> str:
    """`Marigold Ward, Riverbank Centre`: the name with those above it up to the borough, which is left out."""
    names, above = [place.name], place.parent
    while above is not None and above.kind != PlaceKind.BOROUGH:
        names.append(above.name)
        above = above.parent
    return ", ".join(names)


def _path(place: Place) -> tuple[str, ...]:
    return (*(_path(place.parent) if place.parent else ()), place.name)
