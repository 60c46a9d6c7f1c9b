"""Working days in England: neither weekends nor bank holidays, also for what the law counts in them.

Bank holidays come from the `holidays` package, which keeps the one-off ones as well; a trust in Wales or
Scotland would set another subdivision there.
"""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _bank_holidays() -> holidays.HolidayBase:
    # Grows by itself with the years that are asked for.
    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date) -> bool:
    """Whether people are at work on it: Monday to Friday, and no bank holiday of England."""
    return day.weekday() < 5 and day not in _bank_holidays()


def after(start: date, days: int) -> date:
    """The day that many working days after `start`, which is not counted itself; `days` is 0 or more.

    With 0 it is `start` itself, or the next working day where that is none.
    """
    day, left = start, days
    while left > 0 or not is_working_day(day):
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def before(end: date, days: int) -> date:
    """The latest day since which that many working days have passed by `end`; `days` is 1 or more."""
    day, left = end, days
    while left > 0:
        left -= is_working_day(day)
        day -= timedelta(days=1)
    return day


def between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and with `end`; 0 where `end` is not later."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)
