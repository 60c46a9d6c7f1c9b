"""The present moment, always aware and in UTC, with one way to set it for example data and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The current moment in UTC, or the one set by `at`."""
    return _fixed.get() or datetime.now(UTC)


def today(timezone: str) -> date:
    """The calendar day in `timezone` (an IANA name)."""
    return now().astimezone(ZoneInfo(timezone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block (aware datetime)."""
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
