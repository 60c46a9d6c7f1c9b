"""Looking words and marks up: the numbers of the feedback that has them all.

A look-up is a list of groups: of each group at least one token must be there. How long it takes must not depend on how
much feedback there is, only on how much is shown:

- SQLite's FTS5 keeps for each token the numbers in order, so that the newest come first and it stops after a page.
- PostgreSQL's GIN cannot hand out the newest first: it finds all. So the newest documents are looked through one by
  one first, as far as WINDOW, which fills a page where the words are common; where it does not, they are rare, and
  the index finds all of them at little cost.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, column, literal, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from feedback_service.models import Feedback, SearchOpen, SearchOriginal

Groups = Sequence[Sequence[str]]
Shelf = type[SearchOriginal] | type[SearchOpen]
WINDOW = 10_000
"""How many of the newest documents PostgreSQL reads one by one before it asks its index."""

_ROWID: Any = column("rowid")
"""The number of the feedback, as FTS5 calls it."""


def newest(session: Session, shelf: Shelf, groups: Groups, before: int | None, size: int) -> list[int]:
    """The highest numbers below `before` that have a token of every group, at most `size`, the highest first."""
    if _is_sqlite(session):
        return list(session.scalars(_below(_in_fts5(shelf, groups), _ROWID, before).limit(size)))
    latest: Any = select(shelf.feedback_id, shelf.tokens)
    window = _below(latest, shelf.feedback_id, before).limit(WINDOW).subquery()
    among = _below(select(window.c.feedback_id).where(_has(window.c.tokens, groups)), window.c.feedback_id, None)
    found = list(session.scalars(among.limit(size)))
    if len(found) == size:
        return found
    everything = select(shelf.feedback_id).where(_has(shelf.tokens, groups))
    if before is not None:
        everything = everything.where(shelf.feedback_id < before)
    # Found first, then put in order: else the planner may walk through all feedback by its number instead.
    numbers = everything.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
    return list(session.scalars(_below(select(numbers.c.feedback_id), numbers.c.feedback_id, None).limit(size)))


def are_in(session: Session, shelf: Shelf, groups: Groups) -> ColumnElement[bool]:
    """Whether the feedback has a token of every group. All of them are looked up: one group must be of few."""
    if _is_sqlite(session):
        return Feedback.id.in_(_in_fts5(shelf, groups))
    return Feedback.id.in_(select(shelf.feedback_id).where(_has(shelf.tokens, groups)))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _below(statement: Select[Any], number: Any, before: int | None) -> Select[Any]:
    if before is not None:
        statement = statement.where(number < before)
    return statement.order_by(number.desc())


def _in_fts5(shelf: Shelf, groups: Groups) -> Select[Any]:
    name = f"{shelf.__tablename__}_index"
    wanted = " AND ".join(f"({' OR '.join(group)})" for group in groups)
    return select(_ROWID).select_from(table(name)).where(column(name).op("MATCH")(wanted))


def _has(tokens: Any, groups: Groups) -> ColumnElement[bool]:
    wanted = " & ".join(f"({' | '.join(group)})" for group in groups)
    return tokens.op("@@")(cast(literal(wanted), TSQUERY))
