"""The stand-in for Twilio fails, stays silent, is late and calls back as it is told."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ReadTimeout
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.request_validator import RequestValidator

from tests.conftest import JOAN
from tests.support import twilio
from tests.support.server import ROOT
from tests.support.twilio import NUMBER, PUBLIC, TOKEN, Twilio
from tests.support.twilio_ends import CALLBACK, Listener, client_of, listening, send


@pytest.fixture
def stand_in() -> Iterator[Twilio]:
    with twilio.running() as running:
        yield running


@pytest.fixture
def service() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def test_it_fails_once_and_then_takes_the_next(stand_in: Twilio) -> None:
    stand_in.fails_with(21610)
    with pytest.raises(TwilioRestException) as refused:
        send(stand_in)
    assert (refused.value.code, refused.value.status) == (21610, 400)
    send(stand_in)
    assert (stand_in.attempts, stand_in.bodies) == (2, ["Hello"])


def test_it_fails_although_it_took_the_text(stand_in: Twilio) -> None:
    stand_in.fails_with(20500, 500, taking=True)
    with pytest.raises(TwilioRestException):
        send(stand_in)
    assert stand_in.bodies == ["Hello"]


@pytest.mark.parametrize(("silence", "taken"), [("hangs_up", ["Hello"]), ("drops_before_taking", [])])
def test_it_closes_the_connection_with_or_without_the_text(stand_in: Twilio, silence: str, taken: list[str]) -> None:
    getattr(stand_in, silence)()
    with pytest.raises(NotConnected):
        send(stand_in)
    assert (stand_in.bodies, stand_in.attempts) == (taken, 1)


def test_it_answers_garbage_for_a_text_that_it_took(stand_in: Twilio) -> None:
    stand_in.answers_garbage()
    with pytest.raises(json.JSONDecodeError):
        send(stand_in)
    assert stand_in.bodies == ["Hello"]


def test_it_takes_a_text_and_answers_too_late(stand_in: Twilio) -> None:
    stand_in.is_slow(30)
    with pytest.raises(ReadTimeout):
        send(stand_in, timeout=0.2)
    assert stand_in.bodies == ["Hello"]


def test_it_takes_a_text_long_after_the_sender_gave_up(stand_in: Twilio, service: Listener) -> None:
    stand_in.calls_back(["sent"], to=service.base)
    stand_in.is_slow(1, before_taking=True)
    with pytest.raises(ReadTimeout):
        send(stand_in, timeout=0.1)
    assert stand_in.bodies == []
    assert service.heard.wait(30)
    assert (stand_in.bodies, service.statuses) == (["Hello"], ["sent"])


def accepts_connections(stand_in: Twilio) -> bool:
    address = urlsplit(stand_in.base)
    try:
        socket.create_connection((address.hostname, address.port), timeout=10).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.parametrize(("how", "expected"), [("unavailable", TwilioException), ("refusing", NotConnected)])
def test_it_goes_down_for_every_call_and_comes_back(stand_in: Twilio, how: Any, expected: type[Exception]) -> None:
    send(stand_in)
    stand_in.goes_down(how)
    for _ in range(2):
        with pytest.raises(expected):
            send(stand_in)
        with pytest.raises(expected):
            client_of(stand_in).messages.list()
    assert accepts_connections(stand_in) is (how == "unavailable")
    stand_in.comes_back()
    send(stand_in, "Back")
    assert [each.body for each in client_of(stand_in).messages.list()] == ["Back", "Hello"]


def faults(stand_in: Twilio, seed: int) -> list[str]:
    stand_in.is_flaky(seed, 0.5)
    met = []
    for _ in range(30):
        try:
            send(stand_in)
            met.append("taken")
        except Exception as error:
            met.append(f"{type(error).__name__} {getattr(error, 'status', '')}")
    return met


def test_its_moods_are_many_and_follow_from_the_seed(stand_in: Twilio) -> None:
    first = faults(stand_in, seed=1)
    assert first == faults(stand_in, seed=1) != faults(stand_in, seed=2)
    assert 5 < first.count("taken") < 25
    assert len(set(first)) >= 4


def test_every_status_is_called_back_signed_for_the_address_with_its_query(stand_in: Twilio, service: Listener) -> None:
    stand_in.calls_back(["queued", "sent", "delivered"], to=service.base)
    sid = send(stand_in).sid
    stand_in.settles()
    assert service.statuses == ["queued", "sent", "delivered"]
    for path, fields, signature in service.called:
        assert path == "/channels/sms/status?text=1&attempt=1"
        assert RequestValidator(TOKEN).validate(CALLBACK, fields, signature)
        assert (fields["MessageSid"], fields["To"], fields["From"]) == (sid, JOAN, NUMBER)
    assert [(each["sid"], each["answered"]) for each in stand_in.callbacks] == [(sid, 200)] * 3
    assert stand_in.messages[0]["status"] == "delivered"


@pytest.mark.parametrize("order", ["shuffled", "at once"])
def test_statuses_are_called_back_out_of_order(stand_in: Twilio, service: Listener, order: Any) -> None:
    statuses = ["queued", "sending", "sent", "delivered"]
    stand_in.calls_back(statuses, order, to=service.base)
    sids = [send(stand_in).sid for _ in range(5)]
    stand_in.settles()
    assert sorted(service.statuses) == sorted(statuses * 5)
    orders = {sid: [f["MessageStatus"] for _, f, _ in service.called if f["MessageSid"] == sid] for sid in sids}
    assert order == "at once" or len({tuple(each) for each in orders.values()}) > 1
    assert {each["status"] for each in stand_in.messages} == {"delivered"}


def test_a_failure_is_called_back_with_its_code_even_when_the_answer_is_lost(
    stand_in: Twilio, service: Listener
) -> None:
    stand_in.calls_back(["sent", "undelivered"], error_code=30003, to=service.base)
    stand_in.hangs_up()
    with pytest.raises(NotConnected):
        send(stand_in)
    stand_in.settles()
    assert [fields.get("ErrorCode") for _, fields, _ in service.called] == [None, "30003"]


def test_a_status_is_called_back_before_the_answer(stand_in: Twilio, service: Listener) -> None:
    stand_in.calls_back_before_answering("delivered", service.base)
    message = send(stand_in)
    assert service.statuses == ["delivered"]
    assert message.status == "queued"
    stand_in.stops_calling_back()
    send(stand_in)
    stand_in.settles()
    assert len(service.called) == 1


def test_a_service_that_is_not_there_hears_nothing_and_that_is_noted(stand_in: Twilio, service: Listener) -> None:
    stand_in.calls_back(["sent"], to="http://127.0.0.1:9")
    send(stand_in)
    stand_in.settles()
    assert [each["answered"] for each in stand_in.callbacks] == [None]


def test_a_text_that_arrives_is_brought_to_the_webhook_and_its_reply_is_kept(
    stand_in: Twilio, service: Listener
) -> None:
    fields = stand_in.receives("The nurse was kind", JOAN, to=service.base)
    path, called, signature = service.called[0]
    assert called == fields
    assert RequestValidator(TOKEN).validate(PUBLIC + path, fields, signature)
    assert [(each.direction, each.to, each.body) for each in client_of(stand_in).messages.list()] == [
        ("outbound-reply", JOAN, "Thank you"),
        ("inbound", NUMBER, "The nurse was kind"),
    ]
    assert stand_in.taken == []


def test_it_ends_when_the_test_that_started_it_is_gone() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.twilio_server"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert set(json.loads(process.stdout.readline())) == {"api", "control"}
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()
