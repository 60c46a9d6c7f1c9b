"""QR codes and posters: made by Grace, seen by Amina, printed in the languages that are wanted."""

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import clock, entry_points
from feedback_service.models import AuditRecord, EntryPoint, Place
from feedback_service.storage import reading, transaction
from tests.support.story import Story
from tests.support.visitor import Visitor


@pytest.fixture
def code(app: Flask, story: Story) -> EntryPoint:
    place = story.place("ealing")
    with app.app_context():
        return entry_points.create("Waiting room", place, story.amina)


def test_grace_makes_a_code_and_finds_everything_on_its_page(app: Flask, story: Story, grace: Visitor) -> None:
    place = story.place("ealing")
    grace.opens("/staff/entry-points")
    assert "There are no codes yet" in grace.reads
    grace.submits(label="", place="")
    assert grace.answer.status_code == 422
    assert "Write a label" in grace.reads
    grace.submits(label="Waiting room", place="99999")
    assert grace.answer.status_code == 422
    assert grace.page.select_one("#label")["value"] == "Waiting room"
    grace.submits(place=str(place))
    with app.app_context(), reading() as session:
        [usage] = entry_points.listing(session)
    made = usage.entry_point
    assert f"The code {made.code} is ready to print." in grace.answer.text
    assert f"http://localhost:8000/q/{made.code}" in grace.reads
    assert grace.page.select_one(".desk-qr svg") is not None
    assert "Waiting room" in grace.opens("/staff/entry-points").reads


def test_retiring_asks_first_and_posters_go_on_working(code: EntryPoint, grace: Visitor, kofi: Visitor) -> None:
    grace.opens(f"/staff/entry-points/{code.id}/retire")
    assert "go on working" in grace.reads
    grace.submits()
    assert "Retired on" in grace.reads
    assert "Retire this code" not in grace.reads
    assert kofi.opens(f"/q/{code.code}").answer.status_code == 200


def test_the_code_comes_as_a_drawing_and_as_a_picture(code: EntryPoint, amina: Visitor) -> None:
    drawing = amina.opens(f"/staff/entry-points/{code.id}/qr.svg").answer
    assert drawing.headers["Content-Type"].startswith("image/svg+xml")
    assert f"qr-{code.code}.svg" in drawing.headers["Content-Disposition"]
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawing.text
    picture = amina.opens(f"/staff/entry-points/{code.id}/qr.png").answer
    assert picture.content.startswith(b"\x89PNG")


def test_the_poster_and_its_pdf_take_the_same_languages(code: EntryPoint, amina: Visitor) -> None:
    wanted = "lang=pa&lang=en&lang=ar&lang=xx&lang=en"
    amina.opens(f"/staff/entry-points/{code.id}/poster?{wanted}")
    poster = amina.page.select_one(".poster")
    assert poster.select_one(".poster__lead")["lang"] == "pa"
    assert [each["lang"] for each in poster.select(".poster__others li")] == ["en", "ar"]
    assert [(each["lang"], each["dir"]) for each in poster.select(".poster__safety li")] == [
        ("pa", "ltr"),
        ("en", "ltr"),
        ("ar", "rtl"),
    ]
    assert "call 999" in poster.select_one(".poster__safety li[lang=en]").get_text()
    document = amina.opens(f"/staff/entry-points/{code.id}/poster.pdf?{wanted}").answer
    assert document.headers["Content-Type"] == "application/pdf"
    assert document.content.startswith(b"%PDF")
    assert len(document.content) > 10_000
    assert "language" not in amina.session.cookies


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Tea 🎉 group", "The PDF has no letters for: 🎉"),
        ("Donau" * 23, "The words are too long to be readable on one page."),
    ],
)
def test_a_name_that_no_pdf_can_hold_is_named_and_the_page_offered(
    code: EntryPoint, app: Flask, amina: Visitor, name: str, reason: str
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Place, code.place_id).name = name
    amina.opens(f"/staff/entry-points/{code.id}/poster.pdf?lang=en&lang=pl")
    assert amina.answer.status_code == 422
    assert reason in amina.reads
    twin = next(str(link["href"]) for link in amina.page.select("main a") if "web page" in link.get_text())
    assert twin.endswith("?lang=en&lang=pl")
    assert name in amina.opens(twin).reads


def test_amina_looks_and_rhys_does_not(code: EntryPoint, amina: Visitor, rhys: Visitor) -> None:
    token = amina.page.select_one("input[name=csrf_token]")["value"]
    amina.opens("/staff/entry-points")
    assert "Waiting room" in amina.reads
    assert amina.page.select_one("main form") is None
    for address in ("/staff/entry-points", f"/staff/entry-points/{code.id}/retire"):
        assert amina.posts(address, {"csrf_token": token, "label": "x"}).answer.status_code == 403
    assert amina.opens(f"/staff/entry-points/{code.id}/retire").answer.status_code == 403
    for address in ("/staff/entry-points", f"/staff/entry-points/{code.id}", f"/staff/entry-points/{code.id}/qr.svg"):
        assert rhys.opens(address).answer.status_code == 403


def test_a_code_that_does_not_exist_is_not_found(amina: Visitor) -> None:
    for address in ("", "/qr.svg", "/qr.png", "/poster", "/poster.pdf"):
        assert amina.opens(f"/staff/entry-points/999{address}").answer.status_code == 404


def test_a_code_gets_another_label_and_place_and_its_posters_lead_there(
    app: Flask, code: EntryPoint, story: Story, grace: Visitor, kofi: Visitor
) -> None:
    hounslow = story.place("hounslow")
    grace.opens(f"/staff/entry-points/{code.id}").opens(f"/staff/entry-points/{code.id}/change")
    grace.submits(label="")
    assert grace.answer.status_code == 422
    grace.submits(label="Garden", place=str(hounslow))
    assert "It leads to the form for Hounslow." in grace.reads
    assert "Hounslow" in kofi.opens(f"/q/{code.code}").answer.text
    grace.opens(f"/staff/entry-points/{code.id}/change").submits(label="Hall", version="1")
    assert grace.answer.status_code == 409
    assert grace.page.select_one("#label")["value"] == "Hall"
    with app.app_context(), reading() as session:
        found = session.scalars(select(AuditRecord).where(AuditRecord.action == "entry_point.changed")).all()
        assert [each.details for each in found] == [{"relabelled": True, "place_id": hounslow, "was": code.place_id}]


def test_a_retired_code_is_brought_back_and_a_retired_place_is_not_offered(
    app: Flask, code: EntryPoint, story: Story, grace: Visitor
) -> None:
    closed = story.place("closed")
    with app.app_context(), transaction() as session:
        session.get_one(Place, closed).retired_at = clock.now()
    with app.app_context():
        entry_points.retire(code.id, story.amina)
    grace.opens(f"/staff/entry-points/{code.id}").submits("form[action$='bring-back']")
    assert "Retired on" not in grace.reads
    grace.opens(f"/staff/entry-points/{code.id}/change")
    assert "Closed" not in grace.page.select_one("#place").get_text()
    grace.submits(place=str(closed))
    assert grace.answer.status_code == 422
