"""Adding a place below another; its slug is made from its name and is unique."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import audit
from feedback_service.models import Place
from feedback_service.storage import transaction
from feedback_service.vocabulary import PlaceKind
from moderation.changing import NotPossible
from moderation.manage.slugs import free_slug

MAX_NAME = 120
PARENTS: dict[PlaceKind, frozenset[PlaceKind | None]] = {
    PlaceKind.BOROUGH: frozenset({None}),
    PlaceKind.SITE: frozenset({PlaceKind.BOROUGH}),
    PlaceKind.TEAM: frozenset({PlaceKind.SITE, PlaceKind.BOROUGH}),
    PlaceKind.EVENT: frozenset({PlaceKind.BOROUGH, PlaceKind.SITE, None}),
}
"""What each kind may stand below; None: nothing."""


def add(kind: PlaceKind, name: str, parent_id: int | None, staff_id: int) -> Place:
    """Add it and return it. Raises NotPossible."""
    if not 0 < len(name) <= MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))
    try:
        with transaction() as session:
            parent = session.get(Place, parent_id) if parent_id is not None else None
            refuse_place_below(parent, parent_id, kind)
            refuse_taken(session, name, parent_id)
            place = Place(
                kind=kind, name=name, parent=parent, slug=free_slug(session, Place.slug, name, otherwise="place")
            )
            session.add(place)
            session.flush()
            audit.record(session, "place.added", f"place:{place.id}", staff_id=staff_id, details={"kind": str(kind)})
            return place
    except IntegrityError:
        raise NotPossible("name", _("Somebody added this place just now. Look at the list.")) from None


def refuse_place_below(parent: Place | None, parent_id: int | None, kind: PlaceKind) -> None:
    """Raise NotPossible where a place of this kind may not stand below that one, or it is retired or unknown."""
    if (parent is None) != (parent_id is None) or (parent.kind if parent else None) not in PARENTS[kind]:
        raise NotPossible("parent", _parent_needed(kind))
    if parent is not None and parent.retired_at is not None:
        raise NotPossible("parent", _("That place is retired. Choose one that is in use."))


def refuse_taken(session: Session, name: str, parent_id: int | None, besides: int | None = None) -> None:
    """Raise NotPossible where another place there has the name already."""
    # Two at the same moment draw the same slug, which is unique.
    beside = select(Place.id, Place.name).where(
        Place.parent_id.is_(None) if parent_id is None else Place.parent_id == parent_id
    )
    if name.casefold() in {each.casefold() for number, each in session.execute(beside) if number != besides}:
        raise NotPossible("name", _("There is a place with this name there already. Look at the list."))


def _parent_needed(kind: PlaceKind) -> str:
    if kind == PlaceKind.BOROUGH:
        return str(_("A borough stands by itself: choose “Nothing”"))
    if kind == PlaceKind.SITE:
        return str(_("Choose the borough that the site is in"))
    if kind == PlaceKind.TEAM:
        return str(_("Choose the site or borough that the ward or team belongs to"))
    return str(_("Choose the borough or site where the event is, or “Nothing”"))
