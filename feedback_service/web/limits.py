"""How often one address may try. Counted in Redis where there are several processes.

A Redis that does not answer must not turn anybody away: this process then counts by itself, and
looks for Redis again a few seconds later.
"""

import time

import structlog
from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from config.settings import Settings

QUIET_AFTER_FAILURE_SECONDS = 5.0
_REDIS_OPTIONS: dict[str, str | int] = {"wrap_exceptions": True, "socket_timeout": 1, "socket_connect_timeout": 1}
log = structlog.get_logger()


class Tries:
    """Counts tries where all processes see them, or here while that place does not answer."""

    def __init__(self, shared: Limiter) -> None:
        self._shared = shared
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._quiet_until = 0.0

    def count(self, limits: str, *identifiers: str) -> bool:
        """Count one try and say whether it is within every one of `limits`."""
        parsed = parse_many(limits)
        if time.monotonic() >= self._quiet_until:
            try:
                return all(self._shared.limiter.hit(limit, *identifiers) for limit in parsed)
            except StorageError:
                self._quiet_until = time.monotonic() + QUIET_AFTER_FAILURE_SECONDS
                log.warning("rate_limits_unreachable")
        return all(self._here.hit(limit, *identifiers) for limit in parsed)


def init_limits(app: Flask, settings: Settings) -> None:
    """Set the limiter up on `app`; routes ask through `allowed`."""
    shared = Limiter(
        get_remote_address,
        app=app,
        storage_uri=settings.redis_url or "memory://",
        storage_options={**_REDIS_OPTIONS} if settings.redis_url else {},
        strategy="moving-window",
    )
    app.extensions["tries"] = Tries(shared)


def allowed(limits: str, *identifiers: str) -> bool:
    """Count one try by `identifiers` (an address, a purpose) and say whether it is within `limits`.

    `limits` such as `60 per minute; 600 per hour`. Unlike a decorator this lets the view answer
    with the page and what was typed.
    """
    tries: Tries = current_app.extensions["tries"]
    return tries.count(limits, *identifiers)
