"""Adding, renaming and retiring themes. A theme is never deleted: what it was given to keeps it."""

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import Theme
from feedback_service.storage import transaction
from feedback_service.themes.framework import NAMES, Group
from moderation.places.adding import slug_of

MAX_NAME = 120


class NotPossible(Exception):
    """`field` is the form's field to point at, `message` is for the member."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field)
        self.field, self.message = field, message


def add(group: str, name: str, staff_id: int) -> Theme:
    """Add a theme of one's own and return it. Raises NotPossible."""
    if group not in set(Group):
        raise NotPossible("group", _("Choose what it is about"))
    with transaction() as session:
        _check_name(session, name, None)
        theme = Theme(slug=_free_slug(session, name), group=group, name=name)
        session.add(theme)
        session.flush()
        audit.record(session, "theme.added", f"theme:{theme.id}", staff_id=staff_id)
        return theme


def rename(theme_id: int, name: str, staff_id: int) -> Theme | None:
    """Give a theme another name; an empty one brings back that which it shipped with. None for no such theme. Raises
    NotPossible."""
    with transaction() as session:
        theme = session.get(Theme, theme_id, with_for_update=True)
        if theme is None:
            return None
        if name or theme.slug not in NAMES:
            _check_name(session, name, theme)
        theme.name = name or None
        audit.record(session, "theme.renamed", f"theme:{theme.id}", staff_id=staff_id)
        return theme


def retire(theme_id: int, staff_id: int, *, bring_back: bool = False) -> Theme | None:
    """Nobody can give it any more, or again; None for no such theme."""
    with transaction() as session:
        theme = session.get(Theme, theme_id, with_for_update=True)
        if theme is None:
            return None
        if (theme.retired_at is None) is not bring_back:
            theme.retired_at = None if bring_back else clock.now()
            done = "theme.brought_back" if bring_back else "theme.retired"
            audit.record(session, done, f"theme:{theme.id}", staff_id=staff_id)
        return theme


def _check_name(session: Session, name: str, theme: Theme | None) -> None:
    if not 0 < len(name) <= MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))
    # Two administrators who add one name at the same moment: the first to lock the table's rows wins.
    others = session.scalars(select(Theme).order_by(Theme.id).with_for_update()).all()
    names = {(each.name or str(NAMES.get(each.slug, ""))).casefold() for each in others if each is not theme}
    if name.casefold() in names:
        raise NotPossible("name", _("There is a theme with this name already. Look at the list."))


def _free_slug(session: Session, name: str) -> str:
    base = slug_of(name)[:50]
    taken = session.scalar(select(func.count()).where(Theme.slug.startswith(base, autoescape=True))) or 0
    return f"{base}-{taken + 1}" if taken else base
