"""How the desk works, as the administrators decided in the browser; the defaults hold until they do.

Secrets and addresses are settings of the process (`config.settings`); what staff may change while it runs is here. A
preference is a field of `Preferences` with its default and its limits; the administrators' page is made from them.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import Preference


class Preferences(BaseModel):
    """Every preference with its default; days are working days in England."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    decide_within_days: int = Field(default=2, ge=0, le=60)
    answer_within_days: int = Field(default=10, ge=0, le=120)
    theme_floor: float = Field(default=0.5, ge=0, le=1)
    theme_floor_each: float = Field(default=0.4, ge=0, le=1)
    learn_themes_after: int = Field(default=200, ge=20, le=100_000)


def read(session: Session) -> Preferences:
    """The preferences as they are now. A stored value that the code no longer takes counts as not decided."""
    stored = {each.name: each.value for each in session.scalars(select(Preference))}
    return Preferences(**{name: value for name, value in stored.items() if _fits(name, value)})


def write(session: Session, name: str, value: Any, staff_id: int) -> None:
    """Decide one. Raises pydantic's ValidationError where the value lies outside its limits, KeyError for no name."""
    if name not in Preferences.model_fields:
        raise KeyError(name)
    value = getattr(Preferences(**{name: value}), name)
    found = session.get(Preference, name)
    if found is None:
        session.add(Preference(name=name, value=value, staff_id=staff_id, changed_at=clock.now()))
    else:
        found.value, found.staff_id, found.changed_at = value, staff_id, clock.now()


def _fits(name: str, value: Any) -> bool:
    try:
        Preferences(**{name: value})
    except ValueError:
        return False
    return True
