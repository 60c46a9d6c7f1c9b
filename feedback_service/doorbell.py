"""Wakes whoever shows live changes. Only a doorbell: the database is the truth.

`ring` follows a commit; whoever shows changes has a bell of their own from `subscribe`, whose `wait`
returns when rung or after a time, and then looks at the database. A missed ring therefore costs a
moment, never a change. With Redis the ring reaches every process; without, this one.
"""

import threading
import time
from collections.abc import Callable

import redis
import structlog

CHANNEL = "feedback-service:doorbell"
QUIET_AFTER_FAILURE_SECONDS = 5.0
log = structlog.get_logger()


class Bell:
    """One waiter's: a ring while nobody waits is kept until the next `wait`, several count as one."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ring(self) -> None:
        """Let the waiter go on."""
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Return when rung, or after `seconds`; whether it rang."""
        rung = self._event.wait(seconds)
        self._event.clear()
        return rung


class Doorbell:
    """One per process."""

    def __init__(self, redis_url: str = "") -> None:
        """`redis_url`: empty for one process. Nothing is connected yet."""
        self._bells: list[Bell] = []
        self._redis = (
            redis.Redis.from_url(redis_url, socket_timeout=0.5, socket_connect_timeout=0.5) if redis_url else None
        )
        self._redis_url = redis_url
        self._is_listening = False
        self._quiet_until = 0.0

    def subscribe(self) -> Bell:
        """A bell that gets every ring from now on, for as long as the process lives."""
        bell = Bell()
        self._bells.append(bell)
        return bell

    def ring(self) -> None:
        """Wake this process and, through Redis, the others. Never raises: the commit already happened."""
        self._ring_here()
        if self._redis is None or time.monotonic() < self._quiet_until:
            return
        try:
            self._redis.publish(CHANNEL, b"")
        except redis.RedisError:
            self._quiet_until = time.monotonic() + QUIET_AFTER_FAILURE_SECONDS
            log.warning("doorbell_unreachable")

    def answers(self) -> bool:
        """Whether Redis answers at this moment; True without Redis."""
        try:
            return self._redis is None or bool(self._redis.ping())
        except redis.RedisError:
            return False

    def listen(self, spawn: Callable[[Callable[[], None]], object]) -> None:
        """Start relaying other processes' rings, in a task made by `spawn`; once, and not without Redis."""
        if self._redis is not None and not self._is_listening:
            self._is_listening = True
            spawn(self._relay)

    def _ring_here(self) -> None:
        for bell in self._bells:
            bell.ring()

    def _relay(self) -> None:
        while True:
            try:
                connection = redis.Redis.from_url(self._redis_url, socket_connect_timeout=2)
                with connection.pubsub(ignore_subscribe_messages=True) as subscription:
                    subscription.subscribe(CHANNEL)
                    for _ in subscription.listen():
                        self._ring_here()
            except redis.RedisError:
                time.sleep(1)
