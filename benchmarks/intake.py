"""Intake: the product's whole way of a signed text, against a minimal handler with one durable insert.

Both run under config/gunicorn.py, take the very same requests, and have the text on disk before
they answer. Each round starts both servers anew, on fresh files.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pysqlite3 import dbapi2 as sqlite

from benchmarks import servers
from benchmarks.processes import helper, line
from benchmarks.report import percentile, row, table
from benchmarks.texts_client import AT_ONCE

TEXTS = 2000
WARM_UP = 200
SENT = WARM_UP + TEXTS


@dataclass(frozen=True)
class Round:
    """The figures of one side in one round; milliseconds, the client's in microseconds."""

    rate: float
    half: float
    most: float
    server: float | None
    client: float
    accepted: int
    stored: int
    problem: str | None


def measure(rounds: int, folder: Path) -> tuple[str, list[str]]:
    """The report's section, and a line for each loss."""
    ours: list[Round] = []
    theirs: list[Round] = []
    for number in range(1, rounds + 1):
        print(f"intake, round {number} of {rounds} …", file=sys.stderr, flush=True)
        place = folder / f"intake-{number}"
        place.mkdir()
        with servers.product(place) as server:
            ours.append(_round(server, place / "feedback.sqlite3", "SELECT count(*) FROM inbound_messages"))
        with servers.minimal(place) as server:
            theirs.append(_round(server, place / "minimal.sqlite3", "SELECT count(*) FROM texts"))
    return _section(ours, theirs), _losses(ours, theirs)


def _round(server: servers.Server, file: Path, count: str) -> Round:
    before = server.processor_seconds
    asked = {"port": server.port, "warm_up": WARM_UP, "texts": TEXTS}
    with helper([sys.executable, "-m", "benchmarks.texts_client", json.dumps(asked)]) as client:
        said = json.loads(line(client))
    after = server.processor_seconds
    database = sqlite.connect(file)
    stored = int(database.execute(count).fetchone()[0])
    database.close()
    is_whole = not said["problem"]
    return Round(
        rate=TEXTS / said["seconds"] if is_whole else 0,
        half=1000 * percentile(said["waits"], 0.5) if is_whole else 0,
        most=1000 * percentile(said["waits"], 0.99) if is_whole else 0,
        server=None if before is None or after is None else 1000 * (after - before) / SENT,
        client=said["processor_us"],
        accepted=said["accepted"],
        stored=stored,
        problem=said["problem"],
    )


def _section(ours: list[Round], theirs: list[Round]) -> str:
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if not (a.problem or b.problem)]
    return table(
        f"Intake: {TEXTS:,} signed texts a round after {WARM_UP} to warm up, {AT_ONCE} at a time, keep-alive",
        "minimal Flask, one insert",
        [
            row("texts per second", "rate", pairs),
            row("text to answer, p50, ms", "half", pairs),
            row("text to answer, p99, ms", "most", pairs),
            row("server's processor time, ms a text", "server", pairs),
        ],
        [
            f"The load client's processor time: {_client(ours)} and {_client(theirs)} µs a text.",
            f"Stored: {_stored(ours):,} and {_stored(theirs):,} of {len(ours) * SENT:,} each.",
        ],
    )


def _client(rounds: list[Round]) -> str:
    return f"{median(each.client for each in rounds):.0f}"


def _stored(rounds: list[Round]) -> int:
    return sum(each.stored for each in rounds)


def _losses(ours: list[Round], theirs: list[Round]) -> list[str]:
    return [
        f"intake, {side}, round {number}: {each.accepted:,} of {SENT:,} accepted, {each.stored:,} stored; "
        f"{each.problem or 'every answer was 2xx'}"
        for side, found in (("product", ours), ("minimal", theirs))
        for number, each in enumerate(found, 1)
        if each.problem or not each.accepted == each.stored == SENT
    ]
