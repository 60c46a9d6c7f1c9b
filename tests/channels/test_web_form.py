"""The form: stored before it thanks, once however often it is sent, and no word lost on the way."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from feedback_service.models import Contact, Feedback
from feedback_service.storage import reading
from feedback_service.vocabulary import PlaceKind
from tests.conftest import make_settings
from tests.support import databases, server
from tests.support.story import Story
from tests.support.visitor import Visitor
from wsgi import create_app

ENOUGH = {"words": "The ward was cold at night", "consent": "yes", "answer": "link"}


@pytest.fixture
def each_base(each_app: Flask) -> Iterator[str]:
    with server.in_process(each_app) as address:
        yield address


def stored(app: Flask) -> list[Feedback]:
    """Every feedback with its messages."""
    with app.app_context(), reading() as session:
        found = list(session.scalars(select(Feedback).order_by(Feedback.id)).unique())
        assert all(each.messages for each in found)
        return found


def words(feedback: Feedback) -> str:
    return feedback.messages[0].body


def reference(visitor: Visitor) -> str:
    found = visitor.page.select_one(".sent-reference")
    assert found is not None, visitor.reads
    return found.get_text(strip=True)


def test_what_is_sent_is_stored_with_every_answer_and_thanked_with_its_reference(
    each_app: Flask, each_base: str
) -> None:
    ealing = Story(each_app).place("ealing")
    kofi = Visitor(each_base).opens("/feedback")
    kofi.submits(
        words="My mother waited five hours",
        author="carer",
        place=str(ealing),
        fft="4",
        consent="yes",
        answer="text",
        phone="07700 900123",
    )
    (feedback,) = stored(each_app)
    assert kofi.answer.status_code == 200
    assert kofi.answer.history[0].status_code == 303
    assert reference(kofi) == feedback.reference
    assert (words(feedback), feedback.author, feedback.fft) == ("My mother waited five hours", "carer", 4)
    assert (feedback.place_id, feedback.consent, feedback.channel) == (ealing, True, "web")
    assert (feedback.status, feedback.language) == ("pending", "en")
    with each_app.app_context(), reading() as session:
        contact = session.scalars(select(Contact)).one()
    assert (contact.address, contact.channel) == ("+447700900123", "sms")


def test_only_words_consent_and_the_way_to_answer_are_needed(app: Flask, kofi: Visitor) -> None:
    kofi.opens("/feedback").submits(**{**ENOUGH, "consent": "no"})
    (feedback,) = stored(app)
    assert (feedback.author, feedback.place_id, feedback.fft, feedback.contact_id) == (None, None, None, None)
    assert feedback.consent is False


def test_the_form_asks_the_friends_and_family_question_word_for_word(kofi: Visitor) -> None:
    page = kofi.opens("/feedback").page
    asked = [legend.get_text(" ", strip=True) for legend in page.select("legend")]
    assert any("Overall, how was your experience of our service?" in each for each in asked)
    options = [page.select_one(f"label[for={each['id']}]").get_text(strip=True) for each in page.select("[name=fft]")]
    assert options == ["Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don't know"]


def test_the_form_says_beside_the_words_that_it_is_not_for_emergencies(kofi: Visitor) -> None:
    assert "999" in kofi.opens("/feedback").reads
    assert "call 111 and choose option 2" in kofi.reads


def test_twenty_sends_at_once_are_one_feedback(each_app: Flask, each_base: str) -> None:
    form = {**ENOUGH, "key": str(uuid.uuid4()), "answer": "text", "phone": "07700 900001"}

    def send(_: int) -> str:
        answer = requests.post(f"{each_base}/feedback", form, allow_redirects=False, timeout=30)
        assert answer.status_code == 303
        return answer.headers["Location"].partition("?")[0]

    with ThreadPoolExecutor(20) as pool:
        places = set(pool.map(send, range(20)))
    assert len(places) == 1
    assert len(stored(each_app)) == 1


def test_going_back_and_sending_again_gives_the_same_reference_and_says_so(app: Flask, kofi: Visitor) -> None:
    key = str(uuid.uuid4())
    first = reference(kofi.posts("/feedback", {**ENOUGH, "key": key}))
    assert "You had sent this before" not in kofi.reads
    again = reference(kofi.posts("/feedback", {**ENOUGH, "key": key}))
    assert again == first
    assert "You had sent this before" in kofi.reads
    assert len(stored(app)) == 1


@pytest.mark.parametrize(
    "change", [{"words": "The ward was cold at night, and loud"}, {"answer": "text", "phone": "07700 900002"}]
)
def test_going_back_and_changing_what_was_said_keeps_both(app: Flask, kofi: Visitor, change: dict[str, str]) -> None:
    key = str(uuid.uuid4())
    kofi.posts("/feedback", {**ENOUGH, "key": key})
    kofi.posts("/feedback", {**ENOUGH, "key": key, **change})
    first, second = stored(app)
    assert first.reference != second.reference
    assert words(second) == change.get("words", ENOUGH["words"])


def test_going_back_to_correct_an_answer_corrects_it_while_nobody_has_decided(app: Flask, kofi: Visitor) -> None:
    story, key = Story(app), str(uuid.uuid4())
    kofi.posts("/feedback", {**ENOUGH, "key": key, "fft": "1"})
    kofi.posts("/feedback", {**ENOUGH, "key": key, "fft": "4", "author": "carer"})
    (feedback,) = stored(app)
    assert (feedback.fft, feedback.author) == (4, "carer")
    story.moves(feedback, "private")
    kofi.posts("/feedback", {**ENOUGH, "key": key, "fft": "2"})
    assert stored(app)[0].fft == 4


def test_sending_again_can_take_consent_back_but_never_gives_it(app: Flask, kofi: Visitor) -> None:
    key = str(uuid.uuid4())
    for consent, expected in (("yes", True), ("no", False), ("yes", False)):
        kofi.posts("/feedback", {**ENOUGH, "key": key, "consent": consent})
        (feedback,) = stored(app)
        assert feedback.consent is expected


def test_a_program_that_fills_in_everything_gets_its_200_and_stores_nothing(app: Flask, kofi: Visitor) -> None:
    kofi.opens("/feedback")
    trap = kofi.page.select_one("[name=leave_empty]")
    assert trap is not None
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    kofi.submits(**ENOUGH, leave_empty="https://spam.example")
    assert kofi.answer.status_code == 200
    assert stored(app) == []
    # A person whose browser did it has lost nothing and only sends once more.
    kofi.submits()
    assert words(stored(app)[0]) == ENOUGH["words"]


def test_over_the_limit_every_word_is_kept_and_a_minute_later_it_goes(sqlite_template: Path, tmp_path: Path) -> None:
    url = databases.copy_sqlite(sqlite_template, tmp_path)
    app = create_app(make_settings(url, form_limit="1 per minute"))
    with server.in_process(app) as base:
        kofi = Visitor(base)
        kofi.posts("/feedback", {**ENOUGH, "key": str(uuid.uuid4())})
        kofi.opens("/feedback").submits(**{**ENOUGH, "words": "A second thing <b>"}, author="carer")
        assert kofi.answer.status_code == 429
        assert kofi.answer.headers["Retry-After"] == "60"
        assert "Wait a minute" in kofi.reads
        assert kofi.page.select_one("#words").get_text() == "A second thing <b>"  # type: ignore[union-attr]
        assert kofi.page.select_one("[name=author][checked]")["value"] == "carer"  # type: ignore[index]
    assert len(stored(app)) == 1


def test_places_are_offered_by_borough_with_names_clear_by_themselves(app: Flask, kofi: Visitor) -> None:
    story = Story(app)
    ealing, hounslow = story.place("ealing"), story.place("hounslow")
    site = story.place("riverbank", PlaceKind.SITE, ealing)
    story.place("marigold", PlaceKind.TEAM, site)
    story.place("market hall", PlaceKind.EVENT, hounslow)
    story.place("online", PlaceKind.EVENT)
    groups = {
        group["label"]: [option.get_text() for option in group.select("option")]
        for group in kofi.opens("/feedback").page.select("#place optgroup")
    }
    assert groups == {
        "Ealing": ["Somewhere in Ealing", "Riverbank", "Marigold, Riverbank"],
        "Hounslow": ["Somewhere in Hounslow", "Market Hall"],
        "Other places": ["Online"],
    }


def test_the_page_after_sending_says_it_is_stored_before_it_asks_anything(app: Flask, kofi: Visitor) -> None:
    kofi.opens("/feedback").submits(**ENOUGH)
    assert kofi.reads.index("Your feedback is stored") < kofi.reads.index("Do you want to answer")
    kofi.submits(wants="no")
    assert "Thank you" in kofi.reads
    assert reference(kofi) == stored(app)[0].reference


def test_the_last_page_shows_the_whole_link_what_happens_next_and_when_the_inbox_is_watched(
    app: Flask, kofi: Visitor
) -> None:
    kofi.opens("/feedback").submits(**ENOUGH)
    kofi.submits(wants="no")
    link = kofi.page.select_one("[data-copy-text]")
    assert link is not None
    assert link["href"] == link.get_text()
    assert link["href"] == f"http://localhost:8000/follow/{stored(app)[0].follow_token}"
    assert "Monday to Friday, 9am to 5pm" in kofi.reads
    assert "999" in kofi.reads
    assert ENOUGH["words"] not in kofi.answer.text


@pytest.mark.parametrize("page", ["equality", "equality/group", "equality/background", "equality/about", "sent"])
def test_pages_behind_a_token_are_neither_kept_nor_found_nor_guessed(app: Flask, base: str, page: str) -> None:
    said = Story(app).says()
    found = Visitor(base).opens(f"/feedback/{said.follow_token}/{page}").answer
    assert (found.status_code, found.headers["Cache-Control"], found.headers["X-Robots-Tag"]) == (
        200,
        "no-store",
        "noindex",
    )
    for token in ("x", said.follow_token[:-1], said.follow_token + "A", "%00", "%F0%9F%98%80", "a" * 3_000):
        assert Visitor(base).opens(f"/feedback/{token}/{page}").answer.status_code == 404


def test_nothing_that_was_typed_stands_in_the_log(app: Flask, kofi: Visitor, capfd: pytest.CaptureFixture[str]) -> None:
    kofi.opens("/feedback").submits(words="unmistakable", consent="yes", answer="text", phone="07700 900777")
    logged = "".join(capfd.readouterr())
    assert "unmistakable" not in logged
    assert "900777" not in logged


def test_a_phone_number_is_kept_once_for_several_feedback(app: Flask, kofi: Visitor) -> None:
    for said in ("One", "Two"):
        kofi.opens("/feedback").submits(words=said, consent="no", answer="text", phone="+44 7700 900001")
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1
    assert len(stored(app)) == 2
