"""WhatsApp goes through the same sender, and nobody is written to freely a day after their last message."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from channels.sms import delivery
from channels.sms.reconciling import reconcile_texts
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.intake import contact_of
from feedback_service.storage import transaction
from feedback_service.vocabulary import Channel, OutboundStatus
from tests.conftest import JOAN
from tests.support.outbound import queue_answer_to_feedback, queue_answers, rows, wrote
from tests.support.twilio import NUMBER, PUBLIC, Twilio, reports

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TEMPLATE = "HX" + "1" * 32
S = OutboundStatus


def outcomes() -> list[tuple[str, str | None]]:
    return [(row.status, row.error_code) for row in rows()]


def joan_is_answered(body: str = "We fixed the door", *, after: timedelta = timedelta(hours=1)) -> None:
    """She wrote so long ago, and now this goes back to her."""
    queue_answers(body, channel=Channel.WHATSAPP)
    wrote(MONDAY - after)
    delivery.deliver_texts()


@pytest.mark.usefixtures("sending")
def test_it_goes_from_whatsapp_to_whatsapp(stand_in: Twilio) -> None:
    joan_is_answered()
    sent = stand_in.taken[0]
    assert (sent["From"], sent["To"], sent["Body"]) == (f"whatsapp:{NUMBER}", f"whatsapp:{JOAN}", "We fixed the door")


@pytest.mark.parametrize("number", ["+447700900998", "whatsapp:+447700900998"])
def test_whatsapp_may_have_a_number_of_its_own(sending: Settings, stand_in: Twilio, number: str) -> None:
    sending.twilio_whatsapp_from = number
    sending.twilio_messaging_service_sid = "MG" + "1" * 32
    joan_is_answered()
    queue_answers("by text")
    delivery.deliver_texts()
    assert stand_in.taken[0]["From"] == "whatsapp:+447700900998"
    assert "From" not in stand_in.taken[1]


@pytest.mark.usefixtures("sending")
@pytest.mark.parametrize(
    ("silence", "goes"),
    [
        (timedelta(hours=23, minutes=54, seconds=59), True),
        (timedelta(hours=23, minutes=55), False),
        (timedelta(days=3), False),
    ],
)
def test_words_go_freely_for_a_day_after_the_last_message_and_then_not_at_all(
    stand_in: Twilio, silence: timedelta, goes: bool
) -> None:
    joan_is_answered(after=silence)
    assert stand_in.attempts == goes
    assert outcomes() == [(S.SENT, None) if goes else (S.PERMANENT_FAILURE, outbox.WINDOW)]


@pytest.mark.usefixtures("sending")
def test_who_never_wrote_is_not_written_to(stand_in: Twilio) -> None:
    queue_answers("Hello", channel=Channel.WHATSAPP)
    delivery.deliver_texts()
    assert (stand_in.attempts, outcomes()) == (0, [(S.PERMANENT_FAILURE, outbox.WINDOW)])


@pytest.mark.usefixtures("sending")
def test_a_text_message_knows_no_such_window(stand_in: Twilio) -> None:
    queue_answers("Hello")
    wrote(MONDAY - timedelta(days=30), Channel.SMS)
    delivery.deliver_texts()
    assert stand_in.bodies == ["Hello"]


def test_after_a_day_of_silence_the_approved_template_goes_out_instead(sending: Settings, stand_in: Twilio) -> None:
    sending.twilio_whatsapp_content_sid = TEMPLATE
    feedback = queue_answer_to_feedback("We fixed the door")
    wrote(MONDAY - timedelta(days=2))
    delivery.deliver_texts()
    sent = stand_in.taken[0]
    assert sent["ContentSid"] == TEMPLATE
    assert json.loads(sent["ContentVariables"]) == {
        "1": feedback.reference,
        "2": f"{PUBLIC}/follow/{feedback.follow_token}",
    }
    assert "Body" not in sent
    assert outcomes()[-1] == (S.SENT, None)


def test_within_the_day_the_words_themselves_go_out_though_there_is_a_template(
    sending: Settings, stand_in: Twilio
) -> None:
    sending.twilio_whatsapp_content_sid = TEMPLATE
    joan_is_answered()
    assert stand_in.bodies == ["We fixed the door"]


def test_what_is_about_no_feedback_fits_no_template(sending: Settings, stand_in: Twilio) -> None:
    sending.twilio_whatsapp_content_sid = TEMPLATE
    joan_is_answered(after=timedelta(days=2))
    assert (stand_in.attempts, outcomes()) == (0, [(S.PERMANENT_FAILURE, outbox.WINDOW)])


def joan_writes() -> None:
    with transaction() as session:
        contact = contact_of(session, Channel.WHATSAPP, JOAN)
        contact.wrote_at = clock.now()
        outbox.reopen(session, contact, outbox.WINDOW)


@pytest.mark.usefixtures("sending")
def test_what_could_not_go_out_goes_out_when_she_writes_again(stand_in: Twilio) -> None:
    joan_is_answered(after=timedelta(days=2))
    with clock.at(MONDAY + timedelta(hours=1)):
        assert delivery.deliver_texts() == 0
        joan_writes()
        assert delivery.deliver_texts() == 1
    assert (stand_in.bodies, outcomes()) == (["We fixed the door"], [(S.SENT, None)])


@pytest.mark.usefixtures("sending")
def test_twilio_saying_so_counts_the_same_when_it_answers(stand_in: Twilio) -> None:
    stand_in.fails_with(63016)
    joan_is_answered()
    assert outcomes() == [(S.PERMANENT_FAILURE, outbox.WINDOW)]
    joan_writes()
    delivery.deliver_texts()
    assert (len(stand_in.bodies), outcomes()) == (1, [(S.SENT, None)])


def test_twilio_saying_so_counts_the_same_when_it_calls_back(
    twilio_app: Flask, twilio_base: str, stand_in: Twilio, sending: Settings
) -> None:
    joan_is_answered()
    sid = stand_in.messages[0]["sid"]
    for _ in range(2):
        reports(twilio_base, sid, "undelivered", ErrorCode="63016")
    assert outcomes() == [(S.PERMANENT_FAILURE, outbox.WINDOW)]
    joan_writes()
    reports(twilio_base, sid, "undelivered", ErrorCode="63016")
    assert delivery.deliver_texts() == 1
    assert outcomes() == [(S.SENT, None)]


@pytest.mark.parametrize("silence", [timedelta(hours=1), timedelta(days=2)], ids=["words", "template"])
def test_one_whose_answer_was_lost_is_found_in_the_list_too(
    sending: Settings, stand_in: Twilio, silence: timedelta
) -> None:
    sending.twilio_whatsapp_content_sid = TEMPLATE
    stand_in.at(MONDAY)
    stand_in.hangs_up()
    queue_answer_to_feedback("We fixed the door")
    wrote(MONDAY - silence)
    delivery.deliver_texts()
    assert outcomes() == [(S.UNKNOWN, None)]
    with clock.at(MONDAY + timedelta(minutes=6)):
        assert reconcile_texts() == 1
    assert (outcomes(), len(stand_in.taken)) == ([(S.SENT, None)], 1)
