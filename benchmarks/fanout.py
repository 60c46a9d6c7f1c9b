"""Fan-out: one public change to every open board, the product's server against npm's socket.io.

Both sides get the same viewers and broadcast the same event; it is the product's own, as a viewer
received it. The next event is triggered when every viewer has the one before.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import redis

from benchmarks import servers
from benchmarks.processes import helper, line, tell
from benchmarks.report import percentile, row, table

EVENTS = 20
WARM_UP = 3
FIRST_VIEWERS = 10
"""Joined before memory and joining are measured, so that what a server loads with its first viewer does not count."""


@dataclass(frozen=True)
class Round:
    """What came of one side in one round; waits in milliseconds, memory in kilobytes, the rest in microseconds."""

    problem: str | None
    received: int
    sample: str
    joins: float = 0
    memory: float | None = None
    frames: float = 0
    first: float = 0
    half: float = 0
    most: float = 0
    server: float | None = None
    client: float = 0


def measure(rounds: int, viewers: int, folder: Path) -> tuple[str, list[str]]:
    """The report's section, and a line for each loss."""
    doorbell = _redis_url()
    ours: list[Round] = []
    theirs: list[Round] = []
    for number in range(1, rounds + 1):
        print(f"fan-out, round {number} of {rounds} …", file=sys.stderr, flush=True)
        place = folder / f"fanout-{number}"
        place.mkdir()
        with servers.product(place, doorbell) as server, _publisher(server) as trigger:
            ours.append(_round(server, trigger, viewers))
        with servers.node(place, _event(ours[0])) as server:
            theirs.append(_round(server, _teller(server), viewers))
    return _section(ours, theirs, viewers, bool(doorbell)), _losses(ours, theirs, viewers)


def _event(received: Round) -> str:
    """The event of a frame such as `42/board,["board_event",{…}]`, as JSON."""
    if not received.sample:
        raise RuntimeError(f"no viewer of the product got any event: {received.problem}")
    return json.dumps(json.loads(received.sample.partition(",")[2])[1])


def _redis_url() -> str:
    url = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
    try:
        redis.Redis.from_url(url, socket_connect_timeout=1).ping()
    except redis.RedisError:
        return ""
    return url


@contextmanager
def _publisher(server: servers.Server) -> Iterator[Callable[[], float]]:
    """A function that publishes the next feedback and returns the moment of its commit."""
    command = [sys.executable, "-m", "benchmarks.publisher", str(WARM_UP + EVENTS)]
    with helper(command, server.environment) as process:
        if line(process).strip() != "ready":
            raise RuntimeError("the publisher did not start")

        def publish() -> float:
            tell(process)
            return float(line(process))

        yield publish


def _teller(server: servers.Server) -> Callable[[], float]:
    def broadcast() -> float:
        moment = time.monotonic()
        server.tell()
        return moment

    return broadcast


def _round(server: servers.Server, trigger: Callable[[], float], viewers: int) -> Round:
    asked = {"port": server.port, "viewers": viewers, "first": FIRST_VIEWERS, "events": WARM_UP + EVENTS}
    command = [sys.executable, "-m", "benchmarks.viewers_client", json.dumps(asked)]
    with helper(command) as client:
        moments: list[float] = []
        said = json.loads(line(client))
        memory = server.kilobytes
        if "joined" in said:
            tell(client)
            said = json.loads(line(client))
        growth, processor = _growth(memory, server.kilobytes), None
        seconds = said.get("joined", 0.0)
        while "arrivals" not in said:
            if len(moments) == WARM_UP:
                processor = server.processor_seconds
            if len(moments) < asked["events"]:
                moments.append(trigger())
            said = json.loads(line(client))
        processor = _growth(processor, server.processor_seconds)
    if said["problem"]:
        return Round(problem=said["problem"], received=said["received"], sample=said["sample"])
    return _figures(said, moments, viewers, seconds, growth, processor)


def _growth(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _figures(
    said: dict[str, Any],
    moments: list[float],
    viewers: int,
    seconds: float,
    growth: float | None,
    processor: float | None,
) -> Round:
    timed = list(zip(moments, said["arrivals"], strict=True))[WARM_UP:]
    waits = [1000 * (arrival - moment) for moment, arrivals in timed for arrival in arrivals]
    newcomers = viewers - FIRST_VIEWERS
    return Round(
        problem=None,
        received=said["received"],
        sample=said["sample"],
        joins=newcomers / seconds,
        memory=None if growth is None else growth / newcomers,
        frames=len(waits) / sum(max(arrivals) - min(arrivals) for _, arrivals in timed),
        first=1000 * percentile([min(arrivals) - moment for moment, arrivals in timed], 0.5),
        half=percentile(waits, 0.5),
        most=percentile(waits, 0.99),
        server=None if processor is None else 1e6 * processor / len(waits),
        client=said["processor_us"],
    )


def _section(ours: list[Round], theirs: list[Round], viewers: int, has_redis: bool) -> str:
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if not (a.problem or b.problem)]
    rows = [
        row("frames per second in the fan-out", "frames", pairs),
        row("trigger to first viewer, ms", "first", pairs),
        row("trigger to a viewer, p50, ms", "half", pairs),
        row("trigger to a viewer, p99, ms", "most", pairs),
        row("joins per second", "joins", pairs),
        row("memory per viewer, kB", "memory", pairs),
        row("server's processor time, µs a frame", "server", pairs),
    ]
    size = len(ours[0].sample.encode())
    wake = "Redis rings" if has_redis else "no Redis: the sweep of each second finds it"
    title = f"Fan-out: {viewers:,} viewers, {EVENTS} events a round after {WARM_UP} to warm up, {size} bytes each"
    expected = len(ours) * viewers * (WARM_UP + EVENTS)
    return table(
        title,
        "npm socket.io",
        rows,
        [
            f"The product's trigger is a commit in another process ({wake}); socket.io's a line on its input.",
            f"The load client's processor time: {_client(ours)} and {_client(theirs)} µs a frame.",
            f"Frames received: {_received(ours):,} and {_received(theirs):,} of {expected:,} each.",
        ],
    )


def _received(rounds: list[Round]) -> int:
    return sum(each.received for each in rounds)


def _client(rounds: list[Round]) -> str:
    return f"{median(each.client for each in rounds):.1f}"


def _losses(ours: list[Round], theirs: list[Round], viewers: int) -> list[str]:
    expected = viewers * (WARM_UP + EVENTS)
    return [
        f"fan-out, {side}, round {number}: {each.received:,} of {expected:,} frames; {each.problem}"
        for side, found in (("product", ours), ("socket.io", theirs))
        for number, each in enumerate(found, 1)
        if each.problem or each.received != expected
    ]
