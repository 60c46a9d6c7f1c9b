"""A ring reaches every waiter of a process, and through Redis the other processes'."""

import threading
import time

from feedback_service.doorbell import Doorbell
from tests.support.databases import redis_url


def rung(bell, within: float = 5.0) -> bool:
    """Whether the bell rings before `within` seconds are over."""
    start = time.monotonic()
    bell.wait(within)
    return time.monotonic() - start < within


def in_a_thread(task) -> None:
    threading.Thread(target=task, daemon=True).start()


def test_every_waiter_hears_every_ring() -> None:
    doorbell = Doorbell()
    board, desk = doorbell.subscribe(), doorbell.subscribe()
    doorbell.ring()
    assert rung(board)
    assert rung(desk)


def test_a_ring_while_nobody_waits_is_kept_and_several_count_as_one() -> None:
    doorbell = Doorbell()
    bell = doorbell.subscribe()
    doorbell.ring()
    doorbell.ring()
    assert rung(bell)
    assert not rung(bell, within=0.05)


def test_a_ring_reaches_every_waiter_of_another_process_through_redis() -> None:
    here, elsewhere = Doorbell(redis_url()), Doorbell(redis_url())
    board, desk = elsewhere.subscribe(), elsewhere.subscribe()
    relays: list[object] = []
    for _ in range(2):
        elsewhere.listen(lambda relay: (relays.append(relay), in_a_thread(relay)))
    assert len(relays) == 1

    deadline = time.monotonic() + 10
    heard = False
    while not heard and time.monotonic() < deadline:
        here.ring()
        heard = rung(board, within=0.2)
    assert heard
    assert rung(desk)
