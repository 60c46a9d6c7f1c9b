"""What is typed to ask for a number and to agree to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from feedback_service.vocabulary import Needed
from feedback_service.web.typed import clean_text, says_something
from moderation.glass.breaking import Asked

MAX = 1000


@dataclass(frozen=True)
class Typed:
    """The values as they were typed, and what is wrong with them."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def read(form: Mapping[str, str], *names: str) -> dict[str, str]:
    """These fields, fit to keep."""
    return {name: clean_text(form.get(name, "")).strip() for name in names}


def asking(values: Mapping[str, str]) -> tuple[Asked | None, dict[str, str]]:
    """What is asked, or what is wrong."""
    too_long = _("Use %(max)d characters at most", max=MAX)
    errors = {name: too_long for name in ("words", "quiet") if _is_long(values[name])}
    if values["needed"] not in set(Needed):
        errors["needed"] = _("Choose why you need it")
    if not says_something(values["words"]):
        errors["words"] = _("Write what happened, for who has to agree")
    if values["tell"] not in {"yes", "no"}:
        errors["tell"] = _("Choose whether the person is told")
    if values["tell"] == "no" and not says_something(values["quiet"]):
        errors["quiet"] = _("Write why telling the person would harm")
    if errors:
        return None, errors
    return Asked(Needed(values["needed"]), values["words"], values["quiet"] if values["tell"] == "no" else ""), {}


def agreeing(values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the words of who agrees."""
    return {"quiet": _("Use %(max)d characters at most", max=MAX)} if _is_long(values["quiet"]) else {}


def _is_long(words: str) -> bool:
    return len(words) > MAX
