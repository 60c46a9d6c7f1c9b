"""The trail in plain words: searched, paged, downloaded, and on the page of each feedback."""

import ast
import csv
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service import audit, audit_sweep, clock
from feedback_service.models import AuditRecord, Staff
from feedback_service.storage import reading, transaction
from moderation.actions import perform
from moderation.audit import queries
from moderation.audit.queries import NOBODY, Wanted
from moderation.audit.wording import ACTIONS, audit_text, choices, details_text, subject_text
from tests.moderation.conftest import Desk
from tests.structure.test_floors import modules
from tests.support.story import Story
from tests.support.visitor import Visitor


def actions_in_code() -> set[str]:
    """Every action that is recorded by its name."""
    found = set()
    for floor in ("feedback_service", "channels", "moderation"):
        for path in modules(floor):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                    found |= {
                        each.value
                        for argument in node.args[1:2]
                        for each in ast.walk(argument)
                        if isinstance(each, ast.Constant) and isinstance(each.value, str) and "." in each.value[:-1]
                    }
    return found


def test_everything_that_is_recorded_has_plain_words() -> None:
    known = {code for code, _ in choices()}
    every = actions_in_code() | {f"feedback.{step.name}" for step in perform._STEPS.values()}
    assert len(every) > 40
    assert every <= known, sorted(every - known)
    assert audit_text("something.quite_new") == "Something: quite new"
    assert set(ACTIONS) <= known


def test_the_details_of_a_record_are_in_words_and_an_unknown_code_stays(app: Flask) -> None:
    with app.test_request_context():
        assert details_text({"by": "password"}) == "with: a password"
        assert details_text({"kind": "did", "original": True}) == "kind: We did, before anything was hidden: yes"
        assert details_text({"quite_new": "odd", "by": "owl"}) == "quite new: odd, with: owl"
        assert subject_text("staff:4") == "member of staff 4"
        assert subject_text("audit") == "the audit trail"
        assert subject_text("owl:4") == "owl:4"


def see(grace: Visitor) -> list[str]:
    return [each.select("td")[2].get_text() for each in grace.page.select("tbody tr")]


def test_grace_searches_by_member_action_subject_and_day(
    grace: Visitor, amina: Visitor, story: Story, app: Flask
) -> None:
    said = story.says("The staff were kind")
    amina.opens(f"/staff/items/{said.reference}")
    with app.app_context(), reading() as session:
        number = session.scalar(select(Staff.id).where(Staff.email == "amina@example.org"))
    grace.opens(f"/staff/audit?member={number}&action=feedback.viewed")
    assert see(grace) == ["Opened"]
    assert grace.page.select_one("tbody a")["href"] == f"/staff/items/{said.reference}"
    assert see(grace.opens(f"/staff/audit?subject={said.reference.lower()}")) == ["Opened"]
    assert set(see(grace.opens(f"/staff/audit?member={NOBODY}"))) == {"A member of staff was added"}
    assert "Nothing is on record that fits" in grace.opens("/staff/audit?to=2020-01-01").reads
    assert see(grace.opens("/staff/audit?from=2020-01-01&subject=" + said.reference)) == ["Opened"]
    for day in ("yesterday", "2026-02-30", "99999-01-01"):
        assert grace.opens(f"/staff/audit?from={day}").answer.status_code == 422
    for odd in (
        "member=x",
        "member=99999999999999999999",
        "before=x",
        "before=" + "9" * 40,
        "action=%00",
        "to=9999-12-31",
    ):
        assert grace.opens(f"/staff/audit?{odd}").answer.status_code == 200


def test_pages_follow_each_other_without_gap_or_double(each_desk: Desk) -> None:
    with each_desk.app.app_context():
        for number in range(2 * queries.PAGE + 10):
            with transaction() as session:
                audit.record(session, "place.added", f"place:{number}")
        seen, before = [], None
        for _ in range(3):
            with reading() as session:
                found = queries.page(session, Wanted(action="place.added"), before)
            seen += [line.record.subject for line in found.lines]
            before = found.older
        assert before is None
        assert seen == [f"place:{number}" for number in reversed(range(2 * queries.PAGE + 10))]


def test_a_day_is_a_local_one_and_both_ends_belong_to_it(each_desk: Desk) -> None:
    moments = [
        datetime(2026, 6, 30, 22, 59, tzinfo=UTC),
        datetime(2026, 6, 30, 23, 1, tzinfo=UTC),
        datetime(2026, 7, 1, 22, 59, tzinfo=UTC),
        datetime(2026, 7, 1, 23, 1, tzinfo=UTC),
    ]
    with each_desk.app.app_context():
        for number, moment in enumerate(moments):
            with clock.at(moment), transaction() as session:
                audit.record(session, "place.added", f"place:{number}")
        day = datetime(2026, 7, 1).date()
        with reading() as session:
            found = queries.page(session, Wanted(action="place.added", first_day=day, last_day=day))
        assert [line.record.subject for line in found.lines] == ["place:2", "place:1"]


