"""Texts that came in while nobody took Twilio's calls are fetched from its list: none lost, none doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from channels.sms import catching_up
from channels.sms.catching_up import catch_up
from channels.sms.parsing import InboundText
from config.settings import Settings
from feedback_service import clock
from feedback_service.models import Contact, InboundMessage
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel, OutboundKind
from tests.conftest import JOAN
from tests.support import server
from tests.support.outbound import claimed
from tests.support.twilio import NUMBER, Twilio, calls

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AFTER = MONDAY + timedelta(minutes=35)
Fields = dict[str, str]


def stored() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(InboundMessage.provider_reference).order_by(InboundMessage.id)))


def number(index: int) -> str:
    return f"+447700900{index:03}"


def half_an_hour_without_us(stand_in: Twilio, count: int = 30) -> list[Fields]:
    """Texts that Twilio has and whose calls nobody took, spread over half an hour."""
    return [
        stand_in.receives(f"It is cold, {index}", number(index), at=MONDAY + index * timedelta(minutes=30) / count)
        for index in range(count)
    ]


def sids(texts: list[Fields]) -> list[str]:
    return [each["MessageSid"] for each in texts]


@pytest.mark.usefixtures("sending")
def test_half_an_hour_of_texts_that_nobody_took_is_stored_in_the_order_in_which_they_came(stand_in: Twilio) -> None:
    texts = half_an_hour_without_us(stand_in)
    with clock.at(AFTER):
        assert catch_up() == 30
    assert stored() == sids(texts)
    with reading() as session:
        first = session.scalars(select(InboundMessage).order_by(InboundMessage.id).limit(1)).one()
    assert (first.body, first.received_at) == ("It is cold, 0", MONDAY)


@pytest.mark.usefixtures("sending")
def test_every_later_look_finds_nothing_new(stand_in: Twilio) -> None:
    texts = half_an_hour_without_us(stand_in)
    found = []
    for minute in range(35, 120, 5):
        with clock.at(MONDAY + timedelta(minutes=minute)):
            found.append(catch_up())
    assert (found[0], set(found[1:]), stored()) == (30, {0}, sids(texts))


def test_what_the_webhook_stored_is_not_stored_again(sending: Settings, stand_in: Twilio, twilio_base: str) -> None:
    texts = half_an_hour_without_us(stand_in)
    for fields in texts[::2]:
        assert calls(twilio_base, fields).ok
    with clock.at(AFTER):
        assert catch_up() == 15
    assert sorted(stored()) == sorted(sids(texts))


def test_calls_that_twilio_repeats_while_we_look_double_nothing(
    sending: Settings, stand_in: Twilio, twilio_base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {each["MessageSid"]: each for each in half_an_hour_without_us(stand_in, 10)}
    recover = catching_up.recover

    def just_too_late(text: InboundText) -> bool:
        if int(text.body[-1]) % 2:
            calls(twilio_base, texts[text.message_sid])
        return recover(text)

    monkeypatch.setattr(catching_up, "recover", just_too_late)
    with clock.at(AFTER):
        assert catch_up() == 5
    assert sorted(stored()) == sorted(texts)


def test_sweeps_and_repeated_calls_all_at_once_store_each_text_once(each_twilio_app: Flask, stand_in: Twilio) -> None:
    each_twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    texts = half_an_hour_without_us(stand_in, 20)

    def sweep() -> int:
        with each_twilio_app.app_context(), clock.at(AFTER):
            return catch_up()

    with server.in_process(each_twilio_app) as base, ThreadPoolExecutor(6) as lines:
        work: list[Callable[[], Any]] = [sweep, sweep]
        work += [lambda fields=fields: calls(base, fields).raise_for_status() for fields in texts[::3]]
        for done in [lines.submit(each) for each in work]:
            done.result()
    with each_twilio_app.app_context():
        assert sorted(stored()) == sorted(sids(texts))


@pytest.mark.usefixtures("sending")
def test_a_sweep_that_dies_in_the_middle_begins_again_from_the_same_moment(
    stand_in: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = half_an_hour_without_us(stand_in)
    recover, lives = catching_up.recover, iter(range(12))

    def dies_at_last(text: InboundText) -> bool:
        if next(lives, None) is None:
            raise SystemExit
        return recover(text)

    with monkeypatch.context() as patch, clock.at(AFTER), pytest.raises(SystemExit):
        patch.setattr(catching_up, "recover", dies_at_last)
        catch_up()
    assert len(stored()) == 12
    with clock.at(AFTER + timedelta(seconds=1)):
        assert catch_up() == 18
    assert stored() == sids(texts)


@pytest.mark.usefixtures("sending")
def test_one_text_that_cannot_be_stored_keeps_no_other_from_it_and_is_tried_again(
    stand_in: Twilio, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = half_an_hour_without_us(stand_in)
    recover = catching_up.recover

    def fails_for_one(text: InboundText) -> bool:
        if text.message_sid == texts[3]["MessageSid"]:
            raise RuntimeError(text.body)
        return recover(text)

    with monkeypatch.context() as patch, clock.at(AFTER):
        patch.setattr(catching_up, "recover", fails_for_one)
        assert catch_up() == 29
    with clock.at(AFTER + timedelta(minutes=1)):
        assert catch_up() == 1
    assert sorted(stored()) == sorted(sids(texts))
    printed = "".join(capsys.readouterr())
    assert "listed_text_not_stored" in printed
    assert "cold" not in printed
    assert "7700" not in printed


@pytest.mark.usefixtures("sending")
def test_a_list_of_several_pages_is_read_whole(stand_in: Twilio) -> None:
    texts = half_an_hour_without_us(stand_in, 230)
    with clock.at(AFTER):
        assert catch_up() == 230
    assert stored() == sids(texts)


@pytest.mark.usefixtures("sending")
def test_a_list_that_breaks_off_is_read_again_from_the_same_moment(stand_in: Twilio) -> None:
    texts = half_an_hour_without_us(stand_in)
    stand_in.goes_down()
    with clock.at(AFTER):
        assert catch_up() == 0
    stand_in.comes_back()
    with clock.at(AFTER + timedelta(hours=20)):
        assert catch_up() == 30
    assert stored() == sids(texts)


@pytest.mark.usefixtures("sending")
def test_a_text_about_which_twilio_may_still_be_calling_is_left_for_the_next_look(stand_in: Twilio) -> None:
    fields = stand_in.receives("Hello", JOAN, at=MONDAY)
    with clock.at(MONDAY + timedelta(seconds=119)):
        assert catch_up() == 0
    with clock.at(MONDAY + timedelta(minutes=7)):
        assert catch_up() == 1
    assert stored() == [fields["MessageSid"]]


@pytest.mark.usefixtures("sending")
def test_it_looks_once_in_five_minutes_however_often_it_is_run(stand_in: Twilio) -> None:
    with clock.at(MONDAY):
        catch_up()
    stand_in.receives("Hello", JOAN, at=MONDAY)
    for minute, found in ((4, 0), (5, 1)):
        with clock.at(MONDAY + timedelta(minutes=minute)):
            assert catch_up() == found


@pytest.mark.usefixtures("sending")
def test_it_looks_back_a_day_the_first_time_an_hour_later_on_and_a_week_at_most(stand_in: Twilio) -> None:
    def looks(at: datetime, arrived: timedelta) -> int:
        stand_in.receives("Hello", JOAN, at=at - arrived)
        with clock.at(at):
            return catch_up()

    assert looks(MONDAY, timedelta(hours=25)) == 0
    assert looks(MONDAY + timedelta(minutes=10), timedelta(minutes=80)) == 0
    assert looks(MONDAY + timedelta(minutes=20), timedelta(minutes=65)) == 1
    assert looks(MONDAY + timedelta(days=30), timedelta(days=8)) == 0
    assert looks(MONDAY + timedelta(days=60), timedelta(days=6)) == 1


@pytest.mark.usefixtures("sending")
def test_whatsapp_is_looked_after_too(stand_in: Twilio) -> None:
    stand_in.receives("Hello", f"whatsapp:{JOAN}", at=MONDAY, To=f"whatsapp:{NUMBER}")
    with clock.at(AFTER):
        assert catch_up() == 1
    with reading() as session:
        assert session.scalars(select(InboundMessage.channel)).one() == Channel.WHATSAPP
        assert session.scalars(select(Contact.channel)).one() == Channel.WHATSAPP


@pytest.mark.usefixtures("sending")
def test_what_came_to_another_number_or_went_out_is_not_ours(stand_in: Twilio) -> None:
    stand_in.receives("To somebody else", JOAN, at=MONDAY, To="+447700900997")
    with clock.at(AFTER):
        assert catch_up() == 0


def test_where_only_a_service_is_known_what_comes_to_other_lines_of_the_account_is_not_ours(
    sending: Settings, stand_in: Twilio
) -> None:
    service = "MG" + "1" * 32
    sending.twilio_from, sending.twilio_messaging_service_sid = "", service
    ours = stand_in.receives("Hello", JOAN, at=MONDAY, MessagingServiceSid=service)
    stand_in.receives("YES I can come to the dentist", "+447700900777", at=MONDAY, MessagingServiceSid="MG" + "2" * 32)
    stand_in.receives("Is this the dentist?", "+447700900778", at=MONDAY)
    with clock.at(AFTER):
        assert catch_up() == 1
    assert stored() == [ours["MessageSid"]]


@pytest.mark.usefixtures("sending")
def test_what_cannot_be_read_is_left_out_with_a_line_in_the_log(
    stand_in: Twilio, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in.receives("x" * 10_001, JOAN, at=MONDAY)
    fields = stand_in.receives("Hello", "+266696687", at=MONDAY + timedelta(seconds=1))
    with clock.at(AFTER):
        assert catch_up() == 1
    assert stored() == [fields["MessageSid"]]
    with reading() as session:
        assert session.scalars(select(Contact)).all() == [], "a withheld number is nobody's"
    printed = "".join(capsys.readouterr())
    assert "listed_text_unreadable" in printed
    assert "7700" not in printed


@pytest.mark.usefixtures("sending")
def test_what_was_recovered_is_answered_through_the_outbox(stand_in: Twilio) -> None:
    stand_in.receives("The nurse was kind", JOAN, at=MONDAY)
    with clock.at(AFTER):
        catch_up()
        text = claimed()
    assert (text.to, text.kind) == (JOAN, OutboundKind.RECEIPT)
