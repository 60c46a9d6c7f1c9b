"""The stand-in for Twilio, which other tests believe, answers Twilio's own library in the published shapes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.conftest import JOAN
from tests.support import twilio, twilio_log
from tests.support.twilio import ACCOUNT, NUMBER, TOKEN, Twilio
from tests.support.twilio_contract import DOCUMENT, MESSAGE, MESSAGES, Contract
from tests.support.twilio_ends import CALLBACK, client_of, send

KOFI = "+447700900002"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def stand_in() -> Iterator[Twilio]:
    with twilio.running() as running:
        yield running


def test_a_text_that_is_taken_answers_as_twilio_does(stand_in: Twilio) -> None:
    stand_in.at(MONDAY)
    message = send(stand_in, "Hello 👍")
    assert (message.sid[:2], message.status, message.direction) == ("SM", "queued", "outbound-api")
    assert (message.to, message.from_, message.body, message.num_segments) == (JOAN, NUMBER, "Hello 👍", "1")
    assert message.date_sent is None
    assert timedelta(0) <= message.date_created - MONDAY < timedelta(minutes=1)
    assert stand_in.taken == [{"To": JOAN, "From": NUMBER, "Body": "Hello 👍", "StatusCallback": CALLBACK}]
    assert [(each["sid"], each["status"]) for each in stand_in.messages] == [(message.sid, "queued")]


def test_a_service_has_yet_to_choose_the_sender(stand_in: Twilio) -> None:
    service = "MG" + "1" * 32
    message = client_of(stand_in).messages.create(to=JOAN, body="Hello", messaging_service_sid=service)
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    stand_in.becomes(message.sid, "sent")
    message = message.fetch()
    assert (message.status, message.from_, message.num_segments) == ("sent", NUMBER, "1")


def test_what_becomes_of_a_text_can_be_fetched(stand_in: Twilio) -> None:
    sid = send(stand_in).sid
    stand_in.at(MONDAY)
    stand_in.becomes(sid, "undelivered", 30003)
    stand_in.becomes(sid, "sent")
    message = client_of(stand_in).messages(sid).fetch()
    assert (message.status, message.error_code) == ("undelivered", 30003)
    assert message.date_sent.date() == MONDAY.date()
    with pytest.raises(TwilioRestException, match="404"):
        client_of(stand_in).messages(twilio.new_sid()).fetch()


def test_the_list_shows_the_newest_first_and_both_directions(stand_in: Twilio) -> None:
    stand_in.receives("I am here", JOAN, at=MONDAY)
    for number in range(3):
        stand_in.at(MONDAY + timedelta(hours=number + 1))
        send(stand_in, f"text {number}", to=KOFI if number == 1 else JOAN)
    stand_in.receives("I was here first", KOFI, at=MONDAY - timedelta(hours=1))
    listed = client_of(stand_in).messages
    assert [each.body for each in listed.list()] == ["text 2", "text 1", "text 0", "I am here", "I was here first"]
    assert [each.body for each in listed.list(to=JOAN)] == ["text 2", "text 0"]
    assert [(each.direction, each.status) for each in listed.list(from_=JOAN)] == [("inbound", "received")]
    assert listed.list(from_=JOAN)[0].date_sent == MONDAY


def test_the_list_is_filtered_by_when_a_text_was_sent(stand_in: Twilio) -> None:
    for number in range(3):
        stand_in.receives(f"text {number}", JOAN, at=MONDAY + timedelta(days=number))
    send(stand_in, "not sent yet")
    listed, tuesday = client_of(stand_in).messages, MONDAY + timedelta(days=1)
    assert [each.body for each in listed.list(date_sent_after=tuesday)] == ["text 2", "text 1"]
    assert [each.body for each in listed.list(date_sent_after=tuesday + timedelta(seconds=1))] == ["text 2"]
    assert [each.body for each in listed.list(date_sent_before=tuesday)] == ["text 1", "text 0"]
    assert [each.body for each in listed.list(date_sent="2026-11-24")] == ["text 1"]
    assert [each.body for each in listed.list(date_sent_before="2026-11-24")] == ["text 1", "text 0"]
    assert [each.body for each in listed.list(date_sent_after="2026-11-24", date_sent_before="2026-11-24")] == [
        "text 1"
    ]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 9])
def test_the_pages_of_a_list_hold_every_text_once_while_more_come(stand_in: Twilio, count: int) -> None:
    for number in range(count):
        stand_in.receives(f"text {number}", JOAN)
    page = client_of(stand_in).messages.page(from_=JOAN, page_size=2)
    bodies = [each.body for each in page]
    while (following := page.next_page()) is not None:
        stand_in.receives("came later", JOAN)
        page = following
        bodies += [each.body for each in page]
    assert bodies == [f"text {number}" for number in reversed(range(count))]


def test_a_page_leads_back_to_the_one_before(stand_in: Twilio) -> None:
    for number in range(5):
        stand_in.receives(f"text {number}", JOAN)
    first = client_of(stand_in).messages.page(page_size=2)
    assert first.previous_page_url is None
    second = first.next_page()
    assert second is not None
    assert [each.body for each in second] == ["text 2", "text 1"]
    again = second.previous_page()
    assert again is not None
    assert [each.body for each in again] == ["text 4", "text 3"]
    assert again.previous_page_url is None


def test_a_page_has_the_addresses_that_twilio_writes(stand_in: Twilio) -> None:
    sids = [stand_in.receives("Hello", JOAN, at=MONDAY)["MessageSid"] for _ in range(3)]
    address = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    query = "From=%2B447700900001&DateSent%3E=2026-11-01&PageSize=2"
    page = requests.get(f"{stand_in.base}{address}?{query}", auth=(ACCOUNT, TOKEN), timeout=10).json()
    assert page["uri"] == page["first_page_uri"] == f"{address}?{query}&Page=0"
    assert page["next_page_uri"] == f"{address}?{query}&Page=1&PageToken=PA{sids[1]}"
    assert (page["page"], page["page_size"], page["start"], page["end"]) == (0, 2, 0, 1)


def test_a_page_that_no_answer_led_to_is_refused(stand_in: Twilio) -> None:
    stand_in.receives("Hello", JOAN)
    with pytest.raises(TwilioException, match="20006"):
        client_of(stand_in).messages.page(page_number=1)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"Tone": "kind"}, "Tone"),
        ({"From": "no such number"}, "From: 'no such number' is not a 'phone-number'"),
        ({"MessagingServiceSid": "MG1"}, "MessagingServiceSid"),
        ({"StatusCallback": "not an address"}, "StatusCallback: 'not an address' is not a 'uri'"),
        ({"ContentRetention": "for ever"}, "ContentRetention: 'for ever' is not one of"),
        ({"ValidityPeriod": "an hour"}, "ValidityPeriod: 'an hour' is not of type 'integer'"),
        ({"SmartEncoded": "perhaps"}, "SmartEncoded: 'perhaps' is not of type 'boolean'"),
        ({"SendAt": "tomorrow"}, "SendAt: 'tomorrow' is not a 'date-time'"),
        ({"Body": ["one", "two"]}, "Body: given twice"),
        ({"To": None}, "'To' is a required property"),
    ],
)
def test_a_form_that_is_not_the_published_one_is_refused_and_remembered(
    stand_in: Twilio, more: dict[str, Any], complaint: str
) -> None:
    form = {"To": JOAN, "From": NUMBER, "Body": "Hello", **more}
    address = f"{stand_in.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    answer = requests.post(address, form, auth=(ACCOUNT, TOKEN), timeout=10)
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert stand_in.taken == []
    broken = stand_in.forgets_violations()
    assert len(broken) == 1 or more == {"MessagingServiceSid": "MG1"}
    assert complaint in broken[0]


def test_every_optional_part_of_the_form_may_be_given_by_the_library(stand_in: Twilio) -> None:
    send(
        stand_in,
        validity_period=3600,
        smart_encoded=True,
        send_at=MONDAY,
        media_url=["https://feedback.example.org/a.png", "https://feedback.example.org/b.png"],
        content_retention="discard",
    )
    form = stand_in.taken[0]
    assert (form["ValidityPeriod"], form["SmartEncoded"], len(form["MediaUrl"])) == (3600, True, 2)


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", "?Tone=kind"), ("get", "?PageSize=1001"), ("get", "?DateSent=yesterday"), ("delete", "")],
)
def test_a_call_that_is_not_published_is_remembered(stand_in: Twilio, method: str, address: str) -> None:
    url = f"{stand_in.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json{address}"
    assert requests.request(method, url, auth=(ACCOUNT, TOKEN), timeout=10).status_code in (400, 404)
    assert len(stand_in.forgets_violations()) == 1


def test_a_test_that_breaks_the_contract_fails() -> None:
    with pytest.raises(AssertionError, match="Tone"), twilio.running() as stand_in:
        address = f"{stand_in.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        requests.post(address, {"To": JOAN, "Tone": "kind"}, auth=(ACCOUNT, TOKEN), timeout=10)


def test_an_answer_that_is_not_the_published_one_is_noticed() -> None:
    contract = Contract()
    message = twilio_log.outbound({"To": JOAN, "From": NUMBER, "Body": "Hello"}, MONDAY).resource
    assert contract.answer("post", MESSAGES, 201, message) == []
    for wrong in (
        {"status": "lost"},
        {"sid": "SM1"},
        {"num_segments": 1},
        {"error_code": "30003"},
        {"date_created": "2026-11-23T10:00:00Z"},
        {"from": "no such number"},
        {"colour": "blue"},
    ):
        assert len(contract.answer("post", MESSAGES, 201, message | wrong)) >= 1, wrong
    del message["uri"]
    assert contract.answer("get", MESSAGE, 200, message) == ["$: 'uri' is a required property"]


def test_an_answer_of_the_stand_in_itself_is_judged(stand_in: Twilio) -> None:
    sid = stand_in.receives("Hello", "no such number")["MessageSid"]
    client_of(stand_in).messages.list()
    client_of(stand_in).messages(sid).fetch()
    broken = stand_in.forgets_violations()
    assert [each.endswith("'no such number' is not a 'phone-number'") for each in broken] == [True, True]


def test_the_published_examples_keep_the_published_shapes() -> None:
    contract, document = Contract(), json.loads(DOCUMENT.read_text())
    judged = 0
    for address in (MESSAGES, MESSAGE):
        for method in ("get", "post"):
            for status, answer in document["paths"][address][method]["responses"].items():
                for example in answer["content"]["application/json"]["examples"].values():
                    wrong = contract.answer(method, address, int(status), example["value"])
                    assert wrong == [], example
                    judged += 1
    assert judged > 10


@pytest.mark.parametrize(("token", "status"), [(TOKEN, 400), ("another token", 401)])
def test_only_the_account_gets_an_answer(stand_in: Twilio, token: str, status: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client_of(stand_in, token).messages.create(to=JOAN, from_=NUMBER)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"to": "12345"}, 21211),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"status_callback": "https://no_such.example.org/"}, 21609),
    ],
)
def test_what_twilio_would_not_take_is_refused_with_its_code(stand_in: Twilio, form: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        send(stand_in, **form)
    assert (refused.value.code, stand_in.taken) == (code, [])


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ਸ" * 70, 1),
        ("ਸ" * 71, 2),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("x" * 307, 3),
        ("ੴ" * 135, 3),
    ],
)
def test_a_long_text_is_charged_in_parts(body: str, parts: int) -> None:
    assert twilio_log.segments(body) == parts
