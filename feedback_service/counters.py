"""Numbers handed out in commit order, from a row that stays locked until the transaction ends.

A PostgreSQL sequence would hand them out in call order and leave gaps when a transaction rolls back.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Counter


def lock(session: Session, name: str) -> Counter:
    """The counter's row, locked until the transaction ends (SQLite's writer is alone anyway)."""
    statement = select(Counter).where(Counter.name == name).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def read(session: Session, name: str) -> Counter:
    """The counter's row as this session's snapshot has it."""
    return session.scalars(select(Counter).where(Counter.name == name)).one()
