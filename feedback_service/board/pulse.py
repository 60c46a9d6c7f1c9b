"""The counters above the board: numbers only, unnumbered, the latest one counts."""

import time
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from feedback_service.board import queries
from feedback_service.board.payload import moment

KEPT_SECONDS = 1.0


class Meter:
    """This process's last counts, so that a page, a poll and the feed do not each count again.

    They are counted again as soon as the history of feedback has grown, and after a second anyway:
    PostgreSQL hands numbers out before the commit, so a change may show under a number that is not
    the highest.
    """

    def __init__(self) -> None:
        self._counts: queries.Waiting | None = None
        self._history = 0
        self._counted_at = 0.0

    def counts(self, session: Session) -> queries.Waiting:
        """The counts as `session` has them, at most a second old."""
        history, moment_now = queries.history_reaches(session), time.monotonic()
        if self._counts is None or history != self._history or moment_now - self._counted_at > KEPT_SECONDS:
            self._counts = queries.waiting(session)
            self._history, self._counted_at = history, moment_now
        return self._counts


def counts(session: Session) -> queries.Waiting:
    """The running application's counts; see `Meter`."""
    meter: Meter = current_app.extensions["meter"]
    return meter.counts(session)


def pulse_message(session: Session) -> dict[str, Any]:
    """`{"waiting": 12, "waiting_since": "…Z" or null, "answered": 30}`."""
    found = counts(session)
    return {
        "waiting": found.count,
        "waiting_since": moment(found.since) if found.since else None,
        "answered": found.answered,
    }
