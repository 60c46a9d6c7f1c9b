"""What the page of preferences shows: made from the fields of `Preferences`, so that a new one appears by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic.fields import FieldInfo
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Preference, Staff
from feedback_service.preferences import Preferences, read
from feedback_service.web.typed import LONGEST_LINE

OTHERS = "others"


@dataclass(frozen=True)
class Shown:
    """One preference. `kind` is `number`, `switch`, `choice`, `line`, `text` or `lines`; `changed_by` and `changed_at`
    None where the default holds; `choices` are codes with their words; `state` is what a form carries so that nobody is
    overwritten."""

    name: str
    title: Any
    about: Any
    group: str
    kind: str
    value: Any
    default: Any
    choices: Mapping[str, Any]
    lowest: float | None
    highest: float | None
    changed_by: str | None
    changed_at: datetime | None

    @property
    def state(self) -> str:
        """Names the value as the page showed it."""
        return self.changed_at.isoformat() if self.changed_at else ""

    @property
    def is_default(self) -> bool:
        """Whether nobody decided otherwise."""
        return bool(self.value == self.default)


def every(session: Session) -> dict[str, list[Shown]]:
    """Every preference by its group, in the order of the fields."""
    values, groups = read(session), dict[str, list[Shown]]()
    rows = select(Preference, Staff.name).outerjoin(Staff, Staff.id == Preference.staff_id)
    stored = {row.name: (row, name) for row, name in session.execute(rows)}
    for name, field in Preferences.model_fields.items():
        row, by = stored.get(name, (None, None))
        shown = _shown(name, field, getattr(values, name), by, row.changed_at if row else None)
        groups.setdefault(shown.group, []).append(shown)
    return groups


def one(session: Session, name: str) -> Shown | None:
    """One preference; None for a name that there is not."""
    return next((each for shown in every(session).values() for each in shown if each.name == name), None)


def _shown(name: str, field: FieldInfo, value: Any, by: str | None, at: datetime | None) -> Shown:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    kind, codes = _kind(field)
    named: Any = extra.get("choices", {})
    limits = {type(each): each for each in field.metadata}
    low, high = limits.get(Ge) or limits.get(Gt), limits.get(Le) or limits.get(Lt)
    return Shown(
        name=name,
        title=field.title or name.replace("_", " ").capitalize(),
        about=field.description or "",
        group=str(extra.get("group", OTHERS)),
        kind=kind,
        value=value,
        default=field.get_default(call_default_factory=True),
        choices={code: named.get(code, code) for code in codes},
        lowest=getattr(low, "ge", getattr(low, "gt", None)),
        highest=getattr(high, "le", getattr(high, "lt", None)),
        changed_by=by,
        changed_at=at,
    )


def _kind(field: FieldInfo) -> tuple[str, Sequence[str]]:
    """What is asked for, and from what it is chosen."""
    wanted: Any = field.annotation
    if get_origin(wanted) is Literal:
        return "choice", [str(each) for each in get_args(wanted)]
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return "choice", [str(each.value) for each in wanted]
    if wanted is bool:
        return "switch", ()
    if wanted in (int, float):
        return "number", ()
    if get_origin(wanted) in (list, tuple, frozenset, set):
        return "lines", ()
    longest = next((each.max_length for each in field.metadata if isinstance(each, MaxLen)), 0)
    return ("text" if longest > LONGEST_LINE else "line"), ()
