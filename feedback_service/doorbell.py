"""Wakes whoever shows live changes. Only a doorbell: the database is the truth.

`ring` follows a commit; `wait` returns when rung or after a time, and who waits then looks at the
database. A missed ring therefore costs a moment, never a change. With Redis the ring
reaches every process; without, this one.
"""

import threading
import time
from collections.abc import Callable

import redis
import structlog

CHANNEL = "feedback-service:doorbell"
QUIET_AFTER_FAILURE_SECONDS = 5.0
log = structlog.get_logger()


class Doorbell:
    """One per process."""

    def __init__(self, redis_url: str = "") -> None:
        """`redis_url`: empty for one process. Nothing is connected yet."""
        self._event = threading.Event()
        self._redis = redis.Redis.from_url(redis_url, socket_timeout=0.5, socket_connect_timeout=0.5) if redis_url else None
        self._redis_url = redis_url
        self._quiet_until = 0.0

    def ring(self) -> None:
        """Wake this process and, through Redis, the others. Never raises: the commit already happened."""
        self._event.set()
        if self._redis is None or time.monotonic() < self._quiet_until:
            return
        try:
            self._redis.publish(CHANNEL, b"")
        except redis.RedisError:
            self._quiet_until = time.monotonic() + QUIET_AFTER_FAILURE_SECONDS
            log.warning("doorbell_unreachable")

    def wait(self, seconds: float) -> None:
        """Return when rung, or after `seconds`."""
        self._event.wait(seconds)
        self._event.clear()

    def listen(self, spawn: Callable[[Callable[[], None]], object]) -> None:
        """Start relaying other processes' rings, in a task made by `spawn`; nothing to do without Redis."""
        if self._redis is not None:
            spawn(self._relay)

    def _relay(self) -> None:
        while True:
            try:
                connection = redis.Redis.from_url(self._redis_url, socket_connect_timeout=2)
                with connection.pubsub(ignore_subscribe_messages=True) as subscription:
                    subscription.subscribe(CHANNEL)
                    for _ in subscription.listen():
                        self._event.set()
            except redis.RedisError:
                time.sleep(1)
