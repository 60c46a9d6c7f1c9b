"""The rules of every page on which something is managed.

Nothing is deleted that history points at: it is retired. Every form that changes something carries the version that its
page showed, or what stood there, so that two administrators do not overwrite each other.
"""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

Managed = TypeVar("Managed", bound=Any)


class NotPossible(Exception):
    """A rule says no. `field` is the form's field to point at, `message` is for the member."""

    def __init__(self, field: str, message: object) -> None:
        super().__init__(field)
        self.field, self.message = field, str(message)


class Unknown(Exception):
    """There is no such thing."""


class Overtaken(Exception):
    """Somebody changed it since the member's page was made; nothing was done."""


def locked(session: Session, model: type[Managed], row_id: int, version: int) -> Managed:
    """The row, locked until the transaction ends, its version one higher. Raises Unknown or Overtaken."""
    wanted = select(model).where(model.id == row_id).with_for_update(of=model, key_share=True)
    found = session.scalars(wanted.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise Unknown
    if found.version != version:
        raise Overtaken
    found.version += 1
    return found
