"""What sounds like the same story is suggested at the desk, and what one person sent twice is told apart."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from feedback_service import clock
from feedback_service.similarity import ALIKE, likeness, nearly_identical, story
from feedback_service.vocabulary import Moderation, PlaceKind
from tests.conftest import JOAN
from tests.support.story import Story
from tests.support.visitor import Visitor

COLD, COLD_TOO = "The waiting room is freezing, the heating is off", "So cold in the waiting room, no heating"


def opens(visitor: Visitor, reference: str) -> Visitor:
    return visitor.opens(f"/staff/items/{reference}")


def suggested(visitor: Visitor) -> list[str]:
    return [link.get_text(strip=True) for link in visitor.page.select(".desk-neighbour__head a")]


@pytest.mark.parametrize(
    ("first", "second", "is_alike"),
    [
        (COLD, COLD_TOO, True),
        (COLD, "I waited five hours for the doctor", False),
        ("Ogrzewanie zepsute, bardzo zimno", "Jest zimno, ogrzewanie zepsute", True),
        ("", "", False),
        ("[name removed]", "[name removed]", True),
        ("\x00 \ud800", "x" * 10_000, False),
    ],
)
def test_likeness(first: str, second: str, is_alike: bool) -> None:
    one, other = story(first), story(second)
    assert (likeness(one, other) >= ALIKE) is is_alike
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 <= likeness(one, other) <= 1


def test_nearly_identical_is_letter_by_letter() -> None:
    assert nearly_identical(story(COLD), story(COLD + "!"))
    assert not nearly_identical(story(COLD), story(COLD_TOO))
    assert not nearly_identical(story(""), story(""))


def test_it_is_looked_for_in_the_place_above_and_below_and_within_weeks(story: Story, amina: Visitor) -> None:
    borough, elsewhere = story.place("ealing"), story.place("hounslow")
    ward = story.place("marigold", PlaceKind.TEAM, borough)
    said = story.says(COLD, place_id=ward)
    here, above = story.says(COLD_TOO, place_id=ward), story.says(COLD_TOO, place_id=borough)
    story.says(COLD_TOO, place_id=elsewhere)
    story.says("The food is good", place_id=ward)
    with clock.at(clock.now() - timedelta(days=70)):
        story.says(COLD_TOO, place_id=ward)
    assert sorted(suggested(opens(amina, said.reference))) == sorted([here.reference, above.reference])
    assert suggested(opens(amina, above.reference))[0] in {here.reference, said.reference}


def test_what_one_person_sent_twice_is_one_click_from_being_rejected(story: Story, amina: Visitor) -> None:
    first, second = story.says(COLD, sender=JOAN), story.says(COLD + "!", sender=JOAN)
    opens(amina, second.reference)
    assert "Probably sent twice by the same person" in amina.reads
    assert suggested(amina) == [first.reference]
    amina.submits("#together form[action$='/reject']")
    assert "It is not published." in amina.answer.text
    assert "We have this from you already" in amina.page.select_one(".desk-reason").get_text()


def test_somebody_else_who_says_it_is_answered_together_and_taken_apart(story: Story, amina: Visitor) -> None:
    joan, kofi = story.says(COLD, sender=JOAN), story.says(COLD_TOO, sender="+447700900002")
    opens(amina, kofi.reference).submits("#together form[action$='/answer-together']")
    assert "They are answered together now." in amina.answer.text
    assert "Answered together with 1 other" in amina.reads
    assert suggested(amina) == [joan.reference]
    amina.submits("#together form[action$='/take-apart']")
    assert "It is answered by itself now." in amina.answer.text


@pytest.mark.parametrize("typed", ["", "K7M4", "nonsense", "\x00", "x" * 500, "🙂"])
def test_a_wrong_reference_is_told_beside_its_field_and_kept(story: Story, amina: Visitor, typed: str) -> None:
    opens(amina, story.says().reference).submits(".desk-by-reference form", to=typed)
    assert amina.answer.status_code == 422
    assert amina.page.select_one("#answer-together-to-error") is not None


def test_a_reference_may_be_typed_as_it_is_read_aloud(story: Story, amina: Visitor) -> None:
    joan, kofi = story.says("One thing"), story.says("Quite another")
    typed = joan.reference.lower().replace("-", " ")
    opens(amina, kofi.reference).submits(".desk-by-reference form", to=typed)
    assert "They are answered together now." in amina.answer.text


def test_rhys_sees_only_what_he_may_open_and_decides_nothing(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said, closed, public = story.says(COLD), story.says(COLD_TOO), story.says(COLD_TOO)
    for each in (said, public):
        story.publishes(each)
    story.moves(closed, Moderation.PRIVATE, is_open=False)
    assert suggested(opens(rhys, said.reference)) == [public.reference]
    opens(amina, said.reference).submits(".desk-by-reference form", to=closed.reference)
    opens(rhys, said.reference)
    assert closed.reference not in rhys.answer.text
    assert "1 more that you cannot open" in rhys.reads
    assert rhys.page.select_one("#together form") is None


def test_words_that_may_distress_start_behind_their_label_beside_another_story(story: Story, amina: Visitor) -> None:
    hard, kind = f"{COLD}, and my brother died there", story.says(COLD)
    flagged = story.says(COLD_TOO)
    for words in (hard, "My brother died in the night"):
        said = story.says(words)
        opens(amina, kind.reference).submits(".desk-by-reference form", to=said.reference)
    opens(amina, flagged.reference).submits("#action-flag form", words="Sounds hopeless")
    page = opens(amina, kind.reference).page
    assert len(page.find_all(string=lambda text: "brother" in text)) == 2
    for words in page.select(".desk-neighbour__words"):
        assert words.find_parent("details", class_="desk-veil") is not None
    assert "a safety flag" in page.select_one("#together").get_text()


def test_an_entry_of_many_is_read_at_once_and_names_those_that_it_does_not_show(
    app: Flask, story: Story, amina: Visitor
) -> None:
    people = [story.says(f"{COLD}, says {number}") for number in range(9)]
    asked: list[str] = []

    def reads_for(reference: str) -> int:
        asked.clear()
        opens(amina, reference)
        return len(asked)

    event.listen(app.extensions["database"].engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    opens(amina, people[0].reference).submits(".desk-by-reference form", to=people[1].reference)
    few = reads_for(people[0].reference)
    for said in people[2:]:
        opens(amina, said.reference).submits(".desk-by-reference form", to=people[0].reference)
    assert reads_for(people[0].reference) <= few + 2
    assert "Answered together with 8 others" in amina.reads
    assert len(suggested(amina)) == 5
    for said in people[1:]:
        assert amina.page.select_one(f"#together a[href$='{said.reference}']") is not None


def test_hidden_words_do_not_make_a_story(story: Story, amina: Visitor) -> None:
    said = story.says(COLD)
    story.says("[name removed] [date removed] [place removed]")
    assert suggested(opens(amina, said.reference)) == []


def test_the_board_says_how_many_said_it(story: Story, amina: Visitor, kofi: Visitor) -> None:
    people = [story.says(COLD, sender=f"+44770090000{number}") for number in range(3)]
    for each in people:
        story.publishes(each)
    for each in people[1:]:
        opens(amina, each.reference).submits(".desk-by-reference form", to=people[0].reference)
    kofi.opens("/")
    assert [label.get_text() for label in kofi.page.select("#board [data-field=people]")] == ["3 people said"]
    assert len(kofi.page.select("#board blockquote")) == 3
