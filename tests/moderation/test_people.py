"""Administrators manage who works at the desk; closing it to somebody ends everything of theirs at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service import audit
from feedback_service.models import AuditRecord, Staff, StaffSession
from feedback_service.staff import add_staff
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Role
from moderation.changing import NotPossible
from moderation.people import changing, queries
from moderation.teams import changing as teams
from tests.moderation.conftest import Desk
from tests.support.statements import statements
from tests.support.story import PASSWORD
from tests.support.visitor import Visitor


def staff(app: Flask, email: str) -> Staff:
    with app.app_context(), reading() as session:
        return session.scalars(select(Staff).where(Staff.email == email)).one()


def records(app: Flask, subject: str) -> list[tuple[str, dict]]:
    with app.app_context(), reading() as session:
        found = session.scalars(
            select(AuditRecord).where(AuditRecord.subject == subject).order_by(AuditRecord.sequence)
        )
        return [(each.action, each.details) for each in found]


def test_grace_finds_people_by_name_role_team_and_access(grace: Visitor, amina: Visitor, app: Flask) -> None:
    number = staff(app, "amina@example.org").id
    with app.app_context():
        team = teams.add("Ward team", number)
        add_staff("rhys@example.org", "Rhys", Role.RESPONDER, PASSWORD)
        changing.change(number, 1, "Amina", Role.MODERATOR, [team], staff(app, "grace@example.org").id)

    def names(query: str) -> list[str]:
        return [each.get_text() for each in grace.opens(f"/staff/people?{query}").page.select("tbody th a")]

    assert names("") == ["Amina", "Grace", "Rhys"]
    assert names("q=AMIN") == ["Amina"]
    assert names("q=%25") == []
    assert names("role=responder") == ["Rhys"]
    assert names(f"team={team}") == ["Amina"]
    assert names("active=no") == []
    assert names("active=all&role=king&team=x&q=%00") == ["Amina", "Grace", "Rhys"]
    row = grace.opens("/staff/people?q=amina").page.select_one("tbody tr").get_text(" ")
    assert "Ward team" in row
    assert "never" not in row
    assert "never" in grace.opens("/staff/people?q=rhys").page.select_one("tbody tr").get_text(" ")


def test_the_list_asks_the_trail_once_however_many_work_here(each_app: Flask) -> None:
    with each_app.app_context():
        for number in range(5):
            staff_id = add_staff(f"moderator{number}@example.org", f"Moderator {number}", Role.MODERATOR, PASSWORD)
            with transaction() as session:
                for action in ("staff.signed_in", "staff.signed_in", "staff.signed_out")[: number % 4]:
                    audit.record(session, action, f"staff:{staff_id}", staff_id=staff_id)
        with statements(each_app, "audit_records") as asked, reading() as session:
            found = queries.find(session, queries.Wanted())
        assert len(asked) == 1
        with reading() as session:
            records = session.scalars(select(AuditRecord).where(AuditRecord.action == "staff.signed_in")).all()
    assert [each.signed_in_at for each in found] == [
        max((record.at for record in records if record.staff_id == each.staff.id), default=None) for each in found
    ]
    assert [each.signed_in_at is None for each in found] == [True, False, False, False, True]


def test_a_change_of_role_holds_at_once_and_is_on_record_without_the_name(
    grace: Visitor, amina: Visitor, app: Flask
) -> None:
    number = staff(app, "amina@example.org").id
    assert amina.opens("/staff/alarms").answer.status_code == 200
    grace.opens(f"/staff/people/{number}").submits(name="Amina Begum", role="responder")
    assert "It is saved" in grace.answer.text
    assert "sign-in" in amina.opens("/staff/alarms").answer.url
    assert records(app, f"staff:{number}")[-1] == (
        "staff.changed",
        {"role": "responder", "was": "moderator", "renamed": True},
    )


def test_what_was_typed_stays_when_it_cannot_be_saved_and_when_a_colleague_was_faster(
    grace: Visitor, amina: Visitor, app: Flask
) -> None:
    number = staff(app, "amina@example.org").id
    grace.opens(f"/staff/people/{number}").submits(name="", role="moderator")
    assert grace.answer.status_code == 422
    grace.opens(f"/staff/people/{number}")
    with app.app_context():
        changing.change(number, 1, "Amina B", Role.MODERATOR, [], staff(app, "grace@example.org").id)
    grace.submits(name="Amina Begum")
    assert grace.answer.status_code == 409
    assert grace.page.select_one("#name")["value"] == "Amina Begum"
    assert "Stored now: Amina B" in grace.reads
    assert staff(app, "amina@example.org").name == "Amina B"
    grace.submits()
    assert staff(app, "amina@example.org").name == "Amina Begum"


def test_closing_the_desk_ends_every_session_for_good(grace: Visitor, amina: Visitor, app: Flask) -> None:
    number = staff(app, "amina@example.org").id
    grace.opens(f"/staff/people/{number}").submits("form[action$=deactivate]")
    assert "signed out everywhere" in grace.answer.text
    assert "/staff/sign-in" in amina.opens("/staff/").answer.url
    with app.app_context(), reading() as session:
        ended = session.scalars(select(StaffSession.ended_at).where(StaffSession.staff_id == number)).all()
    assert all(ended)
    grace.submits("form[action$=reactivate]")
    assert "/staff/sign-in" in amina.opens("/staff/").answer.url, "an old session must not open again"
    assert [action for action, _ in records(app, f"staff:{number}")][-2:] == ["staff.deactivated", "staff.reactivated"]


def test_nobody_closes_the_desk_to_themselves_nor_gives_up_their_own_role(grace: Visitor, app: Flask) -> None:
    number = staff(app, "grace@example.org").id
    grace.opens(f"/staff/people/{number}").submits(role="moderator")
    assert grace.answer.status_code == 422
    assert "Nobody does this to themselves" in grace.reads
    token = grace.page.select_one("input[name=csrf_token]")["value"]
    data = {"csrf_token": token, "version": "1"}
    assert grace.posts(f"/staff/people/{number}/deactivate", data).answer.status_code == 422
    assert staff(app, "grace@example.org").active


def test_of_two_administrators_who_remove_each_other_at_once_one_stays(each_desk: Desk) -> None:
    app = each_desk.app
    with app.app_context():
        ids = [add_staff(f"{name}@example.org", name, Role.ADMINISTRATOR, PASSWORD) for name in ("grace", "gil")]

    def remove(pair: tuple[int, int]) -> bool:
        with app.app_context():
            try:
                changing.deactivate(pair[0], 1, pair[1])
            except NotPossible:
                return False
            return True

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(remove, [(ids[0], ids[1]), (ids[1], ids[0])])) == [False, True]


@pytest.mark.parametrize("address", ["/staff/people/99", "/staff/teams/99", "/staff/places/99"])
def test_what_does_not_exist_is_not_found(grace: Visitor, address: str) -> None:
    token = grace.opens("/staff/people").page.select_one("input[name=csrf_token]")["value"]
    assert grace.opens(address).answer.status_code == 404
    data = {"csrf_token": token, "version": "1", "name": "X", "role": "moderator"}
    assert grace.posts(address, data).answer.status_code == 404


def test_a_team_is_added_named_filled_and_retired(grace: Visitor, amina: Visitor, app: Flask) -> None:
    number = staff(app, "amina@example.org").id
    grace.opens("/staff/teams")
    assert "There are no teams yet" in grace.reads
    grace.submits(name="Ward team")
    grace.submits(name="Marigold team", members=[str(number)])
    team = int(grace.answer.url.rsplit("/", 1)[1])
    grace.submits("form[action$=retire]")
    assert "Retired on" in grace.reads
    assert "retired" in grace.opens("/staff/teams").reads
    assert records(app, f"team:{team}") == [
        ("team.added", {}),
        ("team.changed", {"renamed": True, "joined": [number]}),
        ("team.retired", {}),
    ]
    grace.submits(name="MARIGOLD team")
    assert grace.answer.status_code == 422
    assert grace.page.select_one("#name")["value"] == "MARIGOLD team"
    grace.opens(f"/staff/teams/{team}").submits("form[action$='bring-back']")
    assert "in use again" in grace.answer.text


def test_a_stale_page_of_a_team_overwrites_nothing(grace: Visitor, app: Flask) -> None:
    with app.app_context():
        team = teams.add("Ward team", staff(app, "grace@example.org").id)
    grace.opens(f"/staff/teams/{team}").submits(name="Other team", version="7")
    assert grace.answer.status_code == 409
    assert grace.page.select_one("#name")["value"] == "Other team"
    assert "Ward team" in grace.page.select_one("h1").get_text()


def test_what_each_role_may_do_is_read_off_the_rules(grace: Visitor) -> None:
    page = grace.opens("/staff/roles").page
    rows = {
        each.select_one("th").get_text(strip=True): each.get_text(" ", strip=True) for each in page.select("tbody tr")
    }
    assert rows["Publish on the board"].endswith("✓ yes no ✓ yes")
    assert rows["Answer"].endswith("✓ yes ✓ yes ✓ yes")
    assert rows["GET /staff/roles"].endswith("no no ✓ yes")
    assert rows["POST /staff/entry-points"].endswith("no no ✓ yes")
    assert rows["GET /staff/entry-points"].endswith("✓ yes no ✓ yes")
    assert rows["QR codes and posters"].endswith("look no ✓ look and change")
