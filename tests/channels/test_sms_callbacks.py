"""Twilio's calls about what became of a text, over HTTP."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from channels.sms import delivery
from channels.sms.parsing import STATUSES
from feedback_service import clock
from feedback_service.models import OutboundMessage
from feedback_service.storage import reading
from feedback_service.vocabulary import OutboundStatus
from tests.conftest import JOAN
from tests.support import twilio
from tests.support.outbound import queue_answers, rows, stopped_at
from tests.support.twilio import Twilio, reports

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
S = OutboundStatus


def outcomes() -> list[tuple[str, str | None]]:
    return [(row.status, row.error_code) for row in rows()]


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
        assert stopped_at() is not None


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
