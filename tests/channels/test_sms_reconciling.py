"""Of texts whose outcome nobody knows, Twilio's own list says what became; only then is anything sent again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, current_app

from channels.sms import delivery
from channels.sms.client import Account
from channels.sms.parsing import Listed
from channels.sms.reconciling import reconcile_texts
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.vocabulary import TEXT_CHANNELS, Channel, OutboundKind, OutboundStatus
from tests.conftest import JOAN
from tests.support.outbound import queue_answers, rows
from tests.support.server import free_port
from tests.support.twilio import Twilio, reports

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SOON, LATER = MONDAY + timedelta(minutes=3), MONDAY + timedelta(minutes=6)
S = OutboundStatus


@pytest.fixture
def account(sending: Settings, stand_in: Twilio) -> Settings:
    """Twilio's clock shows what ours shows."""
    stand_in.at(MONDAY)
    return sending


def current_settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def outcomes() -> list[tuple[str, str | None]]:
    return [(row.status, row.error_code) for row in rows()]


def names() -> list[str | None]:
    return [row.provider_reference for row in rows()]


def sends_again(stand_in: Twilio) -> int:
    """How many texts the next round takes to Twilio."""
    before = stand_in.attempts
    delivery.deliver_texts()
    return stand_in.attempts - before


def loses_answers(stand_in: Twilio, count: int) -> None:
    """Twilio takes the next texts and hangs up, each in a round of its own."""
    for _ in range(count):
        stand_in.hangs_up()
        delivery.deliver_texts()


@pytest.mark.usefixtures("account")
def test_a_text_that_twilio_took_is_found_by_its_words_and_not_sent_again(stand_in: Twilio) -> None:
    queue_answers("We fixed the door")
    loses_answers(stand_in, 1)
    with clock.at(SOON):
        assert reconcile_texts() == 1
        assert outcomes() == [(S.SENT, None)]
        assert names() == [stand_in.messages[0]["sid"]]
        assert reconcile_texts() == 0
        assert sends_again(stand_in) == 0


@pytest.mark.usefixtures("account")
def test_a_text_that_twilio_never_took_is_sent_again_and_that_is_on_record(
    stand_in: Twilio, capsys: pytest.CaptureFixture[str]
) -> None:
    queue_answers("Joan's answer")
    stand_in.drops_before_taking()
    delivery.deliver_texts()
    with clock.at(LATER):
        assert reconcile_texts() == 1
        assert (outcomes(), rows()[0].reconciled_at) == ([(S.QUEUED, None)], LATER)
        assert sends_again(stand_in) == 1
    assert stand_in.bodies == ["Joan's answer"]
    assert (outcomes(), rows()[0].reconciled_at, rows()[0].attempts) == ([(S.SENT, None)], LATER, 2)
    printed = "".join(capsys.readouterr())
    assert "text_reconciled" in printed
    assert "not taken" in printed
    for secret in ("Joan", "7700"):
        assert secret not in printed


@pytest.mark.usefixtures("account")
def test_nothing_is_concluded_before_the_list_can_be_complete(stand_in: Twilio) -> None:
    queue_answers("Hello")
    stand_in.drops_before_taking()
    delivery.deliver_texts()
    for minute in (1, 3, 4):
        with clock.at(MONDAY + timedelta(minutes=minute)):
            assert reconcile_texts() == 0
    assert outcomes() == [(S.UNKNOWN, None)]


@pytest.mark.usefixtures("account")
def test_while_twilio_cannot_be_asked_nothing_changes(stand_in: Twilio, account: Settings) -> None:
    queue_answers("Hello")
    loses_answers(stand_in, 1)
    with clock.at(LATER):
        stand_in.goes_down()
        assert reconcile_texts() == 0
        account.twilio_api_base = f"http://127.0.0.1:{free_port()}"
        assert reconcile_texts() == 0
        account.twilio_api_base = stand_in.base
        assert outcomes() == [(S.UNKNOWN, None)]
        stand_in.comes_back()
        assert reconcile_texts() == 1


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("delivered", None, (S.DELIVERED, None)),
        ("undelivered", 30003, (S.QUEUED, "30003")),
        ("undelivered", 30005, (S.PERMANENT_FAILURE, "30005")),
        ("failed", 21610, (S.PERMANENT_FAILURE, "21610")),
        ("sending", None, (S.SENT, None)),
    ],
)
def test_what_became_of_it_meanwhile_counts_as_if_it_had_been_called_back(
    stand_in: Twilio, status: str, code: int | None, expected: tuple[OutboundStatus, str | None]
) -> None:
    queue_answers("Hello")
    loses_answers(stand_in, 1)
    stand_in.becomes(stand_in.messages[0]["sid"], status, code)
    with clock.at(SOON):
        reconcile_texts()
    assert outcomes() == [expected]


@pytest.mark.usefixtures("account")
def test_of_two_texts_alike_each_finds_a_message_of_its_own(stand_in: Twilio) -> None:
    queue_answers("Hello", "Hello")
    loses_answers(stand_in, 2)
    with clock.at(SOON):
        assert reconcile_texts() == 2
    assert set(names()) == {each["sid"] for each in stand_in.messages}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("first_was_taken", [True, False])
