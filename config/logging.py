"""Structured logs without anything personal: no text, name, number, token or query string.

Of an exception only its kind and where it happened are kept: its message may repeat what a person
wrote, as a database's does.
"""

import logging
import os
import re
import sys
from types import TracebackType
from typing import Literal

import structlog

FRAMES = 6


def configure_logging(log_format: Literal["console", "json"]) -> None:
    """Set up structlog for this process; `json` is one object a line for a log collector."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _kind_and_frames,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )


def frames(trace: TracebackType | None) -> list[str]:
    """`file:line` of the innermost calls, the last one raised."""
    found = []
    while trace is not None:
        found.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found[-FRAMES:]


def _kind_and_frames(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event.update(kind=type(error).__name__, frames=frames(error.__traceback__))
    return event


class OnlyTheKind(logging.Filter):
    """For the server's own log: what its workers say about requests, without the requests.

    gunicorn writes a bad request's address and first line, and with that a token, into its log.
    What it says before it serves (an address in use, say) stays whole.
    """

    def __init__(self) -> None:
        super().__init__()
        self._master = os.getpid()

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record; True, it is always logged."""
        if os.getpid() == self._master:
            return True
        words = re.match(r"[A-Za-z ]*", str(record.msg))
        kind = words.group().strip() if words else ""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            kind += f": {type(error).__name__} at {' '.join(frames(error.__traceback__))}"
        record.msg, record.args = kind or "unnamed", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
