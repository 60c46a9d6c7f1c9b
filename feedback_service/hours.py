"""When people may be disturbed: between eight in the morning and nine at night by the local clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from feedback_service import clock

EARLIEST, LATEST = time(8), time(21)


def may_disturb(timezone: str) -> bool:
    """Whether the clock in `timezone` (an IANA name) shows 8 in the morning or later, but not yet 9 at night."""
    return EARLIEST <= clock.now().astimezone(ZoneInfo(timezone)).time() < LATEST


def day_began(timezone: str) -> datetime:
    """The midnight before now in `timezone`."""
    return datetime.combine(clock.today(timezone), time(), ZoneInfo(timezone))


def next_morning(timezone: str) -> datetime:
    """Eight o'clock of the next day in `timezone`."""
    return datetime.combine(clock.today(timezone) + timedelta(days=1), EARLIEST, ZoneInfo(timezone))
