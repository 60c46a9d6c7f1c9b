"""Deciding one preference, and going back to its default."""

from typing import Any, Literal, get_origin

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit, counters, preferences
from feedback_service.models import Preference
from feedback_service.preferences import Preferences
from feedback_service.storage import transaction
from moderation.changing import NotPossible, Overtaken, Unknown


def decide(name: str, state: str, value: Any, by: int) -> None:
    """`state` is what the page showed. Raises NotPossible, Unknown or Overtaken."""
    if name not in Preferences.model_fields:
        raise Unknown
    try:
        with transaction() as session:
            _locked(session, name, state)
            was = getattr(preferences.read(session), name)
            preferences.write(session, name, value, by)
            session.flush()
            now = getattr(preferences.read(session), name)
            is_choice = get_origin(Preferences.model_fields[name].annotation) is Literal
            codes = {**_code("value", now, is_choice), **_code("was", was, is_choice)}
            audit.record(session, "preference.changed", f"preference:{name}", staff_id=by, details=codes)
    except ValidationError as error:
        raise NotPossible(name, error.errors()[0]["msg"]) from None


def reset(name: str, state: str, by: int) -> None:
    """The default holds again. Raises Unknown or Overtaken."""
    if name not in Preferences.model_fields:
        raise Unknown
    with transaction() as session:
        found = _locked(session, name, state)
        if found is not None:
            session.delete(found)
            audit.record(session, "preference.reset", f"preference:{name}", staff_id=by)


def _locked(session: Session, name: str, state: str) -> Preference | None:
    """Two who decide at the same moment take turns at the record of it: there may be no row to wait at."""
    counters.lock(session, "audit")
    wanted = select(Preference).where(Preference.name == name).with_for_update()
    found = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if (found.changed_at.isoformat() if found else "") != state:
        raise Overtaken
    return found


def _code(name: str, value: Any, is_choice: bool) -> dict[str, Any]:
    """The value where it is a number, a switch or one of a list; the trail holds nobody's words."""
    return {name: value} if isinstance(value, bool | int | float) or is_choice else {}
