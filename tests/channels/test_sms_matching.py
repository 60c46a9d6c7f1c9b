"""Which of the messages in Twilio's list a text of ours is, and reading that list."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.sms.client import Account
from channels.sms.parsing import Listed
from channels.sms.reconciling import matched
from config.settings import Settings
from feedback_service.outbox import Claimed
from feedback_service.vocabulary import Channel
from tests.conftest import JOAN
from tests.support.outbound import claimed, queue_answer_to_feedback
from tests.support.twilio import NUMBER, Twilio

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def hello(body: str = "Hello") -> Claimed:
    """A text to Joan."""
    return Claimed(1, 1, Channel.SMS, JOAN, body, MONDAY)


@pytest.mark.parametrize(
    ("ours", "listed"),
    [
        ("Hello \n", "Hello"),
        ("a\r\nb", "a\nb"),
        ("‘Hello’ – she said…", "'Hello' - she said..."),
        ("ਨਰਸ ਚੰਗੀ ਸੀ", "ਨਰਸ ਚੰਗੀ ਸੀ"),
        ("👍", "👍"),
        ("Hello", ""),
    ],
)
def test_words_are_known_again_though_twilio_keeps_them_a_little_differently(ours: str, listed: str) -> None:
    text = hello(ours)
    message = Listed("SM1", "outbound-api", NUMBER, JOAN, listed, "sent", MONDAY)
    assert matched([text], [message]) == {1: message}


@pytest.mark.parametrize(("ours", "listed"), [("Hello", "Hello again"), ("👍", "👎"), ("1", "2"), ("Hello", "👍")])
def test_other_words_are_not(ours: str, listed: str) -> None:
    assert matched([hello(ours)], [Listed("SM1", "outbound-api", NUMBER, JOAN, listed, "sent", MONDAY)]) == {}


@pytest.mark.usefixtures("sending")
def test_a_template_is_known_by_what_was_filled_in() -> None:
    feedback = queue_answer_to_feedback("We fixed the door")
    text = claimed()
    message = Listed(
        "SM1",
        "outbound-api",
        f"whatsapp:{NUMBER}",
        f"whatsapp:{JOAN}",
        f"News of {feedback.reference}.",
        "sent",
        MONDAY,
    )
    assert matched([text], [message]) == {text.id: message}


def test_a_service_knows_its_messages_whatever_number_they_went_out_from(sending: Settings) -> None:
    sending.twilio_messaging_service_sid = "MG" + "1" * 32
    ours = Listed("SM1", "outbound-api", "+447700900998", JOAN, "Hello", "sent", MONDAY, service="MG" + "1" * 32)
    others = Listed("SM2", "outbound-api", "+447700900998", JOAN, "Hello", "sent", MONDAY, service="MG" + "2" * 32)
    reply = Listed("SM3", "outbound-reply", NUMBER, JOAN, "Hello", "sent", MONDAY)
    assert [Account(sending).is_from_us(each, Channel.SMS) for each in (ours, others, reply)] == [True, False, False]


def test_a_long_list_is_read_page_by_page_down_to_the_moment_asked_for(sending: Settings, stand_in: Twilio) -> None:
    account = Account(sending)
    for day, count in ((3, 30), (2, 100), (0, 5)):
        stand_in.at(MONDAY - timedelta(days=day))
        for _ in range(count):
            account.send(hello(f"{day} days ago"))
    assert len(account.sent_to(JOAN, MONDAY - timedelta(days=1))) == 5
    assert len(account.sent_to(JOAN, MONDAY - timedelta(days=9))) == 135
