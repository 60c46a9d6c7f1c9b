"""Care for who reads: what distresses starts hidden, is shared out, and after a run of it a pause is suggested."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service import clock, preferences
from feedback_service.intake import Accepted
from feedback_service.models import Staff, StaffCare
from feedback_service.storage import reading, transaction
from moderation.care.distress import Distress, in_order, of_words
from moderation.care.remembering import run_after
from tests.support.story import Story
from tests.support.visitor import Visitor

HARD = "My brother died on this ward"


def opens_item(visitor: Visitor, said: Accepted) -> Visitor:
    return visitor.opens(f"/staff/items/{said.reference}")


def pause(visitor: Visitor) -> str:
    found = visitor.opens("/staff/").page.select_one(".desk-pause")
    return found.get_text(" ", strip=True) if found else ""


def cares(app: Flask) -> StaffCare:
    with app.app_context(), reading() as session:
        return session.scalars(select(StaffCare)).one()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("I want to die", {Distress.SUICIDE}),
        (HARD, {Distress.DEATH}),
        ("We lost our mum there", {Distress.DEATH}),
        ("I was restrained by five people and put in seclusion", {Distress.RESTRAINT}),
        ("They shouted go back to your own country", {Distress.RACISM}),
        ("They called me a terrorist", {Distress.ABUSE, Distress.RACISM}),
        ("She was lying for hours in her own urine", {Distress.ABUSE}),
        ("I was attacked by another patient", {Distress.ABUSE, Distress.ASSAULT}),
        ("mama zmarła w szpitalu", {Distress.DEATH}),
        ("كلام عنصري", {Distress.RACISM}),
    ],
)
def test_what_may_distress_is_found(words: str, found: set[Distress]) -> None:
    assert of_words(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "The staff were kind",
        "Your drug abuse team was good",
        "The nurse nearly died laughing with us",
        "It hit me that they cared",
        "My son passed his exam",
        "My mum passed me the phone",
        "We need a restrained budget",
        "The waiting is killing time",
        "Dead good food",
    ],
)
def test_harmless_words_stay_in_sight(words: str) -> None:
    assert of_words(words) == frozenset()


def test_the_reasons_are_said_in_one_order() -> None:
    assert in_order({Distress.RACISM, Distress.SUICIDE}) == [Distress.SUICIDE, Distress.RACISM]


@pytest.mark.parametrize(
    ("run", "is_hard", "rested", "then"),
    [
        (0, True, None, 1),
        (4, True, timedelta(minutes=1), 5),
        (4, False, timedelta(minutes=1), 0),
        (4, True, timedelta(minutes=30), 1),
    ],
)
def test_a_run_grows_with_hard_ones_and_ends_with_others_or_a_rest(
    run: int, is_hard: bool, rested: timedelta | None, then: int
) -> None:
    assert run_after(run, is_hard=is_hard, rested=rested) == then


def test_distressing_words_start_behind_a_label_in_the_queue_and_on_the_item(story: Story, amina: Visitor) -> None:
    hard, kind = story.says(HARD), story.says("The staff were kind")
    rows = {row["data-reference"]: row for row in amina.opens("/staff/").page.select(".desk-row")}
    veil = rows[hard.reference].select_one("details.desk-veil:not([open])")
    assert "This may be distressing: death." in veil.select_one("summary").get_text()
    assert HARD in veil.select_one(".desk-veil__words").get_text()
    assert rows[kind.reference].select_one(".desk-veil") is None
    page = opens_item(amina, hard).page
    for veiled in [*page.find_all(string=lambda text: "brother" in text), *page.select(".desk-message__words")]:
        assert veiled.find_parent("details", class_="desk-veil") is not None


def test_what_the_service_found_is_not_quoted_beside_the_veil(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says("I want to kill myself")
    assert "kill" not in opens_item(amina, said).page.select_one(".desk-danger").get_text()
    grace.opens("/staff/").submits(".desk-care-choice", button="Always show them")
    assert "kill" in opens_item(grace, said).page.select_one(".desk-danger").get_text()


def test_a_flag_that_somebody_raised_hides_the_words_as_well(story: Story, amina: Visitor) -> None:
    said = story.says("I see no way on")
    opens_item(amina, said).submits("#action-flag form", words="Sounds hopeless")
    summary = opens_item(amina, said).page.select_one("#veil summary")
    assert "This may be distressing: a safety flag." in summary.get_text()


def test_amina_chooses_to_read_everything_at_once_for_herself_alone(
    story: Story, amina: Visitor, grace: Visitor
) -> None:
    said = story.says(HARD)
    amina.opens("/staff/").submits(".desk-care-choice", button="Always show them")
    assert amina.page.select_one(".desk-row .desk-veil") is None
    assert opens_item(amina, said).page.select_one(".desk-veil") is None
    assert opens_item(grace, said).page.select_one(".desk-veil") is not None
    amina.opens("/staff/").submits(".desk-care-choice", button="Hide them")
    assert amina.page.select_one(".desk-row .desk-veil") is not None
    assert amina.posts("/staff/care/words", {"show": "x"}).answer.status_code == 400


def test_a_form_that_comes_back_finds_the_words_shown(story: Story, amina: Visitor) -> None:
    said = story.says(HARD)
    opens_item(amina, said).submits("#action-reject form")
    assert amina.answer.status_code == 422
    assert amina.page.select_one("#veil[open]") is not None


def test_a_pause_is_suggested_after_a_run_and_to_that_member_alone(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    with app.app_context(), transaction() as session:
        admin = session.scalar(select(Staff.id).limit(1))
        preferences.write(session, "pause_after_hard_items", 2, admin)
        preferences.write(session, "support_for_staff", "Call 020 7946 0000", admin)
    first, second = story.says(HARD), story.says(HARD)
    opens_item(amina, first)
    opens_item(amina, first)
    assert pause(amina) == ""
    opens_item(amina, second)
    assert "2 hard ones in a row" in pause(amina)
    assert "Call 020 7946 0000" in pause(amina)
    assert pause(grace) == ""
    amina.submits(".desk-pause form")
    assert pause(amina) == ""
    opens_item(amina, story.says(HARD))
    assert pause(amina) == ""
    assert cares(app).hard_in_a_row == 3


def test_a_rest_ends_the_run(app: Flask, story: Story, amina: Visitor) -> None:
    opens_item(amina, story.says(HARD))
    opens_item(amina, story.says(HARD))
    assert cares(app).hard_in_a_row == 2
    with app.app_context(), transaction() as session:
        session.execute(update(StaffCare).values(last_at=clock.now() - timedelta(hours=1)))
    opens_item(amina, story.says(HARD))
    assert cares(app).hard_in_a_row == 1


def test_who_had_enough_in_a_row_is_handed_another_kind_while_a_colleague_is_at_work(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    hard = [story.says(HARD) for _ in range(3)]
    kind = story.says("The staff were kind")
    opens_item(amina, story.says(HARD))
    with app.app_context(), transaction() as session:
        session.execute(update(StaffCare).values(hard_in_a_row=5))
    amina.opens("/staff/").submits(".desk-next")
    assert amina.answer.url.endswith(hard[0].reference)
    opens_item(grace, hard[1])
    with app.app_context(), transaction() as session:
        session.execute(update(StaffCare).values(hard_in_a_row=5))
    amina.opens("/staff/").submits(".desk-next")
    assert amina.answer.url.endswith(kind.reference)
    with app.app_context(), transaction() as session:
        session.execute(update(StaffCare).values(hard_in_a_row=5))
    amina.opens("/staff/").submits(".desk-next")
    assert amina.answer.url.endswith(hard[2].reference)
