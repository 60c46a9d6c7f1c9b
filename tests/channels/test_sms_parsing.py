"""What Twilio's fields mean."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.parsing import (
    STATUSES,
    Listed,
    Unreadable,
    parse_inbound,
    parse_listed,
    parse_sender,
    parse_status,
)
from feedback_service.outbox import WINDOW
from feedback_service.vocabulary import Channel, OutboundStatus
from tests.conftest import JOAN
from tests.support.twilio import inbound_fields, new_sid

OURS = {"text": "1", "attempt": "1"}
TWILIOS_STATUSES = {
    "queued", "sending", "sent", "failed", "delivered", "undelivered", "receiving", "received",
    "accepted", "scheduled", "read", "partially_delivered", "canceled",
}  # fmt: skip


def test_a_text_is_read_as_it_came() -> None:
    fields = inbound_fields("  Two spaces,\r\na line and 😀 \n")
    text = parse_inbound(fields)
    assert (text.message_sid, text.channel, text.sender) == (fields["MessageSid"], Channel.SMS, JOAN)
    assert text.body == "  Two spaces,\r\na line and 😀 \n"
    assert text.media_count == 0
    assert (text.network_mark, text.sent_at) == (None, None)


def test_whatsapp_has_its_own_channel_and_the_bare_number() -> None:
    assert parse_sender(f"whatsapp:{JOAN}") == (Channel.WHATSAPP, JOAN)


@pytest.mark.parametrize(
    "sender",
    [
        "", "60777", "85258", "NHSnoreply", "client:joan", "anonymous", "unknown", "restricted", "unavailable",
        "+266696687", "+86282452253", "+7378742883", "+464", "07700900001", "447700900001", "+٤٤٧٧٠٠٩٠٠٠٠١",
        "rcs:+447700900001", "+447700900001\n", " +447700900001", "+44 7700 900001", "\x00", "sip:joan@example.org",
    ],
)  # fmt: skip
def test_a_sender_that_cannot_be_answered_has_no_number(sender: str) -> None:
    assert parse_sender(sender) == (Channel.SMS, None)


def test_a_withheld_number_on_whatsapp_cannot_be_answered() -> None:
    assert parse_sender("whatsapp:+266696687") == (Channel.WHATSAPP, None)


@pytest.mark.parametrize(("sent", "read"), [("0", 0), ("1", 1), ("10", 10), ("", 0), ("-1", 0), ("99999", 0), ("٣", 0)])
def test_the_number_of_pictures_is_small_or_nothing(sent: str, read: int) -> None:
    assert parse_inbound(inbound_fields(NumMedia=sent)).media_count == read


@pytest.mark.parametrize(
    "sid",
    ["", "SM1", "SM" + "g" * 32, "XX" + "0" * 32, "SM" + "0" * 33, "SM" + "0" * 32 + "\n", "\x00", "SM" + "٠" * 32],
)
def test_an_odd_message_sid_is_unreadable_and_not_repeated(sid: str) -> None:
    with pytest.raises(Unreadable) as error:
        parse_inbound(inbound_fields(MessageSid=sid))
    assert "MessageSid" in str(error.value)
    assert not sid or sid not in str(error.value)


def test_a_message_without_a_sid_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        parse_inbound({"Body": "hello"})


def test_a_body_longer_than_feedback_may_be_is_refused_not_cut() -> None:
    assert len(parse_inbound(inbound_fields("x" * 10_000)).body) == 10_000
    with pytest.raises(Unreadable, match="longer than 10000"):
        parse_inbound(inbound_fields("x" * 10_001))


@pytest.mark.parametrize("body", ["STOP", "Stop. Thank you", "please don't stop the group", "yes"])
def test_words_alone_are_no_mark_of_the_network(body: str) -> None:
    assert parse_inbound(inbound_fields(body)).network_mark is None


@pytest.mark.parametrize(
    ("sent", "read"), [("STOP", "STOP"), ("start", "START"), ("HELP", "HELP"), ("", None), ("brand new", None)]
)
def test_the_networks_own_mark_is_read_whatever_the_words(sent: str, read: str | None) -> None:
    assert parse_inbound(inbound_fields("Oui", OptOutType=sent)).network_mark == read


@given(st.dictionaries(st.sampled_from(["MessageSid", "From", "Body", "NumMedia", "OptOutType", "Other"]), st.text()))
def test_whatever_the_fields_hold_is_read_or_called_unreadable(fields: dict[str, str]) -> None:
    try:
        text = parse_inbound({"MessageSid": new_sid(), **fields})
    except Unreadable:
        return
    assert text.body == fields.get("Body", "")


def test_every_status_that_twilio_publishes_is_known_but_for_inbound_ones() -> None:
    assert set(STATUSES) == TWILIOS_STATUSES - {"receiving", "received"}


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("sent", "", OutboundStatus.SENT),
        ("delivered", "", OutboundStatus.DELIVERED),
        ("undelivered", "30003", OutboundStatus.TEMPORARY_FAILURE),
        ("undelivered", "30005", OutboundStatus.PERMANENT_FAILURE),
        ("undelivered", "30006", OutboundStatus.PERMANENT_FAILURE),
        ("failed", "21610", OutboundStatus.PERMANENT_FAILURE),
        ("undelivered", "30001", OutboundStatus.TEMPORARY_FAILURE),
        ("undelivered", "30008", OutboundStatus.PERMANENT_FAILURE),
        ("undelivered", "63016", OutboundStatus.PERMANENT_FAILURE),
        ("failed", "", OutboundStatus.PERMANENT_FAILURE),
        ("received", "", None),
        ("brand new", "", None),
        ("", "", None),
    ],
)
def test_a_status_means(status: str, code: str, expected: OutboundStatus | None) -> None:
    assert parse_status(OURS, {"MessageSid": new_sid(), "MessageStatus": status, "ErrorCode": code}).status == expected


def test_an_error_code_that_is_no_number_is_not_kept() -> None:
    report = parse_status(OURS, {"MessageSid": new_sid(), "MessageStatus": "failed", "ErrorCode": "x" * 500})
    assert report.error_code is None


def test_whatsapps_closed_window_has_a_code_of_our_own() -> None:
    fields = {"MessageSid": new_sid(), "MessageStatus": "undelivered", "ErrorCode": "63016"}
    assert parse_status(OURS, fields).error_code == WINDOW


MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def listed(**changed: object) -> Listed:
    """A text of Joan's as Twilio's list has it."""
    return replace(
        Listed(new_sid(), "inbound", f"whatsapp:{JOAN}", "", "  Hello\n", "received", MONDAY, media_count="2"),
        **changed,  # type: ignore[arg-type]
    )


def test_a_listed_text_is_read_as_if_it_had_been_called_in_with_the_moment_it_was_sent() -> None:
    message = listed(sent_at=MONDAY - timedelta(seconds=5))
    text = parse_listed(message)
    assert (text.message_sid, text.channel, text.sender) == (message.sid, Channel.WHATSAPP, JOAN)
    assert (text.body, text.media_count, text.sent_at) == ("  Hello\n", 2, MONDAY - timedelta(seconds=5))
    assert parse_listed(listed()).sent_at == MONDAY


@pytest.mark.parametrize("changed", [{"sid": "XX1"}, {"sid": ""}, {"body": "x" * 10_001}])
def test_a_listed_text_is_held_to_the_same_shape(changed: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        parse_listed(listed(**changed))


def test_a_listed_text_from_a_withheld_number_has_no_sender() -> None:
    assert parse_listed(listed(sender="+266696687")).sender is None
