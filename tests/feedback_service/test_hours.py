"""When people may be disturbed, by the clock where they live, also on the days when it is changed."""

from datetime import UTC, datetime

import pytest

from feedback_service import clock, hours

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 20, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 21, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 20, 0, tzinfo=UTC), False),
    ],
)
def test_people_may_be_disturbed_between_eight_and_nine_by_the_local_clock(moment: datetime, may: bool) -> None:
    with clock.at(moment):
        assert hours.may_disturb(LONDON) is may


@pytest.mark.parametrize(
    ("now", "began", "morning"),
    [
        (
            datetime(2026, 11, 23, 10, tzinfo=UTC),
            datetime(2026, 11, 23, tzinfo=UTC),
            datetime(2026, 11, 24, 8, tzinfo=UTC),
        ),
        (
            datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
            datetime(2026, 7, 1, 23, tzinfo=UTC),
            datetime(2026, 7, 3, 7, tzinfo=UTC),
        ),
        (
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            datetime(2027, 3, 27, tzinfo=UTC),
            datetime(2027, 3, 28, 7, tzinfo=UTC),
        ),
        (
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            datetime(2026, 10, 23, 23, tzinfo=UTC),
            datetime(2026, 10, 25, 8, tzinfo=UTC),
        ),
    ],
    ids=["winter", "after midnight in summer", "the clock goes forward", "the clock goes back"],
)
def test_a_day_begins_at_midnight_and_its_morning_at_eight(now: datetime, began: datetime, morning: datetime) -> None:
    with clock.at(now):
        assert hours.day_began(LONDON) == began
        assert hours.next_morning(LONDON) == morning
