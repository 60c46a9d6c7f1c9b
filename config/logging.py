"""Structured logs without anything personal: no text, name, number, token or query string."""

import logging
from typing import Literal

import structlog


def configure_logging(log_format: Literal["console", "json"]) -> None:
    """Set up structlog for this process; `json` is one object a line for a log collector."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
