"""A process that does nothing but send texts, and can be killed: `python -m tests.support.sender MOMENT`.

Its clock starts at that moment (ISO 8601) and goes on, so that a test lets minutes pass by starting the next
one later. It prints a line once it sends, and ends when its standard input is closed.
"""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask

from channels.sms.delivery import deliver_texts
from channels.sms.reconciling import reconcile_texts
from config.settings import Settings, load_settings
from feedback_service import clock, outbox
from feedback_service.vocabulary import OutboundStatus
from tests.support.outbound import queue_answers, rows
from tests.support.production import environment
from tests.support.server import ROOT
from tests.support.twilio import Twilio
from wsgi import create_app

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BETWEEN_LIVES = timedelta(minutes=6)
LONGEST_LIFE = 0.25
READY = b"sending\n"


def sweeps(moment: datetime) -> int:
    """What the scheduler's jobs do at that moment; how many texts were tried."""
    with clock.at(moment):
        outbox.sweep_abandoned_claims()
        reconcile_texts()
        return deliver_texts()


def main() -> None:
    threading.Thread(target=_end_with_standard_input, daemon=True).start()
    app, ahead = create_app(load_settings()), datetime.fromisoformat(sys.argv[1]) - datetime.now(UTC)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    with app.app_context():
        while True:
            if not sweeps(datetime.now(UTC) + ahead):
                threading.Event().wait(0.01)


def _end_with_standard_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


@contextmanager
def sending(settings: Settings, moment: datetime) -> Iterator[subprocess.Popen[bytes]]:
    """The process at work, from the line that says so until the block ends; then it is killed with -9."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.sender", moment.isoformat()],
        cwd=ROOT,
        env={**{name: value for name, value in os.environ.items() if "TWILIO" not in name}, **environment(settings)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    try:
        while (line := process.stdout.readline()) != READY:
            assert line, "the process ended before it sent"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@dataclass(frozen=True)
class Figures:
    """What came of killing the sender again and again."""

    kills: int
    killed_in_between: int
    texts: int
    taken: int
    sent_again: int
    again_without_a_word: int
    doubled: int
    never_sent: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.killed_in_between} of them between claim and record; {self.texts} texts, "
            f"{self.taken} taken by Twilio; {self.sent_again} claimed again because its list did not show them, "
            f"{self.again_without_a_word} without that; {self.doubled} doubled, {self.never_sent} never sent"
        )


def killed_again_and_again(app: Flask, stand_in: Twilio, kills: int, seed: int) -> Figures:
    """Texts come in, five with each life of the sender, two of them alike; afterwards it may finish its work."""
    settings: Settings = app.extensions["settings"]
    chance, wanted, in_between = random.Random(seed), Counter[tuple[str, str]](), 0
    with app.app_context():
        for life in range(kills):
            moment = MONDAY + life * BETWEEN_LIVES
            stand_in.at(moment)
            with clock.at(moment):
                wanted += _five_texts(life)
            stand_in.is_slow(0.05, before_taking=chance.random() < 0.5)
            with sending(settings, moment):
                threading.Event().wait(chance.uniform(0, LONGEST_LIFE))
            in_between += any(row.status == OutboundStatus.CLAIMED for row in rows())
        for life in range(kills, kills + 5):
            moment = MONDAY + life * BETWEEN_LIVES
            stand_in.at(moment)
            while sweeps(moment):
                pass
        return _figures(stand_in, kills, in_between, wanted)


def _five_texts(life: int) -> Counter[tuple[str, str]]:
    numbers = [f"+447700900{life * 4 + index:03}" for index in range(4)]
    for number in [*numbers, numbers[0]]:
        queue_answers("We fixed the door", to=number)
    return Counter((number, "We fixed the door") for number in [*numbers, numbers[0]])


def _figures(stand_in: Twilio, kills: int, in_between: int, wanted: Counter[tuple[str, str]]) -> Figures:
    taken = Counter((form["To"], form["Body"]) for form in stand_in.taken)
    settled = rows()
    assert {row.status for row in settled} == {OutboundStatus.SENT}
    return Figures(
        kills=kills,
        killed_in_between=in_between,
        texts=wanted.total(),
        taken=taken.total(),
        sent_again=sum(row.reconciled_at is not None for row in settled),
        again_without_a_word=sum(row.attempts > 1 and row.reconciled_at is None for row in settled),
        doubled=(taken - wanted).total(),
        never_sent=(wanted - taken).total(),
    )


if __name__ == "__main__":
    main()
