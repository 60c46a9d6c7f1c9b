"""What the page of the themes shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from feedback_service import preferences
from feedback_service.models import Theme, ThemeModel
from feedback_service.preferences import Preferences
from feedback_service.storage import reading
from feedback_service.themes import decided, learning, suggesting
from feedback_service.themes.framework import in_groups
from feedback_service.themes.suggesting import InUse


@dataclass(frozen=True)
class ThemesPage:
    """`wish` is the model that is being made or the latest that failed; `decided` counts what somebody gave themes to;
    `can_learn`: the extra that learns is installed."""

    groups: Sequence[tuple[str, Sequence[Theme]]]
    model: InUse | None
    wish: ThemeModel | None
    decided: int
    can_learn: bool
    floors: Preferences

    @property
    def is_on(self) -> bool:
        """Whether anything is suggested."""
        return self.model is not None and bool(self.model.slugs)

    @property
    def is_learning(self) -> bool:
        """Whether a model was asked for and is not there yet."""
        return self.wish is not None and self.wish.failed_at is None


def show() -> ThemesPage:
    """Every theme, and the model in use with its measures."""
    with reading() as session:
        newest = session.scalars(select(ThemeModel).order_by(ThemeModel.id.desc()).limit(1)).one_or_none()
        return ThemesPage(
            groups=in_groups(session.scalars(select(Theme).order_by(Theme.id)).all()),
            model=suggesting.in_use(session),
            wish=newest if newest is not None and newest.made_at is None else None,
            decided=decided.count(session),
            can_learn=learning.is_installed(),
            floors=preferences.read(session),
        )
