"""The themes as they ship: the open framework of NHS England's patient experience text mining project (version 6, MIT
licence), its names put plainly, in groups of ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_service.models import Theme


class Group(StrEnum):
    """What kind of thing a theme is about."""

    OVERALL = "overall"
    STAFF = "staff"
    COMMUNICATION = "communication"
    ACCESS = "access"
    CARE = "care"
    PLACE = "place"
    RIGHTS = "rights"
    SERVICE = "service"


GROUPS = {
    Group.OVERALL: _l("Overall"),
    Group.STAFF: _l("Staff"),
    Group.COMMUNICATION: _l("Being told and being heard"),
    Group.ACCESS: _l("Getting care"),
    Group.CARE: _l("Care and treatment"),
    Group.PLACE: _l("The place"),
    Group.RIGHTS: _l("Fairness, rights and safety"),
    Group.SERVICE: _l("How the service is run"),
}


@dataclass(frozen=True)
class Shipped:
    """A theme of the framework. `source` is its name in the labelled data, misspelt where that is."""

    slug: str
    group: Group
    name: Any
    source: str


_O, _S, _T, _A, _C, _P, _R, _V = Group

THEMES = (
    Shipped("positive", _O, _l("Positive experience and gratitude"), "Positive experience & gratitude"),
    Shipped("negative", _O, _l("Negative experience and dissatisfaction"), "Negative experience & dissatisfaction"),
    Shipped("staff-manner", _S, _l("Staff manner and personal attributes"), "Staff manner & personal attributes"),
    Shipped("staff-responsiveness", _S, _l("Staff responsiveness"), "Staff responsiveness"),
    Shipped("staff-competence", _S, _l("Competence and training"), "Competence & training"),
    Shipped("staff-continuity", _S, _l("Staff continuity"), "Staff continuity"),
    Shipped("staff-numbers", _S, _l("Number and deployment of staff"), "Number & deployment of staff"),
    Shipped(
        "listening",
        _T,
        _l("Listening, understanding and involving patients"),
        "Staff listening, understanding & involving patients",
    ),
    Shipped(
        "information-in-care",
        _T,
        _l("Information from staff during care"),
        "Information directly from staff during care",
    ),
    Shipped("information-and-guidance", _T, _l("Information and guidance"), "Information provision & guidance"),
    Shipped(
        "kept-informed",
        _T,
        _l("Being kept informed, clearly and consistently"),
        "Being kept informed, clarity & consistency of information",
    ),
    Shipped("communication-other", _T, _l("Communication, not said which"), "Unspecified communication"),
    Shipped("contacting", _A, _l("Contacting services"), "Contacting services"),
    Shipped("appointments", _A, _l("Appointment arrangements"), "Appointment arrangements"),
    Shipped("appointment-method", _A, _l("How appointments are held"), "Appointment method"),
    Shipped("timeliness", _A, _l("Timeliness of care"), "Timeliness of care"),
    Shipped("referrals", _A, _l("Referrals and continuity of care"), "Referals & continuity of care"),
    Shipped("admission", _A, _l("Admission"), "Admission"),
    Shipped("discharge", _A, _l("Discharge"), "Discharge"),
    Shipped("transport", _A, _l("Transport to and from services"), "Transport to/ from services"),
    Shipped("diagnosis", _C, _l("Diagnosis and triage"), "Diagnosis & triage"),
    Shipped("impact", _C, _l("Impact of treatment and care"), "Impact of treatment/ care"),
    Shipped("medication", _C, _l("Supplying and understanding medication"), "Supplying & understanding medication"),
    Shipped("pain", _C, _l("Pain management"), "Pain management"),
    Shipped("care-plans", _C, _l("Care plans"), "Care plans"),
    Shipped("family-and-carers", _C, _l("Working with family and carers"), "Interaction with family/ carers"),
    Shipped("appearance", _C, _l("Appearance and grooming"), "Patient appearance & grooming"),
    Shipped("activities", _P, _l("Activities and fresh air"), "Activities & access to fresh air"),
    Shipped("food", _P, _l("Food and drink"), "Food & drink provision & facilities"),
    Shipped(
        "cleanliness",
        _P,
        _l("Cleanliness, tidiness and infection control"),
        "Cleanliness, tidiness & infection control",
    ),
    Shipped("environment", _P, _l("Environment and facilities"), "Environment & Facilities"),
    Shipped("sensory", _P, _l("Noise, light and other sensory experience"), "Sensory experience"),
    Shipped("location", _P, _l("Where the service is"), "Service location"),
    Shipped("entertainment", _P, _l("TV, Wi-Fi and electronic entertainment"), "Electronic entertainment"),
    Shipped("equality", _R, _l("Equality, diversity and inclusion"), "Equality, Diversity & Inclusion"),
    Shipped("mental-health-act", _R, _l("Mental Health Act"), "Mental Health Act"),
    Shipped("feeling-safe", _R, _l("Feeling safe"), "Feeling safe"),
    Shipped("safeguarding", _R, _l("Safeguarding concerns"), "Safeguarding concerns?"),
    Shipped("organisation", _V, _l("Organisation and efficiency"), "Organisation & efficiency"),
    Shipped("funding", _V, _l("Funding and use of money"), "Funding & use of financial resources"),
    Shipped("records", _V, _l("Patient records"), "Patient records"),
    Shipped("equipment", _V, _l("Medical equipment"), "Provision of medical equipment"),
    Shipped("learning", _V, _l("Learning from experience"), "Learning organisation"),
)
BY_SOURCE = {theme.source.casefold(): theme.slug for theme in THEMES}
NO_THEME = frozenset({"not assigned", ""})
"""How the labelled data says that a comment is about none of them."""
NAMES = {theme.slug: theme.name for theme in THEMES}


def name_of(slug: str, own: str | None) -> str:
    """What a theme is called for the reader: the administrators' own name, else the one it shipped with, translated."""
    return own or str(NAMES.get(slug, slug))


def in_groups(themes: Sequence[Theme]) -> list[tuple[str, list[Theme]]]:
    """The themes under the names of their groups, as they stand on a page."""
    groups = [(str(GROUPS[group]), [each for each in themes if each.group == group]) for group in Group]
    return [(name, found) for name, found in groups if found]