def test_the_file_holds_what_is_filtered_runs_no_formula_and_is_on_record(grace: Visitor, app: Flask) -> None:
    with app.app_context(), transaction() as session:
        audit.record(session, "place.added", "place:7", details={"kind": "team"})
        session.execute(update(Staff).values(name="=HYPERLINK(1)"))
    grace.opens("/staff/audit.csv?action=staff.signed_in")
    assert grace.answer.headers["Content-Type"].startswith("text/csv")
    [row] = list(csv.DictReader(io.StringIO(grace.answer.text)))
    assert row["member"] == "'=HYPERLINK(1)"
    assert row["in_words"] == "Signed in"
    rows = list(csv.DictReader(io.StringIO(grace.opens("/staff/audit.csv?subject=place:7").answer.text)))
    assert [(each["action"], each["details"]) for each in rows] == [("place.added", '{"kind": "team"}')]
    grace.opens("/staff/audit.csv?subject=Joan+Smith")
    grace.opens("/staff/audit.csv?action=joan.smith&member=service")
    with app.app_context(), reading() as session:
        found = session.scalars(
            select(AuditRecord.details).where(AuditRecord.action == "audit.exported").order_by(AuditRecord.sequence)
        )
        assert list(found) == [
            {"action": "staff.signed_in"},
            {"subject": "place:7"},
            {"subject": "other"},
            {"action": "other", "member": "service"},
        ]
    before = len(rows)
    assert grace.opens("/staff/audit.csv?from=x").answer.status_code == 422
    assert before == 1


def test_the_item_page_shows_its_whole_trail_to_who_reads_originals(
    grace: Visitor, amina: Visitor, rhys: Visitor, story: Story
) -> None:
    said = story.says("The staff were kind")
    story.publishes(said)
    amina.opens(f"/staff/items/{said.reference}")
    grace.opens(f"/staff/items/{said.reference}")
    trail = grace.page.select_one(".desk-trail")
    assert trail.name == "details"
    assert not trail.has_attr("open")
    assert [row.select("td")[2].get_text() for row in trail.select("tbody tr")] == ["Opened", "Published"]
    assert rhys.opens(f"/staff/items/{said.reference}").page.select_one(".desk-trail") is None


def test_a_break_stands_on_every_page_of_administrators_and_of_nobody_else(
    grace: Visitor, amina: Visitor, app: Flask
) -> None:
    assert "Not verified yet" in grace.opens("/staff/audit").reads
    with app.app_context():
        audit_sweep.sweep()
    assert "Verified up to record" in grace.opens("/staff/audit").reads
    with app.app_context(), transaction() as session:
        session.execute(update(AuditRecord).where(AuditRecord.sequence == 1).values(action="x"))
    with app.app_context():
        audit_sweep.sweep()
    assert "broken at record 1: the record was changed" in grace.opens("/staff/").answer.text
    assert "broken at record 1" in grace.opens("/staff/audit").reads
    assert "broken at record" not in amina.opens("/staff/").answer.text


def plan(session: object, wanted: Wanted) -> str:
    statement = select(AuditRecord.sequence).where(*queries._conditions(session, wanted))
    ordered = statement.order_by(AuditRecord.at.desc(), AuditRecord.sequence.desc()).limit(51)
    compiled = ordered.compile(session.bind, compile_kwargs={"literal_binds": True})
    return " ".join(row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(staff="1"),
        Wanted(action="feedback.viewed"),
        Wanted(subject="feedback:1"),
        Wanted(staff="1", action="feedback.viewed"),
        Wanted(staff=NOBODY),
        Wanted(staff="1", first_day=date(2026, 7, 1), last_day=date(2026, 7, 1)),
    ],
)
def test_a_search_walks_an_index_and_sorts_nothing(app: Flask, wanted: Wanted) -> None:
    with app.app_context(), reading() as session:
        found = plan(session, wanted)
    assert "TEMP B-TREE" not in found, found
    assert "USING COVERING INDEX" in found, found


def test_only_administrators_search_the_trail(amina: Visitor, rhys: Visitor) -> None:
    for visitor in (amina, rhys):
        for address in ("/staff/audit", "/staff/audit.csv"):
            assert visitor.opens(address).answer.status_code == 403
