"""A code on a poster leads to the form for its place, and is counted without knowing who came."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from feedback_service import audit_chain, clock, entry_points
from feedback_service.models import AuditRecord, EntryPoint, EntryPointScan, Feedback, Place
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import PlaceKind
from tests.support import server
from tests.support.story import Story
from tests.support.visitor import Visitor

ENOUGH = {"words": "The tea was good", "consent": "yes", "answer": "link"}


@pytest.fixture
def each_base(each_app: Flask) -> Iterator[str]:
    with server.in_process(each_app) as address:
        yield address


class Posters:
    """Grace makes posters for a ward."""

    def __init__(self, app: Flask) -> None:
        self.app, self.story = app, Story(app)
        borough = self.story.place("ealing")
        self.ward = self.story.place("marigold ward", PlaceKind.TEAM, borough)
        self.grace = self.story.amina

    def poster(self, label: str = "Poster by the door") -> EntryPoint:
        with self.app.app_context():
            return entry_points.create(label, self.ward, self.grace)

    def retires(self, entry_point: EntryPoint) -> None:
        with self.app.app_context():
            entry_points.retire(entry_point.id, self.grace)

    def scans(self) -> int:
        with self.app.app_context(), reading() as session:
            return session.scalar(select(func.coalesce(func.sum(EntryPointScan.count), 0))) or 0

    def feedback(self) -> Feedback:
        with self.app.app_context(), reading() as session:
            return session.scalars(select(Feedback)).unique().one()


def test_a_scan_leads_to_the_form_for_the_place_and_is_counted(each_app: Flask, each_base: str) -> None:
    posters = Posters(each_app)
    code = posters.poster().code
    kofi = Visitor(each_base).opens(f"/q/{code}")
    assert kofi.answer.history[0].status_code == 303
    assert "Marigold Ward" in kofi.reads
    assert kofi.page.select_one("#place option[selected]")["value"] == str(posters.ward)  # type: ignore[index]
    kofi.submits(**ENOUGH)
    feedback = posters.feedback()
    assert (feedback.place_id, feedback.entry_point_id) == (posters.ward, 1)
    assert posters.scans() == 1


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}%20", "%20{}"])
def test_a_code_may_be_typed_in_any_case_and_with_spaces(app: Flask, base: str, typed: str) -> None:
    posters = Posters(app)
    code = posters.poster().code
    assert "Marigold Ward" in Visitor(base).opens("/q/" + typed.format(code.lower())).reads
    assert posters.scans() == 1


def test_the_place_can_be_changed_and_the_poster_is_still_known(app: Flask, kofi: Visitor) -> None:
    posters = Posters(app)
    other = posters.story.place("clover ward", PlaceKind.TEAM)
    kofi.opens(f"/q/{posters.poster().code}").submits(**ENOUGH, place=str(other))
    feedback = posters.feedback()
    assert (feedback.place_id, feedback.entry_point_id) == (other, 1)


def test_the_place_stays_known_after_a_mistake(app: Flask, kofi: Visitor) -> None:
    posters = Posters(app)
    kofi.opens(f"/q/{posters.poster().code}").submits(words="")
    assert kofi.answer.status_code == 422
    assert "Marigold Ward" in kofi.reads
    kofi.submits(**ENOUGH)
    assert posters.feedback().entry_point_id == 1


def test_an_old_poster_says_so_and_still_takes_feedback_for_its_place(app: Flask, kofi: Visitor) -> None:
    posters = Posters(app)
    poster = posters.poster()
    posters.retires(poster)
    kofi.opens(f"/q/{poster.code}")
    assert "is an old one" in kofi.reads
    kofi.submits(**ENOUGH)
    assert posters.feedback().place_id == posters.ward


@pytest.mark.parametrize("code", ["ZZZZZZ", "%00", "%F0%9F%98%80", "x" * 3_000, "'--", "%0d%0aSet-Cookie:a=b"])
def test_an_unknown_code_says_so_kindly_and_offers_the_form(each_app: Flask, each_base: str, code: str) -> None:
    posters = Posters(each_app)
    answer = requests.get(f"{each_base}/q/{code}", allow_redirects=False, timeout=30)
    assert answer.status_code == 303
    assert "a=b" not in answer.headers.get("Set-Cookie", "")
    kofi = Visitor(each_base).opens(answer.headers["Location"])
    assert "We do not know the code" in kofi.reads
    kofi.submits(**ENOUGH)
    assert posters.feedback().place_id is None
    assert posters.scans() == 0


def test_looking_without_coming_is_not_counted(app: Flask, base: str) -> None:
    posters = Posters(app)
    address = f"{base}/q/{posters.poster().code}"
    assert requests.head(address, allow_redirects=False, timeout=30).status_code == 303
    for header in ({"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}):
        assert requests.get(address, headers=header, timeout=30).status_code == 200
    assert posters.scans() == 0


def test_a_program_that_reloads_does_not_fill_the_count(app: Flask, base: str) -> None:
    posters = Posters(app)
    address = f"{base}/q/{posters.poster().code}"
    with requests.Session() as session:
        for _ in range(40):
            assert session.get(address, allow_redirects=False, timeout=30).status_code == 303
    assert posters.scans() == 30


def test_scans_at_the_same_moment_are_all_counted(each_app: Flask) -> None:
    posters = Posters(each_app)
    poster = posters.poster()

    def scan(_: int) -> None:
        with each_app.app_context(), transaction() as session:
            entry_points.count_scan(session, poster, clock.now().date())

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(scan, range(20)))
    assert posters.scans() == 20


def test_the_listing_shows_all_scans_and_those_of_the_last_thirty_days(each_app: Flask) -> None:
    posters = Posters(each_app)
    door, leaflet = posters.poster("Door"), posters.poster("A leaflet")
    posters.retires(leaflet)
    with each_app.app_context():
        today = clock.today("Europe/London")
        with transaction() as session:
            for days_ago in (0, 29, 30, 400):
                entry_points.count_scan(session, door, today - timedelta(days=days_ago))
        with reading() as session:
            listed = [(use.entry_point.label, use.scans, use.recent_scans) for use in entry_points.listing(session)]
    assert listed == [("Door", 4, 2), ("A leaflet", 0, 0)]


def test_making_and_retiring_a_poster_is_on_record_once(app: Flask) -> None:
    posters = Posters(app)
    poster = posters.poster("  Poster by the lift  ")
    posters.retires(poster)
    posters.retires(poster)
    with app.app_context(), reading() as session:
        records = [
            (record.action, record.subject)
            for record in session.scalars(select(AuditRecord).order_by(AuditRecord.sequence))
            if record.action.startswith("entry_point.")
        ]
        assert audit_chain.first_broken(session) is None
        assert entry_points.entry_url(poster.code) == f"http://localhost:8000/q/{poster.code}"
    assert poster.label == "Poster by the lift"
    assert records == [
        ("entry_point.created", f"entry_point:{poster.id}"),
        ("entry_point.retired", f"entry_point:{poster.id}"),
    ]


@pytest.mark.parametrize(("label", "place"), [("", 1), ("   ", 1), ("x" * 121, 1), ("Door", 999)])
def test_a_poster_needs_a_label_and_a_place(app: Flask, label: str, place: int) -> None:
    posters = Posters(app)
    with app.app_context():
        with pytest.raises(entry_points.NotPossible):
            entry_points.create(label, place, posters.grace)
        with pytest.raises(entry_points.NotPossible):
            entry_points.retire(999, posters.grace)
        with reading() as session:
            assert session.scalar(select(func.count()).select_from(EntryPoint)) == 0
            assert session.get(Place, posters.ward) is not None
