"""What there is to manage: a card each. A new page is one line here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_service.vocabulary import Role
from moderation.permissions import ENTRY_POINT_VIEWERS, HIDING_RULERS, MANAGERS, TEMPLATE_MANAGERS, TEXT_REVIEWERS


@dataclass(frozen=True)
class Card:
    """A page, what it is for in one sentence, and who may open it."""

    endpoint: str
    title: Any
    about: Any
    roles: frozenset[Role]


@dataclass(frozen=True)
class Group:
    """Cards that belong together."""

    title: Any
    cards: Sequence[Card]


GROUPS = (
    Group(
        _l("People"),
        (
            Card("desk_people.listing", _l("Members of staff"), _l("Who works here, as what."), MANAGERS),
            Card("desk_teams.listing", _l("Teams"), _l("Who answers together."), MANAGERS),
            Card("desk_roles.show", _l("Roles"), _l("What each role may do."), MANAGERS),
        ),
    ),
    Group(
        _l("Feedback"),
        (
            Card("desk_places.listing", _l("Places"), _l("Boroughs, sites, wards, teams and events."), MANAGERS),
            Card(
                "desk_entry_points.listing",
                _l("QR codes and posters"),
                _l("The codes that lead to a place, and how often each was opened."),
                ENTRY_POINT_VIEWERS,
            ),
            Card(
                "desk_texts.listing",
                _l("Texts to people"),
                _l("What people get by text, and who stands for its translations."),
                TEXT_REVIEWERS,
            ),
            Card(
                "desk_answer_templates.listing",
                _l("Answer templates"),
                _l("The words that an answer begins with."),
                TEMPLATE_MANAGERS,
            ),
            Card(
                "desk_hiding.listing",
                _l("Hiding rules"),
                _l("Words that are always hidden, or never suggested for hiding."),
                HIDING_RULERS,
            ),
            Card(
                "desk_themes.listing",
                _l("Themes"),
                _l("What feedback can be about."),
                MANAGERS,
            ),
        ),
    ),
    Group(
        _l("The service"),
        (
            Card("desk_preferences.show", _l("Settings"), _l("How the desk works."), MANAGERS),
            Card("desk_audit.listing", _l("Audit trail"), _l("Who did and looked at what, and when."), MANAGERS),
        ),
    ),
)
VIEWERS = frozenset(role for group in GROUPS for card in group.cards for role in card.roles)
"""Who finds anything here."""


def groups_for(role: Role) -> list[Group]:
    """The groups with the cards that the role may open, without empty groups."""
    found = [Group(each.title, [card for card in each.cards if role in card.roles]) for each in GROUPS]
    return [each for each in found if each.cards]
