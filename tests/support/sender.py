"""A process that does nothing but send texts, and can be killed.

Its clock starts at a moment that it is told and goes on, so that a test lets minutes pass by starting the
next one later. It is forked from a process that has imported everything, and so starts at once.
"""

import multiprocessing
import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from flask import Flask

from channels.sms.client import Account
from channels.sms.delivery import deliver_texts
from channels.sms.reconciling import reconcile_texts
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.vocabulary import OutboundStatus
from tests.support.outbound import queue_answers, rows
from tests.support.twilio import Twilio
from wsgi import create_app

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BETWEEN_LIVES = timedelta(minutes=6)
LONGEST_LIFE, SLOWEST, MOST_LIVES = 0.7, 0.05, 95
"""Seconds, seconds, lives. A process claims its first text after 0.1 s or more and is done with five after 0.5 s or
more: most lives that end within the longest end between claim and record, also on a machine that is busy."""


def sweeps(moment: datetime) -> int:
    """What the scheduler's jobs do at that moment; how many texts were tried."""
    with clock.at(moment):
        outbox.sweep_abandoned_claims()
        reconcile_texts()
        return deliver_texts()


def send_for_ever(settings: Settings, moment: datetime, sends: Connection) -> None:
    """What the process does; it says when it begins, and ends with the test that started it."""
    threading.Thread(target=_end_with_the_test, daemon=True).start()
    _slow_down()
    app, ahead = create_app(settings), moment - datetime.now(UTC)
    with app.app_context():
        sends.send(True)
        while True:
            if not sweeps(datetime.now(UTC) + ahead):
                threading.Event().wait(0.01)


def _slow_down() -> None:
    """Between claim and call, and between answer and record, this process takes its time: there it shall be killed."""
    send = Account.send

    def slowly(account: Account, text: outbox.Claimed) -> str:
        threading.Event().wait(random.uniform(0, SLOWEST))
        reference = send(account, text)
        threading.Event().wait(random.uniform(0, SLOWEST))
        return reference

    Account.send = slowly  # type: ignore[method-assign]


def _end_with_the_test() -> None:
    test = multiprocessing.parent_process()
    assert test
    test.join()
    os._exit(0)


@contextmanager
def sending(settings: Settings, moment: datetime) -> Iterator[None]:
    """The process at work, from when it says so until the block ends; then it is killed with -9."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    begins, sends = forks.Pipe(duplex=False)
    process = forks.Process(target=send_for_ever, args=(settings, moment, sends), daemon=True)
    process.start()
    sends.close()
    try:
        begins.recv()
        yield
    finally:
        process.kill()
        process.join()
        begins.close()


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
    """The sender is killed until that many kills came between claim and record; then it may finish its work.

    Texts come in, five with each life of the sender, two of them alike. Twilio takes its time, sometimes
    before it takes a text over and sometimes before it says so.
    """
    settings: Settings = app.extensions["settings"]
    chance, wanted, life, in_between = random.Random(seed), Counter[tuple[str, str]](), 0, 0
    with app.app_context():
        while in_between < kills and life < MOST_LIVES:
            moment = MONDAY + life * BETWEEN_LIVES
            stand_in.at(moment)
            with clock.at(moment):
                wanted += _five_texts(life)
            for _ in range(5):
                stand_in.is_slow(chance.uniform(0, SLOWEST), before_taking=chance.random() < 0.5)
            with sending(settings, moment):
                threading.Event().wait(chance.uniform(0, LONGEST_LIFE))
            in_between += any(row.status == OutboundStatus.CLAIMED for row in rows())
            life += 1
        for late in range(life, life + 3):
            moment = MONDAY + late * BETWEEN_LIVES
            stand_in.at(moment)
            while sweeps(moment):
                pass
        return _figures(stand_in, life, in_between, wanted)


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
