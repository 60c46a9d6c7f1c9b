"""The counters above the board, as sent live: numbers only, unnumbered, the latest one counts."""

from typing import Any

from sqlalchemy.orm import Session

from feedback_service.board import queries
from feedback_service.board.payload import moment


def pulse_message(session: Session) -> dict[str, Any]:
    """`{"waiting": 12, "waiting_since": "…Z" or null, "answered": 30}`."""
    counts = queries.waiting(session)
    return {
        "waiting": counts.count,
        "waiting_since": moment(counts.since) if counts.since else None,
        "answered": counts.answered,
    }
