"""Sending what the outbox holds, with a stand-in that keeps the contract of Twilio's Messages API."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from channels.sms import delivery, jobs
from channels.sms.client import Account, OutcomeUnknown
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.models import Contact, OutboundMessage
from feedback_service.outbox import Claimed
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, OutboundKind, OutboundStatus
from tests.conftest import JOAN, make_settings
from tests.support import twilio
from tests.support.outbound import queue_answers, rows, stopped_at
from tests.support.server import free_port
from tests.support.twilio import NUMBER, PUBLIC, Twilio

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
S = OutboundStatus


def outcomes() -> list[tuple[str, str | None]]:
    return [(row.status, row.error_code) for row in rows()]


@pytest.mark.usefixtures("sending")
def test_a_text_goes_out_once_with_its_words_sender_and_callback(stand_in: Twilio) -> None:
    queue_answers("We fixed the door ✓")
    assert delivery.deliver_texts() == 1
    assert delivery.deliver_texts() == 0
    assert stand_in.taken == [
        {
            "To": JOAN,
            "From": NUMBER,
            "Body": "We fixed the door ✓",
            "StatusCallback": f"{PUBLIC}/channels/sms/status?text=1&attempt=1",
        }
    ]
    with reading() as session:
        sent = session.scalars(select(OutboundMessage)).one()
    assert (sent.status, (sent.provider_reference or "")[:2]) == (S.SENT, "SM")


def test_a_messaging_service_takes_the_place_of_the_number(sending: Settings, stand_in: Twilio) -> None:
    sending.twilio_messaging_service_sid = "MG" + "1" * 32
    queue_answers("Hello")
    delivery.deliver_texts()
    assert stand_in.taken[0]["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in stand_in.taken[0]


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize(
    ("code", "status", "expected", "tries"),
    [
        (21610, 400, S.PERMANENT_FAILURE, 1),
        (21211, 400, S.PERMANENT_FAILURE, 1),
        (21408, 403, S.PERMANENT_FAILURE, 1),
        (30006, 400, S.PERMANENT_FAILURE, 1),
        (20001, 400, S.PERMANENT_FAILURE, 1),
        (30003, 400, S.QUEUED, 1),
        (30001, 503, S.QUEUED, 1),
        (20429, 429, S.QUEUED, 0),
        (20503, 503, S.QUEUED, 0),
        (20003, 401, S.QUEUED, 0),
        (20005, 403, S.QUEUED, 0),
        (20404, 404, S.QUEUED, 0),
        (407, 407, S.QUEUED, 0),
        (500, 500, S.UNKNOWN, 1),
        (503, 503, S.UNKNOWN, 1),
    ],
)
def test_a_refusal_is_for_good_tried_again_or_no_try_at_all_by_its_code(
    stand_in: Twilio, code: int, status: int, expected: OutboundStatus, tries: int
) -> None:
    queue_answers("Hello")
    stand_in.fails_with(code, status)
    delivery.deliver_texts()
    assert outcomes() == [(expected, None if expected == S.UNKNOWN else str(code))]
    assert rows()[0].attempts == tries
    with clock.at(MONDAY + timedelta(hours=1)):
        delivery.deliver_texts()
    assert stand_in.attempts == (2 if expected == S.QUEUED else 1)
    assert len(stand_in.taken) == stand_in.attempts - 1


@pytest.mark.usefixtures("sending")
def test_a_stop_that_twilio_answers_with_is_kept_with_the_person(stand_in: Twilio) -> None:
    queue_answers("Hello", "Hello again")
    stand_in.fails_with(21610)
    delivery.deliver_texts()
    assert outcomes() == [(S.PERMANENT_FAILURE, "21610"), (S.PERMANENT_FAILURE, outbox.STOPPED)]
    assert (stopped_at(), stand_in.attempts) == (MONDAY, 1)


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize("silence", ["hangs_up", "answers_garbage", "breaks"])
def test_a_text_whose_answer_was_lost_is_unknown_and_never_sent_again(stand_in: Twilio, silence: str) -> None:
    queue_answers("Hello")
    if silence == "breaks":
        stand_in.fails_with(20500, status=500)
    else:
        getattr(stand_in, silence)()
    delivery.deliver_texts()
    assert outcomes() == [(S.UNKNOWN, None)]
    with clock.at(MONDAY + timedelta(hours=5)):
        outbox.sweep_abandoned_claims()
        delivery.deliver_texts()
    assert stand_in.attempts == 1


def test_an_answer_that_takes_too_long_leaves_the_outcome_unknown(sending: Settings, stand_in: Twilio) -> None:
    stand_in.is_slow(1)
    with pytest.raises(OutcomeUnknown):
        Account(sending, timeout=0.2).send(Claimed(1, 1, Channel.SMS, JOAN, "Hello", MONDAY))
    assert stand_in.bodies == ["Hello"]


def test_a_text_that_never_left_is_tried_again(sending: Settings) -> None:
    sending.twilio_api_base = f"http://127.0.0.1:{free_port()}"
    queue_answers("Hello")
    delivery.deliver_texts()
    assert outcomes() == [(S.QUEUED, "unreachable")]
    sending.twilio_api_base = "http://no-such-host.invalid"
    with clock.at(MONDAY + timedelta(hours=1)):
        delivery.deliver_texts()
    assert outcomes() == [(S.QUEUED, "unreachable")]


@pytest.mark.usefixtures("sending")
def test_one_text_that_fails_does_not_hold_up_the_others(stand_in: Twilio) -> None:
    queue_answers("one", "two", "three")
    stand_in.fails_with(30005)
    assert delivery.deliver_texts() == 3
    assert stand_in.bodies == ["two", "three"]


def test_three_processes_draining_at_once_send_each_text_once(each_twilio_app: Flask, stand_in: Twilio) -> None:
    each_twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    with each_twilio_app.app_context(), clock.at(MONDAY):
        for number in range(20):
            queue_answers(f"text {number}", to=f"+4477009001{number:02}")

    def drain(_: int) -> int:
        with each_twilio_app.app_context(), clock.at(MONDAY):
            return delivery.deliver_texts()

    with ThreadPoolExecutor(3) as processes:
        assert sum(processes.map(drain, range(3))) == 20
    assert sorted(stand_in.bodies) == sorted(f"text {number}" for number in range(20))


@pytest.mark.usefixtures("sending")
def test_nothing_is_sent_for_a_change_that_was_rolled_back(stand_in: Twilio) -> None:
    queue_answers()
    with pytest.raises(RuntimeError), transaction() as session:
        outbox.queue_to(session, session.scalars(select(Contact)).one(), None, OutboundKind.ANSWER, "Never said")
        session.flush()
        raise RuntimeError
    assert delivery.deliver_texts() == 0
    assert stand_in.attempts == 0


@pytest.mark.usefixtures("sending")
def test_at_night_only_receipts_signposts_and_alerts_go_out_and_the_rest_waits_for_the_morning(
    stand_in: Twilio,
) -> None:
    for kind in ("question", "receipt", "answer", "signpost", "disclosure", "alert"):
        queue_answers(kind, kind=OutboundKind(kind))
    with clock.at(MONDAY.replace(hour=23)):
        assert delivery.deliver_texts() == 3
    assert set(stand_in.bodies) == {"receipt", "signpost", "alert"}
    with clock.at(MONDAY.replace(day=24, hour=7, minute=59)):
        assert delivery.deliver_texts() == 0
    with clock.at(MONDAY.replace(day=24, hour=8)):
        assert delivery.deliver_texts() == 3
    assert stand_in.bodies[3:] == ["question", "answer", "disclosure"]


def test_one_person_gets_only_so_many_texts_a_day_and_the_next_one_in_the_morning(
    sending: Settings, stand_in: Twilio
) -> None:
    sending.texts_per_day = 2
    queue_answers("one", "two", "three")
    queue_answers("for Kofi", to="+447700900002")
    delivery.deliver_texts()
    assert stand_in.bodies == ["one", "two", "for Kofi"]
    with clock.at(MONDAY.replace(hour=20)):
        assert delivery.deliver_texts() == 0
    with clock.at(MONDAY.replace(day=24, hour=8)):
        assert delivery.deliver_texts() == 1
    assert stand_in.bodies[-1] == "three"


@pytest.mark.usefixtures("sending")
def test_a_claim_that_was_held_up_is_not_sent_for_another_may_hold_it(
    stand_in: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_answers("Hello")
    claim = outbox.claim_next

    def stands_still(*asked: Any, **how: Any) -> Claimed | None:
        text = claim(*asked, **how)
        return replace(text, at=MONDAY - timedelta(minutes=1)) if text else None

    monkeypatch.setattr(outbox, "claim_next", stands_still)
    delivery.deliver_texts()
    assert (stand_in.attempts, outcomes()) == (0, [(S.CLAIMED, None)])


def test_nothing_personal_is_logged_about_a_text_that_fails(
    sending: Settings, stand_in: Twilio, capsys: pytest.CaptureFixture[str]
) -> None:
    queue_answers("Joan's secret", "Joan's other secret")
    stand_in.fails_with(30005)
    stand_in.hangs_up()
    delivery.deliver_texts()
    printed = "".join(capsys.readouterr())
    assert "text_refused" in printed
    assert "text_outcome_unknown" in printed
    for secret in ("secret", "7700", sending.twilio_auth_token):
        assert secret not in printed


def test_the_jobs_run_only_with_an_account_and_a_sender() -> None:
    assert [job.name for job in jobs(make_settings("sqlite://", **twilio.SETTINGS))] == [
        "deliver_texts",
        "sweep_abandoned_texts",
        "reconcile_texts",
        "catch_up",
    ]
    assert jobs(make_settings("sqlite://")) == []
    assert jobs(make_settings("sqlite://", **{**twilio.SETTINGS, "twilio_from": ""})) == []
    assert jobs(make_settings("sqlite://", **{**twilio.SETTINGS, "twilio_account_sid": ""})) == []
