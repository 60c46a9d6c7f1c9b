"""Working days in England, by the calendars that gov.uk published."""

from datetime import date

import pytest

from feedback_service import working_days


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
        date(2026, 12, 25),
        date(2026, 12, 28),
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2023, 5, 8),
        date(2027, 12, 27),
        date(2027, 12, 28),
    ],
)
def test_nobody_works_on_a_bank_holiday_nor_on_the_day_given_for_it(day: date) -> None:
    assert not working_days.is_working_day(day)


def test_st_andrews_day_is_a_working_day_in_england() -> None:
    assert working_days.is_working_day(date(2026, 11, 30))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 24), 2, date(2026, 11, 26)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 4, 2), 3, date(2026, 4, 9)),
    ],
)
def test_a_due_day_counts_neither_its_start_nor_weekends_nor_bank_holidays(start: date, days: int, end: date) -> None:
    assert working_days.after(start, days) == end
    if days:
        assert working_days.between(start, end) == days
