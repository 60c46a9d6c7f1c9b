"""The same done several times at the same moment."""

import threading
from collections.abc import Callable


def at_once(times: int, what: Callable[[], object]) -> list[object]:
    """Do it that often at the same moment; returns what came of each."""
    start, found = threading.Barrier(times), []

    def run() -> None:
        start.wait()
        found.append(what())

    threads = [threading.Thread(target=run) for _ in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found
