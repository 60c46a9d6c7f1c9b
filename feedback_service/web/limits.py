"""How often one address may try. Counted in Redis where there are several processes.

A Redis that does not answer must not turn anybody away: this process then counts by itself, and
looks for Redis again a few seconds later.
"""

import time
from collections.abc import Callable

import structlog
from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter, RateLimiter

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
        return self._all(limits, lambda limiter, limit: limiter.hit(limit, *identifiers))

    def leaves_room(self, limits: str, *identifiers: str) -> bool:
        """Whether one more try would be within every one of `limits`; counts nothing."""
        return self._all(limits, lambda limiter, limit: limiter.test(limit, *identifiers))

    def forget(self, limits: str, *identifiers: str) -> None:
        """Count from nothing again."""

        def clear(limiter: RateLimiter, limit: RateLimitItem) -> bool:
            limiter.clear(limit, *identifiers)
            return True

        self._all(limits, clear)

    def _all(self, limits: str, ask: Callable[[RateLimiter, RateLimitItem], bool]) -> bool:
        parsed = parse_many(limits)
        if time.monotonic() >= self._quiet_until:
            try:
                return all(ask(self._shared.limiter, limit) for limit in parsed)
            except StorageError:
                self._quiet_until = time.monotonic() + QUIET_AFTER_FAILURE_SECONDS
                log.warning("rate_limits_unreachable")
        return all(ask(self._here, limit) for limit in parsed)


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
    return _tries().count(limits, *identifiers)


def has_room(limits: str, *identifiers: str) -> bool:
    """Whether `identifiers` may try once more; for tries that are counted only when they fail."""
    return _tries().leaves_room(limits, *identifiers)


def forget(limits: str, *identifiers: str) -> None:
    """Forget the tries that `identifiers` made under `limits`."""
    _tries().forget(limits, *identifiers)


def tenfold(limits: str) -> str:
    """Ten times the tries in the same times."""
    return "; ".join(f"{each.amount * 10} per {each.multiples} {each.GRANULARITY.name}" for each in parse_many(limits))


def _tries() -> Tries:
    tries: Tries = current_app.extensions["tries"]
    return tries
