"""Counting that a code was opened: a number per day, nothing about who opened it."""

from datetime import date

from feedback_service import entry_points
from feedback_service.storage import reading, transaction


def record_scan(code: str, day: date) -> None:
    """Add one to the code's count of `day`; nothing is written for an unknown code."""
    with reading() as session:
        entry_point = entry_points.find(session, code)
    if entry_point is not None:
        with transaction() as session:
            entry_points.count_scan(session, entry_point, day)
