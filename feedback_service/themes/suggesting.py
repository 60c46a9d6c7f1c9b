"""The model in use, whether it is good enough to be, and what it suggests for a piece of feedback."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import preferences
from feedback_service.languages import DEFAULT
from feedback_service.models import Feedback, InboundMessage, Theme, ThemeModel
from feedback_service.themes.measures import Measured
from feedback_service.themes.model import Model

FEWEST_MEASURED = 3
"""A theme is suggested only where it was measured on that many texts at least: less says nothing about it."""


@dataclass(frozen=True)
class Suggested:
    """A theme that the words may be about; `score` is how sure the model is, from 0 to 1."""

    theme: Theme
    score: float


@dataclass(frozen=True)
class InUse:
    """The newest model with its measures. `slugs` are the themes that it is good enough at to suggest, none where it is
    below the floor as a whole."""

    row: ThemeModel
    measured: Measured
    slugs: frozenset[str]


def in_use(session: Session) -> InUse | None:
    """None while no model was made."""
    newest = select(ThemeModel).where(ThemeModel.made_at.is_not(None)).order_by(ThemeModel.id.desc()).limit(1)
    row = session.scalars(newest).one_or_none()
    if row is None or row.measured is None:
        return None
    measured, wanted = Measured.from_json(row.measured), preferences.read(session)
    good = {
        each.slug for each in measured.themes if each.f1 >= wanted.theme_floor_each and each.wanted >= FEWEST_MEASURED
    }
    return InUse(row, measured, frozenset(good if measured.micro_f1 >= wanted.theme_floor else ()))


def suggested(session: Session, feedback: Feedback, themes: Iterable[Theme]) -> list[Suggested]:
    """What the feedback may be about of `themes`, the surest first. Models read English: the person's words, or what
    staff wrote that they say."""
    words = _in_english(feedback)
    model = in_use(session) if words else None
    if model is None or not model.slugs:
        return []
    by_slug = {theme.slug: theme for theme in themes if theme.slug in model.slugs}
    found = _loaded(session, model.row.id).suggest(words)
    return [Suggested(by_slug[each.slug], each.score) for each in found if each.slug in by_slug]


def _in_english(feedback: Feedback) -> str:
    return "\n".join(
        filter(None, (_one_in_english(feedback, each) for each in feedback.messages if each.is_public_words))
    )


def _one_in_english(feedback: Feedback, message: InboundMessage) -> str:
    if feedback.language == DEFAULT:
        return message.body.strip()
    return next((each.words for each in message.translations if each.language == DEFAULT), "")


def _loaded(session: Session, model_id: int) -> Model:
    """Read once in a process, until a newer one is made."""
    kept = _kept()
    if model_id not in kept:
        stored = session.scalars(select(ThemeModel.model).where(ThemeModel.id == model_id)).one()
        assert stored is not None, "a made model is stored with its row"
        kept.clear()
        kept[model_id] = Model.from_bytes(stored)
    return kept[model_id]


@lru_cache(maxsize=1)
def _kept() -> dict[int, Model]:
    return {}


def living(session: Session) -> Sequence[Theme]:
    """The themes that can be given, in the order of the framework."""
    return session.scalars(select(Theme).where(Theme.retired_at.is_(None)).order_by(Theme.id)).all()
