"""Sending what the outbox holds, with a stand-in that keeps the contract of Twilio's Messages API."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from channels.sms import delivery, jobs
from channels.sms.client import OutcomeUnknown, Sender
from channels.sms.parsing import STATUSES
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.models import Feedback, OutboundMessage
from feedback_service.outbox import Claimed
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, OutboundStatus
from tests.conftest import JOAN, make_settings
from tests.support import twilio
from tests.support.outbound import queue_answers
from tests.support.server import free_port
from tests.support.twilio import NUMBER, PUBLIC, Twilio, reports

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
S = OutboundStatus


@pytest.fixture
def stand_in() -> Iterator[Twilio]:
    with twilio.running() as running:
        yield running


@pytest.fixture
def sending(twilio_app: Flask, stand_in: Twilio) -> Iterator[Settings]:
    """The service, by day, with its Twilio pointed at the stand-in."""
    settings: Settings = twilio_app.extensions["settings"]
    settings.twilio_api_base = stand_in.base
    with twilio_app.app_context(), clock.at(MONDAY):
        yield settings


def outcomes() -> list[tuple[str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(OutboundMessage).order_by(OutboundMessage.id))
        return [(row.status, row.error_code) for row in rows]


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
def test_whatsapp_goes_from_whatsapp_to_whatsapp(stand_in: Twilio) -> None:
    queue_answers("Hello", channel=Channel.WHATSAPP)
    delivery.deliver_texts()
    assert (stand_in.taken[0]["From"], stand_in.taken[0]["To"]) == (f"whatsapp:{NUMBER}", f"whatsapp:{JOAN}")


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        (21610, 400, S.PERMANENT_FAILURE),
        (21211, 400, S.PERMANENT_FAILURE),
        (30006, 400, S.PERMANENT_FAILURE),
        (30003, 400, S.QUEUED),
        (20429, 429, S.QUEUED),
        (20503, 503, S.QUEUED),
        (20003, 401, S.QUEUED),
    ],
)
def test_a_refusal_is_for_good_or_tried_again_by_its_code(
    stand_in: Twilio, code: int, status: int, expected: OutboundStatus
) -> None:
    queue_answers("Hello")
    stand_in.fails_with(code, status)
    delivery.deliver_texts()
    assert outcomes() == [(expected, str(code))]
    with clock.at(MONDAY + timedelta(hours=1)):
        delivery.deliver_texts()
    assert stand_in.attempts == (2 if expected == S.QUEUED else 1)
    assert len(stand_in.taken) == stand_in.attempts - 1


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
        Sender(sending, timeout=0.2).send(Claimed(1, 1, Channel.SMS, JOAN, "Hello"))
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
    stand_in.fails_with(21610)
    assert delivery.deliver_texts() == 3
    assert stand_in.bodies == ["two", "three"]


def test_three_processes_draining_at_once_send_each_text_once(each_twilio_app: Flask, stand_in: Twilio) -> None:
    each_twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    with each_twilio_app.app_context(), clock.at(MONDAY):
        queue_answers(*(f"text {number}" for number in range(20)))

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
        feedback = session.scalars(select(Feedback)).unique().one()
        outbox.queue(session, feedback, outbox.OutboundKind.ANSWER, "Never said")
        session.flush()
        raise RuntimeError
    assert delivery.deliver_texts() == 0
    assert stand_in.attempts == 0


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 20, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 21, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 20, 0, tzinfo=UTC), False),
    ],
)
def test_texts_go_out_between_eight_and_nine_by_the_local_clock(moment: datetime, may: bool) -> None:
    with clock.at(moment):
        assert delivery.may_disturb("Europe/London") is may


@pytest.mark.usefixtures("sending")
def test_at_night_texts_wait_for_the_morning(stand_in: Twilio) -> None:
    queue_answers("Good night")
    with clock.at(MONDAY.replace(hour=23)):
        assert delivery.deliver_texts() == 0
    assert outcomes() == [(S.QUEUED, None)]
    with clock.at(MONDAY.replace(day=24, hour=8)):
        assert delivery.deliver_texts() == 1
    assert stand_in.bodies == ["Good night"]


def test_status_callbacks_reach_the_text_in_any_order(twilio_app: Flask, twilio_base: str, stand_in: Twilio) -> None:
    twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    with twilio_app.app_context(), clock.at(MONDAY):
        queue_answers("Hello")
        delivery.deliver_texts()
        with reading() as session:
            sid = session.scalars(select(OutboundMessage.provider_reference)).one() or ""
    for status in ("queued", "delivered", "sending", "sent", "brand new", ""):
        answer = reports(twilio_base, sid, status)
        assert (answer.status_code, answer.content) == (204, b"")
    with twilio_app.app_context():
        assert outcomes() == [(S.DELIVERED, None)]


def test_a_stop_that_shows_only_in_the_callback_is_a_failure_for_good(
    twilio_app: Flask, twilio_base: str, stand_in: Twilio
) -> None:
    twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    with twilio_app.app_context(), clock.at(MONDAY):
        queue_answers("Hello")
        delivery.deliver_texts()
        with reading() as session:
            sid = session.scalars(select(OutboundMessage.provider_reference)).one() or ""
    reports(twilio_base, sid, "failed", ErrorCode="21610")
    with twilio_app.app_context():
        assert outcomes() == [(S.PERMANENT_FAILURE, "21610")]


@pytest.mark.parametrize("status", ["sent", "delivered", "failed"])
def test_a_callback_that_comes_before_twilio_answers_is_kept(
    twilio_app: Flask, twilio_base: str, stand_in: Twilio, status: str
) -> None:
    twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    with twilio_app.app_context(), clock.at(MONDAY):
        queue_answers("Hello")
        stand_in.calls_back_before_answering(status, twilio_base)
        delivery.deliver_texts()
        assert outcomes() == [(STATUSES[status], None)]
        with reading() as session:
            sid = session.scalars(select(OutboundMessage.provider_reference)).one() or ""
    assert reports(twilio_base, sid, "delivered").status_code == 204
    with twilio_app.app_context():
        assert outcomes() == [(S.DELIVERED, None)]


def test_a_callback_tells_what_became_of_a_text_whose_answer_was_lost(
    twilio_app: Flask, twilio_base: str, stand_in: Twilio
) -> None:
    twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    with twilio_app.app_context(), clock.at(MONDAY):
        queue_answers("Hello")
        stand_in.hangs_up()
        delivery.deliver_texts()
        assert outcomes() == [(S.UNKNOWN, None)]
        reports(twilio_base, twilio.new_sid(), "delivered")
        assert outcomes() == [(S.DELIVERED, None)]


@pytest.mark.parametrize(
    "address", ["", "?text=1", "?text=x&attempt=1", "?text=-1&attempt=1", f"?text={'9' * 30}&attempt=1"]
)
def test_a_callback_that_does_not_say_which_text_is_a_bad_request(twilio_base: str, address: str) -> None:
    assert reports(twilio_base, twilio.new_sid(), "delivered", address).status_code == 400


def test_a_callback_for_an_unknown_text_is_taken_and_logged_without_numbers(
    twilio_base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reports(twilio_base, twilio.new_sid(), "delivered", To=JOAN).status_code == 204
    logged = capsys.readouterr().out
    assert "status_of_unknown_text" in logged
    assert "7700" not in logged


def test_a_callback_without_a_sid_is_a_bad_request(twilio_base: str) -> None:
    assert reports(twilio_base, "", "delivered").status_code == 400


def test_nothing_personal_is_logged_about_a_text_that_fails(
    sending: Settings, stand_in: Twilio, capsys: pytest.CaptureFixture[str]
) -> None:
    queue_answers("Joan's secret", "Joan's other secret")
    stand_in.fails_with(21610)
    stand_in.hangs_up()
    delivery.deliver_texts()
    printed = "".join(capsys.readouterr())
    assert "text_refused" in printed
    assert "text_outcome_unknown" in printed
    for secret in ("secret", "7700", sending.twilio_auth_token):
        assert secret not in printed


def test_the_job_runs_only_with_an_account_and_a_sender() -> None:
    assert [job.name for job in jobs(make_settings("sqlite://", **twilio.SETTINGS))] == [
        "deliver_texts",
        "sweep_abandoned_texts",
    ]
    assert jobs(make_settings("sqlite://")) == []
    assert jobs(make_settings("sqlite://", **{**twilio.SETTINGS, "twilio_from": ""})) == []
    assert jobs(make_settings("sqlite://", **{**twilio.SETTINGS, "twilio_account_sid": ""})) == []
