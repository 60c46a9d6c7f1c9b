"""What the item page shows of its themes: those it has, those that are suggested, and all to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Feedback, FeedbackTheme, Theme
from feedback_service.themes import suggesting
from feedback_service.themes.framework import in_groups, name_of
from feedback_service.themes.suggesting import Suggested


@dataclass(frozen=True)
class AboutWhat:
    """`given` is what somebody decided; `is_decided`: also where that was "none of them". `suggested` is not offered to
    who reads only what is left after hiding, because it is worked out from the words as they were written."""

    given: Sequence[Theme]
    is_decided: bool
    suggested: Sequence[Suggested]
    groups: Sequence[tuple[str, Sequence[Theme]]]

    @property
    def slugs(self) -> frozenset[str]:
        """Those it has."""
        return frozenset(each.slug for each in self.given)


def about(session: Session, feedback: Feedback, *, may_decide: bool) -> AboutWhat:
    """The themes of `feedback`, and where the reader `may_decide` what there is to choose from."""
    mine = select(Theme).join(FeedbackTheme).where(FeedbackTheme.feedback_id == feedback.id)
    given = session.scalars(mine.order_by(Theme.id)).all()
    if not may_decide:
        return AboutWhat(given, feedback.themed_at is not None, [], [])
    living = suggesting.living(session)
    # What was decided once is not questioned by a machine.
    suggested = suggesting.suggested(session, feedback, living) if feedback.themed_at is None else []
    every = sorted({*living, *given}, key=lambda theme: theme.id)
    return AboutWhat(given, feedback.themed_at is not None, suggested, in_groups(every))


def theme_name(theme: Theme) -> str:
    """What it is called for the reader."""
    return name_of(theme.slug, theme.name)
