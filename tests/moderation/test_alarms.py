"""The alarm on every page of the desk, who may end it, and what became of past ones."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from feedback_service import clock
from feedback_service.models import AuditRecord, OutboundMessage
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import OutboundStatus
from tests.support.alarm import DIRECTOR, GRACE, MANAGER, MINUTE, ON_CALL, PEOPLE, Night
from tests.support.visitor import Visitor

BUTTON = "I have read it and am seeing to it"


@pytest.fixture
def night(app: Flask) -> Night:
    return Night(app)


def banner(visitor: Visitor) -> str:
    """The words of the banner, empty where there is none."""
    found = visitor.page.select_one("[data-alarm-part]")
    assert found is not None, visitor.answer.url
    return " ".join(found.get_text(" ").split())


def presses(visitor: Visitor, within: str = "[data-alarms]") -> Visitor:
    return visitor.submits(f"{within} form", button=BUTTON)


def test_without_an_alarm_there_is_no_banner(amina: Visitor) -> None:
    assert banner(amina.opens("/staff/")) == ""


def test_every_page_shows_an_unread_alarm_with_its_link_its_age_and_its_escalations(
    night: Night, grace: Visitor
) -> None:
    with clock.at(clock.now() - 21 * MINUTE):
        said = night.alarm()
    other = night.is_told()
    assert night.escalates() == 1
    for address in (
        "/staff/",
        "/staff/alarms",
        "/staff/places",
        "/staff/entry-points",
        f"/staff/items/{said.reference}",
        f"/staff/items/{other.reference}",
    ):
        grace.opens(address)
        assert "Unread safety alarm: somebody may be in danger" in banner(grace)
        assert f"{said.reference} unread since" in banner(grace)
        assert "escalated 1 time" in banner(grace)
        assert grace.page.select_one(f'[data-alarms] a[href="/staff/items/{said.reference}"]')


def test_who_is_not_signed_in_sees_no_alarm(night: Night, charlie: Visitor) -> None:
    said = night.alarm()
    for address in ("/staff/", "/staff/sign-in", "/staff/alarms", "/staff/alarms/fragment", "/"):
        charlie.opens(address)
        assert said.reference not in charlie.answer.text
        assert not charlie.page.select("[data-alarms], script[src*=desk-alarms]")


def test_amina_reads_it_and_the_alarm_is_over_for_everybody(night: Night, amina: Visitor, grace: Visitor) -> None:
    said = night.alarm()
    presses(amina.opens("/staff/"))
    assert amina.answer.url.endswith(f"/staff/items/{said.reference}")
    done = amina.page.select_one(".desk-done")
    assert done
    assert done.get_text() == f"Everybody can see now that you are seeing to {said.reference}."
    assert banner(amina) == ""
    assert banner(grace.opens("/staff/")) == ""
    assert [action for action, _ in night.history(said)] == ["alarm_read"]


def test_who_comes_second_is_told_who_is_seeing_to_it(night: Night, amina: Visitor, grace: Visitor) -> None:
    said = night.alarm()
    amina.opens("/staff/")
    grace.opens("/staff/")
    presses(amina)
    presses(grace)
    done = grace.page.select_one(".desk-done")
    assert done
    assert done.get_text() == "Amina has read the alarm already and is seeing to it."
    with night.app.app_context(), reading() as session:
        assert session.query(AuditRecord).filter_by(action="alarm.read").count() == 1
    assert [action for action, _ in night.history(said)] == ["alarm_read"]


def test_what_went_off_after_the_page_was_served_stays_unread(night: Night, amina: Visitor) -> None:
    said = night.alarm()
    amina.opens("/staff/")
    night.flags(said)
    presses(amina)
    assert "Unread safety alarm" in banner(amina)


def test_a_responder_sees_that_there_is_an_alarm_and_whom_to_tell_but_not_about_whom(
    night: Night, rhys: Visitor
) -> None:
    said = night.alarm()
    for address in ("/staff/", "/staff/alarms/fragment", f"/staff/alarms/fragment?here={said.reference}"):
        rhys.opens(address)
        assert "Unread safety alarm: somebody may be in danger" in banner(rhys)
        assert "tell one of them now, or whoever is on call" in banner(rhys)
        assert said.reference not in (rhys.page.select_one("[data-alarm-part]") or rhys.page).decode()
        assert not rhys.page.select("[data-alarm-part] form")
    token = rhys.opens("/staff/").page.select_one("[name=csrf_token]")
    assert token
    rhys.posts(f"/staff/alarms/{said.reference}/read", {"csrf_token": token["value"]})
    assert rhys.answer.status_code == 403
    assert rhys.opens("/staff/alarms").answer.status_code == 403
    assert len(night.unread()) == 1


def test_another_sites_form_ends_no_alarm(night: Night, amina: Visitor) -> None:
    said = night.alarm()
    amina.posts(f"/staff/alarms/{said.reference}/read", {"alarm": "1"}, headers={"Origin": "https://evil.example"})
    assert amina.answer.status_code == 400
    assert len(night.unread()) == 1


@pytest.mark.parametrize(("number", "status"), [("x", 400), ("-1", 400), ("9" * 30, 400), ("9" * 15, 200), ("", 200)])
def test_only_a_number_names_an_alarm(night: Night, amina: Visitor, number: str, status: int) -> None:
    said = night.alarm()
    amina.opens("/staff/")
    amina.submits("[data-alarms] form", alarm=number)
    assert amina.answer.status_code == status
    assert len(night.unread()) == (status == 400)
    assert amina.opens(f"/staff/alarms/{said.reference}/read").answer.url.endswith(f"/items/{said.reference}")


def test_an_unknown_reference_is_no_page(night: Night, amina: Visitor) -> None:
    night.alarm()
    token = amina.opens("/staff/").page.select_one("[name=csrf_token]")
    assert token
    amina.posts("/staff/alarms/K7M4-QX9D/read", {"csrf_token": token["value"]})
    assert amina.answer.status_code == 404


def test_the_alarm_of_the_page_comes_first_and_the_rest_oldest_first(night: Night, amina: Visitor) -> None:
    said = []
    for minutes in range(9, 2, -1):
        with clock.at(clock.now() - minutes * MINUTE):
            said.append(night.alarm().reference)
    shown = [each.get_text() for each in amina.opens("/staff/").page.select(".desk-alarms__link")]
    assert shown == said[:5]
    assert "7 unread safety alarms: people may be in danger" in banner(amina)
    assert "and 2 more" in banner(amina)
    amina.opens(f"/staff/items/{said[6]}")
    shown = [each.get_text() for each in amina.page.select(".desk-alarms__link")]
    assert shown == [said[6], *said[:4]]


def test_with_nobody_on_call_every_page_says_so_and_tells_an_administrator_what_to_set(
    night: Night, amina: Visitor, rhys: Visitor, grace: Visitor
) -> None:
    for name in PEOPLE:
        setattr(night.settings, name, "")
    night.alarm()
    for visitor in (amina, rhys, grace):
        assert "Nobody is on call: no text and no email was sent about this." in banner(visitor.opens("/staff/"))
        assert ("ON_CALL_NUMBERS" in banner(visitor)) == (visitor is grace)
    assert "Nobody was alerted." in amina.opens("/staff/alarms").reads


def test_where_nobody_can_be_told_nothing_reads_as_if_somebody_knew(night: Night, amina: Visitor) -> None:
    for name in PEOPLE:
        setattr(night.settings, name, "")
    with clock.at(clock.now() - 21 * MINUTE):
        night.alarm()
    night.escalates()
    for words in (banner(amina.opens("/staff/")), amina.opens("/staff/alarms").reads):
        assert "unread for too long; nobody to tell" in words
        assert "escalated" not in words


def test_who_raises_a_flag_reads_whether_anybody_is_alerted(night: Night, amina: Visitor) -> None:
    flag = "#action-flag form"
    said = night.is_told()
    amina.opens(f"/staff/items/{said.reference}").submits(flag, words="They may be in danger")
    assert "The safety flag is raised. Those on call are alerted." in amina.answer.text
    for name in PEOPLE:
        setattr(night.settings, name, "")
    amina.opens(f"/staff/items/{night.is_told().reference}").submits(flag, words="They may be in danger")
    assert "Nobody is on call: nobody was alerted. Tell them yourself." in amina.answer.text


def test_the_page_of_alarms_says_who_was_alerted_how_and_whether_it_arrived(night: Night, amina: Visitor) -> None:
    with clock.at(clock.now() - 11 * MINUTE):
        said = night.alarm()
    night.escalates()
    with night.app.app_context(), transaction() as session:
        for status, number in ((OutboundStatus.DELIVERED, 1), (OutboundStatus.TEMPORARY_FAILURE, 2)):
            session.execute(update(OutboundMessage).where(OutboundMessage.id == number).values(status=status))
    amina.opens("/staff/alarms")
    alerts = [" ".join(each.get_text(" ").split()).split(" ", 4)[-1] for each in amina.page.select(".desk-alerts li")]
    assert alerts == [
        "On call Text message …11 Delivered",
        "On call Email g…@example.org ✕ Not delivered",
        "On call Text message …11 Waiting to be sent",
        "On call Email g…@example.org Waiting to be sent",
        "Escalation Text message …22 Waiting to be sent",
        "Escalation Email d…@example.org Waiting to be sent",
    ]
    assert "6 alerts, 1 not delivered" in amina.reads
    assert f"{said.reference} ▲ Unread" in amina.reads
    assert "raised by the screening of words, escalated 1 time, not read yet" in amina.reads.replace(" ,", ",")
    for secret in (ON_CALL, MANAGER, GRACE, DIRECTOR):
        assert secret not in amina.answer.text
    presses(amina, "[data-alarm-list]")
    assert "escalated 1 time, read by Amina," in amina.opens("/staff/alarms").reads.replace(" ,", ",")
    assert f"{said.reference} ✓ Read" in amina.reads


def test_an_address_that_is_on_no_list_any_more_is_still_shown(night: Night, amina: Visitor) -> None:
    night.alarm()
    night.settings.on_call_numbers = "+447700900333"
    assert "On no list any more Text message …11" in amina.opens("/staff/alarms").reads


def test_a_colleagues_flag_is_in_the_list_and_in_no_banner(night: Night, amina: Visitor) -> None:
    night.flags(night.is_told(), by=night.story.amina)
    amina.opens("/staff/alarms")
    assert banner(amina) == ""
    assert "raised by Amina, read by Amina" in amina.reads.replace(" ,", ",")


def test_old_alarms_leave_the_list_but_never_unread(night: Night, amina: Visitor) -> None:
    with clock.at(clock.now() - timedelta(days=31)):
        read, unread = night.alarm(), night.alarm()
        night.reads(read)
    amina.opens("/staff/alarms")
    assert unread.reference in amina.reads
    assert read.reference not in amina.reads


def test_where_there_was_no_alarm_the_page_says_what_will_appear(amina: Visitor) -> None:
    assert "There was no alarm." in amina.opens("/staff/alarms").reads
