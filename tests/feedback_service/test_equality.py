"""The equality questions: optional, apart, and each answer with its national code."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from feedback_service import clock
from feedback_service.equality import answers, questions
from feedback_service.equality.models import EqualityAnswers
from feedback_service.equality.questions import CODES, Background, EthnicGroup, national_code
from feedback_service.models import Feedback
from feedback_service.storage import reading, transaction
from tests.support.story import Story
from tests.support.visitor import Visitor

ETHNIC_CATEGORIES = {
    ("white", "british"): "A",
    ("white", "irish"): "B",
    ("white", "gypsy_or_traveller"): "C",
    ("white", "roma"): "C",
    ("white", "other_white"): "C",
    ("mixed", "white_black_caribbean"): "D",
    ("mixed", "white_black_african"): "E",
    ("mixed", "white_asian"): "F",
    ("mixed", "other_mixed"): "G",
    ("asian", "indian"): "H",
    ("asian", "pakistani"): "J",
    ("asian", "bangladeshi"): "K",
    ("asian", "chinese"): "R",
    ("asian", "other_asian"): "L",
    ("black", "african"): "N",
    ("black", "caribbean"): "M",
    ("black", "other_black"): "P",
    ("other", "arab"): "S",
    ("other", "other_group"): "S",
}


def kept(app: Flask) -> list[EqualityAnswers]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(EqualityAnswers)))


def asked(base: str, token: str) -> Visitor:
    """Somebody who said yes to the questions."""
    return Visitor(base).opens(f"/feedback/{token}/equality").submits(wants="yes")


@pytest.mark.parametrize(("choice", "code"), ETHNIC_CATEGORIES.items())
def test_every_background_has_its_national_code(choice: tuple[str, str], code: str) -> None:
    assert national_code(EthnicGroup(choice[0]), Background(choice[1])) == code


def test_no_background_is_without_a_code_and_no_code_without_a_background() -> None:
    listed = {(str(group), str(each)) for group, codes in CODES.items() for each in codes}
    assert listed == set(ETHNIC_CATEGORIES)
    assert set(ETHNIC_CATEGORIES.values()) == set("ABCDEFGHJKLMNPRS")
    assert {each for codes in CODES.values() for each in codes} == set(Background) - {Background.NOT_SAID}
    assert set(questions.GROUPS) == set(CODES)
    assert set(questions.BACKGROUNDS) == set(Background)


@pytest.mark.parametrize(
    ("group", "background"),
    [(None, None), (EthnicGroup.NOT_SAID, None), (EthnicGroup.ASIAN, None), (EthnicGroup.ASIAN, Background.NOT_SAID)],
)
def test_who_was_asked_and_did_not_say_is_not_stated(group: EthnicGroup | None, background: Background | None) -> None:
    assert national_code(group, background) == "Z"


def test_the_answers_are_kept_as_given_with_the_persons_own_words(app: Flask, base: str) -> None:
    said = Story(app).says()
    kofi = asked(base, said.follow_token).submits(group="black")
    assert "Black, African, Caribbean or Black British background?" in kofi.reads
    kofi.submits(background="other_black", own_words="  Garífuna ")
    kofi.submits(age_range="35_44", sex="male", gender_same="yes")
    assert "Thank you" in kofi.reads
    (row,) = kept(app)
    assert (row.ethnic_group, row.ethnic_background, row.own_words, row.ethnic_code) == (
        "black",
        "other_black",
        "Garífuna",
        "P",
    )
    assert (row.age_range, row.sex, row.gender_same, row.feedback_id) == ("35_44", "male", "yes", said.feedback_id)


def test_the_persons_own_words_are_encrypted_where_they_lie(app: Flask, base: str) -> None:
    said = Story(app).says()
    asked(base, said.follow_token).submits(group="other").submits(background="arab", own_words="Nubian")
    with app.app_context(), reading() as session:
        raw = session.execute(text("SELECT own_words FROM equality_answers")).scalar_one()
    assert "Nubian" not in raw


def test_who_says_no_leaves_no_trace(app: Flask, base: str) -> None:
    said = Story(app).says()
    kofi = Visitor(base).opens(f"/feedback/{said.follow_token}/equality").submits(wants="no")
    assert "Thank you" in kofi.reads
    assert kept(app) == []


def test_yes_or_no_must_be_chosen_there(app: Flask, base: str) -> None:
    kofi = Visitor(base).opens(f"/feedback/{Story(app).says().follow_token}/equality").submits()
    assert kofi.answer.status_code == 422
    assert "Choose yes or no" in kofi.reads


def test_every_question_may_be_left_out(app: Flask, base: str) -> None:
    kofi = asked(base, Story(app).says().follow_token).submits()
    assert "About you" in kofi.reads
    kofi.submits()
    assert "Thank you" in kofi.reads
    (row,) = kept(app)
    assert (row.ethnic_group, row.ethnic_code, row.age_range, row.sex, row.gender_same) == (None, "Z", None, None, None)


def test_prefer_not_to_say_skips_the_background(app: Flask, base: str) -> None:
    kofi = asked(base, Story(app).says().follow_token).submits(group="not_said")
    assert "About you" in kofi.reads
    assert kept(app)[0].ethnic_code == "Z"


def test_answers_can_be_changed_and_another_group_takes_the_background_with_it(app: Flask, base: str) -> None:
    said = Story(app).says()
    asked(base, said.follow_token).submits(group="asian").submits(background="chinese", own_words="Hakka")
    asked(base, said.follow_token).submits(group="white")
    (row,) = kept(app)
    assert (row.ethnic_group, row.ethnic_background, row.own_words, row.ethnic_code) == ("white", None, None, "Z")


def test_after_a_day_nothing_is_taken_any_more_and_nobody_is_left_wondering(app: Flask, base: str) -> None:
    said = Story(app).says()
    late = asked(base, said.follow_token)
    with app.app_context(), transaction() as session:
        feedback = session.get_one(Feedback, said.feedback_id)
        feedback.received_at = clock.now() - answers.OPEN_FOR - timedelta(minutes=1)
    late.submits(group="asian")
    assert "can be answered on the first day only" in late.reads
    assert said.reference in late.reads
    assert "Thank you" in late.opens(f"/feedback/{said.follow_token}/equality").reads
    assert kept(app) == []


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("group", {"group": "martian"}),
        ("group", {"group": "\x00"}),
        ("about", {"age_range": "200"}),
        ("about", {"sex": "x" * 5_000}),
        ("about", {"gender_same": "🙂"}),
    ],
)
def test_answers_that_were_never_offered_are_refused(each_app: Flask, page: str, values: dict[str, str]) -> None:
    said = Story(each_app).says()
    answer = each_app.test_client().post(f"/feedback/{said.follow_token}/equality/{page}", data=values)
    assert answer.status_code == 422
    assert kept(each_app) == []


@pytest.mark.parametrize("background", ["indian", "martian", "\x00"])
def test_a_background_of_another_group_is_refused(each_app: Flask, background: str) -> None:
    said = Story(each_app).says()
    client = each_app.test_client()
    client.post(f"/feedback/{said.follow_token}/equality/group", data={"group": "white"})
    answer = client.post(f"/feedback/{said.follow_token}/equality/background", data={"background": background})
    assert answer.status_code == 422
    assert kept(each_app)[0].ethnic_background is None


def test_a_background_before_its_group_leads_to_the_group(app: Flask) -> None:
    said = Story(app).says()
    answer = app.test_client().post(f"/feedback/{said.follow_token}/equality/background", data={"background": "irish"})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/feedback/{said.follow_token}/equality/group",
    )


def test_answers_at_the_same_moment_are_one_row(each_app: Flask) -> None:
    said = Story(each_app).says()

    def answer(_: int) -> None:
        with each_app.app_context():
            answers.save_group(said.follow_token, EthnicGroup.MIXED)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, range(8)))
    assert len(kept(each_app)) == 1


def test_an_unknown_link_stores_nothing(app: Flask) -> None:
    with app.app_context(), pytest.raises(answers.Closed):
        answers.save_group(uuid.uuid4().hex, EthnicGroup.MIXED)


def test_no_address_holds_an_answer(app: Flask, base: str) -> None:
    kofi = asked(base, Story(app).says().follow_token)
    addresses = [kofi.submits(group="asian").answer.url]
    addresses.append(kofi.submits(background="indian", own_words="Goan").answer.url)
    addresses.append(kofi.submits(age_range="75_over").answer.url)
    assert not any(word in each for each in addresses for word in ("asian", "indian", "Goan", "75_over"))
