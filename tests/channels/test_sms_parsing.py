"""What Twilio's fields mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.parsing import STATUSES, Unreadable, is_stop, parse_inbound, parse_sender, parse_status
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
    assert not text.opts_out


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


@pytest.mark.parametrize(
    "body", ["STOP", "stop", " Stop. ", "Stop. Thank you", "stop thanks!", "UNSUBSCRIBE", "Quit!!"]
)
def test_a_message_that_is_wholly_a_stop_word_opts_out(body: str) -> None:
    assert is_stop(body)
    assert parse_inbound(inbound_fields(body)).opts_out


@pytest.mark.parametrize(
    "body", ["please don't stop the group", "stop the smoking outside", "thank you", "", "yes", "?"]
)
def test_a_sentence_with_a_stop_word_in_it_is_feedback(body: str) -> None:
    assert not is_stop(body)


def test_twilios_own_opt_out_mark_counts_whatever_the_words() -> None:
    assert parse_inbound(inbound_fields("Arrêt", OptOutType="STOP")).opts_out
    assert parse_inbound(inbound_fields("HELP", OptOutType="HELP")).opts_out is None
    assert parse_inbound(inbound_fields("Oui", OptOutType="START")).opts_out is False


@pytest.mark.parametrize(
    ("body", "expected"), [("START", False), ("start, thank you", False), ("Unstop", False), ("start the group", None)]
)
def test_a_message_that_is_wholly_a_start_word_opts_in_again(body: str, expected: bool | None) -> None:
    assert parse_inbound(inbound_fields(body)).opts_out is expected


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
        ("undelivered", "30008", OutboundStatus.PERMANENT_FAILURE),
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
