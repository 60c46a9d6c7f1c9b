"""What the queue can be narrowed to. Every filter is one small object here: it stands in the address under its name,
and the form, the page, the counts, what is saved and the live update take it from this list.

A filter says the same twice: as a condition for what is read from the feedback's own table, and as marks of the search
index (`feedback_service.search.tokens`) for what is looked up there. A value that is none of its options is ignored.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from feedback_service import clock, labels, places
from feedback_service.languages import SPOKEN
from feedback_service.models import Feedback, FeedbackTheme, Place, Team, TeamMember, Theme
from feedback_service.search import tokens
from feedback_service.themes.framework import in_groups, name_of
from feedback_service.vocabulary import Urgency

MINE, NONE = "mine", "none"


@dataclass(frozen=True)
class Choices:
    """What there is to choose from at the desk of one member: places by borough, teams, their own teams."""

    groups: Sequence[places.Group]
    teams: Sequence[Team]
    themes: Sequence[Theme]
    mine: frozenset[int]
    today: date

    def below(self, number: int) -> list[int]:
        """The place and everything below it."""
        every = [*self._places()]
        found, grown = {number}, True
        while grown:
            more = {each.id for each in every if each.parent_id in found} - found
            found, grown = found | more, bool(more)
        return sorted(found)

    def _places(self) -> Iterable[Place]:
        return (place for group in self.groups for place in group.places)


@dataclass(frozen=True)
class Option:
    """A value as it stands in the address, its name, and the heading that it stands under in the list."""

    value: str
    label: Any
    heading: str = ""


@dataclass(frozen=True)
class Filter:
    """`marks`: feedback that fits has one of them. `is_of_work`: what fits is something that waits, so that it is
    little; the marks then need not say all. A switch is on or off: its one option is what its box says."""

    name: str
    label: Any
    options: Callable[[Choices], list[Option]]
    condition: Callable[[str, Choices], ColumnElement[bool]]
    marks: Callable[[str, Choices], Sequence[str]]
    is_of_work: bool = False
    is_switch: bool = False


def choices(session: Session, staff_id: int, timezone: str) -> Choices:
    """What this member can choose from."""
    teams = session.scalars(select(Team).order_by(Team.name)).all()
    mine = session.scalars(select(TeamMember.team_id).where(TeamMember.staff_id == staff_id))
    themes = session.scalars(select(Theme).order_by(Theme.id)).all()
    return Choices(places.by_borough(session), teams, themes, frozenset(mine), clock.today(timezone))


def _place_options(there: Choices) -> list[Option]:
    found = [Option(NONE, _l("No place"))]
    for group in there.groups:
        heading = group.borough.name if group.borough else ""
        found += [Option(str(place.id), places.full_name(place), heading) for place in group.places]
    return found


# Plus nothing: what waits is looked through for the place or the team. Neither database then takes the index of all
# the feedback that a place or a team ever had for a shorter way.
_PLACE, _TEAM = Feedback.place_id + 0, Feedback.team_id + 0


def _place_condition(value: str, there: Choices) -> ColumnElement[bool]:
    return _PLACE.is_(None) if value == NONE else _PLACE.in_(there.below(int(value)))


def _place_marks(value: str, there: Choices) -> list[str]:
    return [tokens.place(None)] if value == NONE else [tokens.place(each) for each in there.below(int(value))]


def _team_options(there: Choices) -> list[Option]:
    if not there.teams:
        return []
    mine = [Option(MINE, _l("My teams"))] if there.mine else []
    return [*mine, Option(NONE, _l("No team")), *(Option(str(team.id), team.name) for team in there.teams)]


def _teams(value: str, there: Choices) -> list[int]:
    return sorted(there.mine) if value == MINE else [int(value)]


def _team_condition(value: str, there: Choices) -> ColumnElement[bool]:
    return _TEAM.is_(None) if value == NONE else _TEAM.in_(_teams(value, there))


def _team_marks(value: str, there: Choices) -> list[str]:
    return [tokens.team(None)] if value == NONE else [tokens.team(each) for each in _teams(value, there)]


def _theme_options(there: Choices) -> list[Option]:
    groups = [(heading, theme) for heading, themes in in_groups(there.themes) for theme in themes]
    return [
        Option(NONE, _l("No theme")),
        *(Option(str(theme.id), name_of(theme.slug, theme.name), heading) for heading, theme in groups),
    ]


def _theme_condition(value: str, _there: Choices) -> ColumnElement[bool]:
    given = select(FeedbackTheme.theme_id).where(FeedbackTheme.feedback_id == Feedback.id)
    return ~given.exists() if value == NONE else given.where(FeedbackTheme.theme_id == int(value)).exists()


def _theme_marks(value: str, _there: Choices) -> list[str]:
    return [tokens.theme(None if value == NONE else int(value))]


def _language_options(_there: Choices) -> list[Option]:
    return [Option(NONE, _l("Not known")), *(Option(code, name) for code, name in SPOKEN.items())]


def _language(value: str) -> str | None:
    return None if value == NONE else value


_CONSENTS: dict[str, bool | None] = {"yes": True, "no": False, "unasked": None}


def _switch(
    name: str, label: Any, condition: Callable[[Choices], ColumnElement[bool]], mark: str, **more: Any
) -> Filter:
    return Filter(
        name,
        label,
        options=lambda _there: [Option("1", label)],
        condition=lambda _value, there: condition(there),
        marks=lambda _value, _there: [mark],
        is_switch=True,
        **more,
    )


def _is_overdue(there: Choices) -> ColumnElement[bool]:
    return Feedback.waits_for.is_not(None) & (Feedback.due_on < there.today)


FILTERS = (
    Filter("place", _l("Place"), _place_options, _place_condition, _place_marks),
    Filter("team", _l("Team"), _team_options, _team_condition, _team_marks),
    Filter("theme", _l("Theme"), _theme_options, _theme_condition, _theme_marks),
    Filter(
        "channel",
        _l("Channel"),
        options=lambda _there: [Option(str(each), name) for each, name in labels.CHANNELS.items()],
        condition=lambda value, _there: Feedback.channel == value,
        marks=lambda value, _there: [tokens.channel(value)],
    ),
    Filter(
        "language",
        _l("Language"),
        _language_options,
        condition=lambda value, _there: Feedback.language.is_not_distinct_from(_language(value)),
        marks=lambda value, _there: [tokens.language(_language(value))],
    ),
    Filter(
        "consent",
        _l("Consent"),
        options=lambda _there: [
            Option("yes", _l("agreed")),
            Option("no", _l("said no")),
            Option("unasked", _l("not asked")),
        ],
        condition=lambda value, _there: Feedback.consent.is_not_distinct_from(_CONSENTS[value]),
        marks=lambda value, _there: [tokens.consent(_CONSENTS[value])],
    ),
    _switch("overdue", _l("Overdue"), _is_overdue, tokens.WAITING, is_of_work=True),
    _switch(
        "safety",
        _l("Safety flag"),
        lambda _there: Feedback.waits_for.is_not(None) & (Feedback.urgency == Urgency.SAFETY),
        tokens.WAITING,
        is_of_work=True,
    ),
    _switch("reopened", _l("Opened again"), lambda _there: Feedback.reopened_at.is_not(None), tokens.REOPENED),
)


def read(address: Any, there: Choices) -> dict[str, str]:
    """The filters that the address names, by name, with one of their options each; anything else is left out."""
    wanted = {each.name: address.get(each.name, "") for each in FILTERS}
    return {
        each.name: wanted[each.name]
        for each in FILTERS
        if wanted[each.name] and wanted[each.name] in {option.value for option in each.options(there)}
    }