def test_of_two_texts_alike_of_which_twilio_took_one_the_other_is_sent_again(
    stand_in: Twilio, first_was_taken: bool
) -> None:
    queue_answers("Hello", "Hello")
    for is_taken in (first_was_taken, not first_was_taken):
        (stand_in.hangs_up if is_taken else stand_in.drops_before_taking)()
        delivery.deliver_texts()
    with clock.at(LATER):
        assert reconcile_texts() == 2
        assert sends_again(stand_in) == 1
    assert (stand_in.bodies, outcomes()) == (["Hello", "Hello"], [(S.SENT, None)] * 2)


@pytest.mark.usefixtures("account")
def test_a_message_that_belongs_to_another_text_already_is_not_taken_for_it(stand_in: Twilio) -> None:
    queue_answers("Hello", "Hello")
    stand_in.drops_before_taking()
    delivery.deliver_texts()
    delivery.deliver_texts()
    assert [status for status, _ in outcomes()] == [S.UNKNOWN, S.SENT]
    with clock.at(LATER):
        reconcile_texts()
        assert sends_again(stand_in) == 1
    assert stand_in.bodies == ["Hello", "Hello"]


@pytest.mark.usefixtures("account")
def test_neither_older_messages_nor_others_to_that_number_are_taken_for_it(stand_in: Twilio) -> None:
    queue_answers("Hello")
    stand_in.at(MONDAY - timedelta(minutes=6))
    Account(current_settings()).send(outbox.Claimed(99, 1, Channel.SMS, JOAN, "Hello", MONDAY))
    stand_in.at(MONDAY)
    Account(current_settings()).send(outbox.Claimed(99, 1, Channel.SMS, JOAN, "Something else", MONDAY))
    Account(current_settings()).send(outbox.Claimed(99, 1, Channel.SMS, "+447700900002", "Hello", MONDAY))
    stand_in.receives("Hello", JOAN)
    stand_in.drops_before_taking()
    delivery.deliver_texts()
    with clock.at(LATER):
        reconcile_texts()
    assert outcomes() == [(S.QUEUED, None)]


@pytest.mark.usefixtures("account")
def test_a_call_back_that_comes_first_stands(stand_in: Twilio, twilio_base: str) -> None:
    queue_answers("Hello")
    loses_answers(stand_in, 1)
    reports(twilio_base, stand_in.messages[0]["sid"], "delivered")
    with clock.at(LATER):
        assert reconcile_texts() == 0
    assert outcomes() == [(S.DELIVERED, None)]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("status", ["sent", "delivered"])
def test_a_call_back_that_comes_between_question_and_conclusion_stands(
    stand_in: Twilio, twilio_base: str, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    queue_answers("Hello")
    loses_answers(stand_in, 1)

    def shows_nothing_yet(*_: object) -> list[Listed]:
        reports(twilio_base, stand_in.messages[0]["sid"], status)
        return []

    monkeypatch.setattr(Account, "sent_to", shows_nothing_yet)
    with clock.at(LATER):
        assert reconcile_texts() == 0
        assert sends_again(stand_in) == 0


@pytest.mark.usefixtures("account")
def test_a_call_back_saves_a_text_that_the_list_showed_too_late_while_nobody_has_claimed_it_again(
    stand_in: Twilio, twilio_base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_answers("Hello")
    loses_answers(stand_in, 1)
    with monkeypatch.context() as patch, clock.at(LATER):
        patch.setattr(Account, "sent_to", lambda *_: [])
        assert reconcile_texts() == 1
    reports(twilio_base, stand_in.messages[0]["sid"], "sent")
    with clock.at(LATER):
        assert sends_again(stand_in) == 0
    assert outcomes() == [(S.SENT, None)]


@pytest.mark.usefixtures("account")
def test_a_text_that_twilio_took_late_is_found_later(stand_in: Twilio) -> None:
    queue_answers("Hello")
    stand_in.drops_before_taking()
    delivery.deliver_texts()
    stand_in.at(MONDAY + timedelta(minutes=3))
    Account(current_settings()).send(outbox.Claimed(1, 1, Channel.SMS, JOAN, "Hello", MONDAY))
    with clock.at(LATER):
        assert reconcile_texts() == 1
    assert outcomes() == [(S.SENT, None)]


def test_two_reconciliations_at_once_settle_each_text_once(each_twilio_app: Flask, stand_in: Twilio) -> None:
    each_twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    stand_in.at(MONDAY)
    with each_twilio_app.app_context(), clock.at(MONDAY):
        queue_answers("one", "two", kind=OutboundKind.RECEIPT)
        stand_in.drops_before_taking()
        delivery.deliver_texts()
        stand_in.hangs_up()
        delivery.deliver_texts()

    def sweep(_: int) -> int:
        with each_twilio_app.app_context(), clock.at(LATER):
            return reconcile_texts()

    with ThreadPoolExecutor(3) as processes:
        list(processes.map(sweep, range(3)))
    with each_twilio_app.app_context(), clock.at(LATER):
        assert [text.body for text in outbox.unknown(TEXT_CHANNELS, LATER)] == []
        assert delivery.deliver_texts() == 1
    assert sorted(stand_in.bodies) == ["one", "two"]
