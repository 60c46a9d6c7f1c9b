"""The day that something is promised or due for."""

from datetime import date

from flask import current_app
from flask_babel import gettext as _

from config.settings import Settings
from feedback_service import clock
from moderation.told.data import Refused

FURTHEST_YEARS = 3
"""A day beyond is a slip of the finger: nobody promises a patient something for the year 2205."""


def check_day(day: date) -> None:
    """Raises Refused for `due_on` when the day is over, or years away."""
    settings: Settings = current_app.extensions["settings"]
    today = clock.today(settings.timezone)
    if day < today:
        raise Refused("due_on", _("The date must be today or later"))
    if day.year > today.year + FURTHEST_YEARS:
        raise Refused("due_on", _("The date is years away. Check the year."))
