"""Adding, renaming and retiring themes. A theme is never deleted: what it was given to keeps it."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit, clock, counters
from feedback_service.models import Theme
from feedback_service.storage import transaction
from feedback_service.themes.framework import NAMES, Group
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.manage.slugs import free_slug

MAX_NAME = 120


def add(group: str, name: str, staff_id: int) -> Theme:
    """Add a theme of one's own and return it. Raises NotPossible."""
    if group not in set(Group):
        raise NotPossible("group", _("Choose what it is about"))
    with transaction() as session:
        _check_name(session, name, None)
        theme = Theme(slug=free_slug(session, Theme.slug, name, otherwise="theme"), group=group, name=name)
        session.add(theme)
        session.flush()
        audit.record(session, "theme.added", f"theme:{theme.id}", staff_id=staff_id)
        return theme


def rename(theme_id: int, was: str, name: str, staff_id: int) -> Theme:
    """Give a theme another name than `was`, the own one that the page showed; an empty one brings back that which it
    shipped with. Raises NotPossible, Unknown or Overtaken."""
    with transaction() as session:
        theme = _locked(session, theme_id)
        if (theme.name or "") != was:
            raise Overtaken
        if name or theme.slug not in NAMES:
            _check_name(session, name, theme)
        theme.name = name or None
        audit.record(session, "theme.renamed", f"theme:{theme.id}", staff_id=staff_id)
        return theme


def retire(theme_id: int, staff_id: int) -> Theme:
    """Nobody can give it any more; twice is once. Raises Unknown."""
    with transaction() as session:
        theme = _locked(session, theme_id)
        if theme.retired_at is None:
            theme.retired_at = clock.now()
            audit.record(session, "theme.retired", f"theme:{theme.id}", staff_id=staff_id)
        return theme


def bring_back(theme_id: int, staff_id: int) -> Theme:
    """It can be given again; twice is once. Raises Unknown."""
    with transaction() as session:
        theme = _locked(session, theme_id)
        if theme.retired_at is not None:
            theme.retired_at = None
            audit.record(session, "theme.brought_back", f"theme:{theme.id}", staff_id=staff_id)
        return theme


def _locked(session: Session, theme_id: int) -> Theme:
    theme = session.get(Theme, theme_id, with_for_update={"key_share": True})
    if theme is None:
        raise Unknown
    return theme


def _check_name(session: Session, name: str, theme: Theme | None) -> None:
    if not 0 < len(name) <= MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))
    # Two administrators who add one name at the same moment take turns at the record of it: there is no row to wait at.
    counters.lock(session, "audit")
    others = session.scalars(select(Theme).order_by(Theme.id).execution_options(populate_existing=True)).all()
    names = {(each.name or str(NAMES.get(each.slug, ""))).casefold() for each in others if each is not theme}
    if name.casefold() in names:
        raise NotPossible("name", _("There is a theme with this name already. Look at the list."))
