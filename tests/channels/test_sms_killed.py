"""The process that sends is killed: no text is sent twice, and none is never sent."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from channels.sms import delivery
from channels.sms.client import Account
from channels.sms.reconciling import reconcile_texts
from feedback_service import clock, outbox
from feedback_service.vocabulary import OutboundStatus
from tests.support.outbound import queue_answers, rows
from tests.support.sender import killed_again_and_again
from tests.support.twilio import Twilio

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_killed_five_times_at_random_moments_each_text_is_sent_once(each_twilio_app: Flask, stand_in: Twilio) -> None:
    each_twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    figures = killed_again_and_again(each_twilio_app, stand_in, kills=5, seed=5)
    assert figures.killed_in_between == 5
    assert figures.taken == figures.texts
    assert (figures.doubled, figures.never_sent, figures.again_without_a_word) == (0, 0, 0)


class Death(BaseException):
    """The process is gone: nothing after this line happens."""


def dies_after(step: Callable[..., object], deaths: list[object]) -> Callable[..., object]:
    """The step is done, and committed, and then the process dies; the first time only."""

    def once(*given: object, **named: object) -> object:
        done = step(*given, **named)
        if not deaths:
            deaths.append(step)
            raise Death
        return done

    return once


JOBS: tuple[Callable[[], object], ...] = (outbox.sweep_abandoned_claims, reconcile_texts, delivery.deliver_texts)


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize(
    ("where", "step"),
    [
        (outbox, "claim_next"),
        (Account, "send"),
        (outbox, "sent"),
        (outbox, "outcome_unknown"),
        (Account, "sent_to"),
        (outbox, "known"),
        (outbox, "not_taken"),
        (outbox, "reported"),
    ],
)
def test_a_death_between_any_two_steps_neither_loses_nor_doubles_the_text(
    stand_in: Twilio, monkeypatch: pytest.MonkeyPatch, where: object, step: str
) -> None:
    deaths: list[object] = []
    queue_answers("Hello", "Hello", "Bye")
    (stand_in.drops_before_taking if step == "not_taken" else stand_in.hangs_up)()
    monkeypatch.setattr(where, step, dies_after(getattr(where, step), deaths))
    for minute in range(0, 48, 6):
        moment = MONDAY + timedelta(minutes=minute)
        stand_in.at(moment)
        for work in JOBS:
            with clock.at(moment), suppress(Death):
                work()
    assert len(deaths) == 1
    assert sorted(stand_in.bodies) == ["Bye", "Hello", "Hello"]
    assert [row.status for row in rows()] == [OutboundStatus.SENT] * 3
