"""Adding a place below another; its slug is made from its name and is unique."""

import re
import unicodedata

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import audit
from feedback_service.models import Place
from feedback_service.storage import transaction
from feedback_service.vocabulary import PlaceKind

MAX_NAME = 120
MAX_SLUG = 70
PARENTS: dict[PlaceKind, frozenset[PlaceKind | None]] = {
    PlaceKind.BOROUGH: frozenset({None}),
    PlaceKind.SITE: frozenset({PlaceKind.BOROUGH}),
    PlaceKind.TEAM: frozenset({PlaceKind.SITE, PlaceKind.BOROUGH}),
    PlaceKind.EVENT: frozenset({PlaceKind.BOROUGH, PlaceKind.SITE, None}),
}
"""What each kind may stand below; None: nothing."""


class NotPossible(Exception):
    """`field` is the form's field to point at, `message` is for the member."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field)
        self.field, self.message = field, message


def add(kind: PlaceKind, name: str, parent_id: int | None, staff_id: int) -> Place:
    """Add it and return it. Raises NotPossible."""
    if not 0 < len(name) <= MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))
    try:
        with transaction() as session:
            parent = session.get(Place, parent_id) if parent_id is not None else None
            if (parent is None) != (parent_id is None) or (parent.kind if parent else None) not in PARENTS[kind]:
                raise NotPossible("parent", _parent_needed(kind))
            if _is_taken(session, name, parent_id):
                raise NotPossible("name", _("There is a place with this name there already. Look at the list."))
            place = Place(kind=kind, name=name, parent=parent, slug=_free_slug(session, name))
            session.add(place)
            session.flush()
            audit.record(session, "place.added", f"place:{place.id}", staff_id=staff_id, details={"kind": str(kind)})
            return place
    except IntegrityError:
        raise NotPossible("name", _("Somebody added this place just now. Look at the list.")) from None


def _is_taken(session: Session, name: str, parent_id: int | None) -> bool:
    # Two at the same moment draw the same slug, which is unique.
    beside = select(Place.name).where(Place.parent_id.is_(None) if parent_id is None else Place.parent_id == parent_id)
    return name.casefold() in {each.casefold() for each in session.scalars(beside)}


def _parent_needed(kind: PlaceKind) -> str:
    if kind == PlaceKind.BOROUGH:
        return str(_("A borough stands by itself: choose “Nothing”"))
    if kind == PlaceKind.SITE:
        return str(_("Choose the borough that the site is in"))
    if kind == PlaceKind.TEAM:
        return str(_("Choose the site or borough that the ward or team belongs to"))
    return str(_("Choose the borough or site where the event is, or “Nothing”"))


def _free_slug(session: Session, name: str) -> str:
    base = slug_of(name)
    taken = set(session.scalars(select(Place.slug).where(Place.slug.startswith(base, autoescape=True))))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def slug_of(name: str) -> str:
    """`Marigold Ward` as `marigold-ward`; letters without an ASCII form are left out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-") or "place"
