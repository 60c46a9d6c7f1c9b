"""Bringing the index up to date with the key and the rules: a sweep, little by little, or a command, at once.

A counter row says by which rule (`tokens.rule`) documents are written, and below which number feedback is still to be
written anew. After a key rotation or with new rules it begins again, the newest first; meanwhile words are looked up
under every key, so that nothing is missing from the search. What changes meanwhile its own transaction writes.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_service import counters
from feedback_service.models import Counter, Feedback
from feedback_service.scheduler import Job
from feedback_service.search import documents, tokens
from feedback_service.storage import reading, transaction

COUNTER = "search"
AT_ONCE = 50
"""How many feedback one transaction indexes: nobody else can write to SQLite meanwhile."""
IN_ONE_SWEEP = 20


def sweep() -> int:
    """Index some of what is left; returns how many. An idempotent sweep."""
    count = 0
    for _ in range(IN_ONE_SWEEP):
        found = _some()
        count += found
        if not found:
            break
    return count


def rebuild() -> int:
    """Index everything anew, whatever wrote it; returns how many."""
    with transaction() as session:
        counters.lock(session, COUNTER).note = ""
    count = 0
    while found := _some():
        count += found
    return count


def jobs() -> list[Job]:
    """The sweep."""
    return [Job("index_words", 10, sweep)]


def _some() -> int:
    with reading() as session:
        left = counters.read(session, COUNTER)
        if left.note == tokens.rule() and left.value == 0:
            return 0
    with transaction() as session:
        return _next(session, counters.lock(session, COUNTER))


def _next(session: Session, left: Counter) -> int:
    if left.note != tokens.rule():
        left.value, left.note = (session.scalar(select(func.max(Feedback.id))) or 0) + 1, tokens.rule()
    rows = select(Feedback).where(Feedback.id < left.value).order_by(Feedback.id.desc()).limit(AT_ONCE)
    numbers = list(session.scalars(rows.with_only_columns(Feedback.id)))
    # Locked in the order in which everybody locks.
    locked = select(Feedback).where(Feedback.id.in_(numbers)).order_by(Feedback.id).with_for_update(of=Feedback)
    for feedback in session.scalars(locked.execution_options(populate_existing=True)).unique():
        documents.index(session, feedback)
    left.value = min(numbers, default=0)
    return len(numbers)
