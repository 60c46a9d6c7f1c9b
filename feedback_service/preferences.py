"""How the desk works, as the administrators decided in the browser; the defaults hold until they do.

Secrets and addresses are settings of the process (`config.settings`); what staff may change while it runs is here. A
preference is a field of `Preferences` with its default and its limits, its `title` and `description` in plain words
and, in `json_schema_extra`, the group that it stands in; the administrators' page is made from them.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import Preference

TIME: dict[str, Any] = {"group": "time"}
"""What has to be done by when."""
THEMES: dict[str, Any] = {"group": "themes"}
"""When themes are suggested."""


class Preferences(BaseModel):
    """Every preference with its default; days are working days in England."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    decide_within_days: int = Field(
        default=2,
        ge=0,
        le=60,
        title=_l("Decide within (working days)"),
        description=_l("After that, feedback that nobody decided about is overdue."),
        json_schema_extra=TIME,
    )
    answer_within_days: int = Field(
        default=10,
        ge=0,
        le=120,
        title=_l("Answer within (working days)"),
        description=_l("After that, feedback that nobody answered is overdue."),
        json_schema_extra=TIME,
    )
    escalate_overdue_after_days: int = Field(
        default=5,
        ge=1,
        le=60,
        title=_l("Tell administrators after (working days)"),
        description=_l("What is overdue for so long is told to the administrators by email, once."),
        json_schema_extra=TIME,
    )
    theme_floor: float = Field(
        default=0.5,
        ge=0,
        le=1,
        title=_l("Suggest themes from this quality on"),
        description=_l("The measured quality of all themes together, from 0 to 1. Below it nothing is suggested."),
        json_schema_extra=THEMES,
    )
    theme_floor_each: float = Field(
        default=0.4,
        ge=0,
        le=1,
        title=_l("Suggest a single theme from this quality on"),
        description=_l("Its own measured quality, from 0 to 1. Below it this theme is not suggested."),
        json_schema_extra=THEMES,
    )
    learn_themes_after: int = Field(
        default=200,
        ge=20,
        le=100_000,
        title=_l("Learn themes anew after this many decisions"),
        json_schema_extra=THEMES,
    )


def read(session: Session) -> Preferences:
    """The preferences as they are now. A stored value that the code no longer takes counts as not decided."""
    stored = {each.name: each.value for each in session.scalars(select(Preference))}
    return Preferences(**{name: value for name, value in stored.items() if _fits(name, value)})


def write(session: Session, name: str, value: Any, staff_id: int) -> None:
    """Decide one. Raises pydantic's ValidationError where the value lies outside its limits, KeyError for no name."""
    if name not in Preferences.model_fields:
        raise KeyError(name)
    value = Preferences(**{name: value}).model_dump(mode="json")[name]
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
