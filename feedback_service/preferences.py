"""How the desk works, as the administrators decided in the browser; the defaults hold until they do.

Secrets and addresses are settings of the process (`config.settings`); what staff may change while it runs is here. A
preference is a field of `Preferences` with its default and its limits, its `title` and `description` in plain words
and, in `json_schema_extra`, the group that it stands in and the words for its `choices`; the administrators' page is
made from them.
"""

from typing import Any, Literal

from flask import current_app
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock
from feedback_service.models import Preference

TIME: dict[str, Any] = {"group": "time"}
"""What has to be done by when."""
SAFETY: dict[str, Any] = {"group": "safety"}
"""When somebody may be in danger."""
THEMES: dict[str, Any] = {"group": "themes"}
"""When themes are suggested."""
SIGN_IN: dict[str, Any] = {"group": "sign_in"}
"""What staff need to get in, and when they are put out."""
SecondFactor = Literal["off", "administrators", "everybody"]
SECOND_FACTOR: dict[str, Any] = {
    "off": _l("Nobody"),
    "administrators": _l("Administrators"),
    "everybody": _l("Everybody"),
}


def _who_needs_a_second_factor() -> SecondFactor:
    """Administrators in production; nobody where somebody only tries the service out."""
    settings: Settings = current_app.extensions["settings"]
    return "administrators" if settings.is_production else "off"


CARE: dict[str, Any] = {"group": "care"}
"""What makes it easier on those who read."""


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
    glass_minutes: int = Field(
        default=30,
        ge=5,
        le=240,
        title=_l("A number that two members agreed on can be seen for (minutes)"),
        description=_l("Counted from when the second member agreed."),
        json_schema_extra=SAFETY,
    )
    glass_waits_minutes: int = Field(
        default=60,
        ge=5,
        le=720,
        title=_l("A request to see a number waits for (minutes)"),
        description=_l("After that nobody can agree to it any more."),
        json_schema_extra=SAFETY,
    )
    allow_lone_break_glass: bool = Field(
        default=False,
        title=_l("An administrator may see a number alone, in an emergency"),
        description=_l("For a night on which nobody else is awake. Every administrator is told at once."),
        json_schema_extra=SAFETY,
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
    pause_after_hard_items: int = Field(
        default=5,
        ge=1,
        le=50,
        title=_l("Suggest a pause after this many distressing ones in a row"),
        description=_l("From then on “Next for me” gives the member another kind, while colleagues are at work."),
        json_schema_extra=CARE,
    )
    support_for_staff: str = Field(
        default="",
        max_length=1000,
        title=_l("Where staff get support"),
        description=_l("Stands with the suggested pause. Empty for general words."),
        json_schema_extra=CARE,
    )

    second_factor: SecondFactor = Field(
        default_factory=_who_needs_a_second_factor,
        title=_l("Who needs a second factor"),
        description=_l("Besides the password: a code of an app on a phone, or a passkey. Who has none sets one up."),
        json_schema_extra={**SIGN_IN, "choices": SECOND_FACTOR},
    )
    idle_minutes: int = Field(
        default=60,
        ge=5,
        le=720,
        title=_l("Sign staff out after this many minutes without doing anything"),
        json_schema_extra=SIGN_IN,
    )
    provider_lets_invited_in: bool = Field(
        default=True,
        title=_l("Who is invited may join through the trust's own sign-in"),
        description=_l("They need no password here then. Only where such a sign-in is set up."),
        json_schema_extra=SIGN_IN,
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
