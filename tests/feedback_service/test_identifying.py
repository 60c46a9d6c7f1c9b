"""What could show who somebody is: found, in the right place, with its reason, and nothing else with it."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import identifying
from feedback_service.identifying.finder import find
from feedback_service.identifying.found import Why
from feedback_service.identifying.names import names_staff
from feedback_service.identifying.numbers import is_nhs_number
from feedback_service.vocabulary import MAX_WORDS, Hidden


def found(text: str, language: str | None = "en") -> list[tuple[str, Hidden]]:
    return [(text[each.start : each.end], each.kind) for each in find(text, language)]


def test_the_listed_texts_are_many_and_the_floors_are_reached() -> None:
    texts = identifying.listed()
    assert len(texts) >= 400
    assert sum(len(each.details) for each in texts) >= 600
    assert identifying.problems(identifying.score(texts)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rose ward, May I, Will you, Hope, Mark my words, Faith",
        "Room 12, 20mg twice, 111 option 2, 3 hours, bed 7, 10 out of 10",
        "Lavender House is far from Hope Street station",
        "The doctor said the nurse was kind and the manager will see to it",
        "Tuesdays are art. It opens at 9am every Monday.",
        "Samaritans 116 123 or 0800 328 4444",
        "The Panjabi interpreter, the Muslim chaplain and the Black carers group",
        "vitamin B12 5ug and E2 1st floor",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I fast in Ramadan, Islam is my faith, I pray at Eid", "en"),
        ("أصوم رمضان ولم يحترموا ذلك", "ar"),
        ("میں رمضان میں روزہ رکھتا ہوں اور ڈاکٹر صاحب نے سنا", "ur"),
        ("ماه رمضان روزه می گیرم", "fa"),
        ("डाक्टर साहेबले मलाई सुने", "ne"),
        ("ਡਾਕਟਰ ਸਾਹਿਬ ਨੇ ਸੁਣਿਆ", "pa"),
    ],
)
def test_a_faith_and_a_polite_address_name_nobody(text: str, language: str) -> None:
    assert found(text, language) == []


def test_whose_name_is_that_of_a_faith_is_found_by_what_stands_before() -> None:
    assert found("Dr Islam was kind") == [("Islam", Hidden.STAFF_NAME)]
    assert found("الممرض رمضان كان لطيفا", "ar") == [("رمضان", Hidden.STAFF_NAME)]


@pytest.mark.parametrize("language", ["en", None])
def test_a_name_that_is_a_word_is_found_where_a_name_stands(language: str | None) -> None:
    assert found("I told Hope and Nurse May that Rose Ward is cold", language) == [
        ("Hope", Hidden.NAME),
        ("May", Hidden.STAFF_NAME),
    ]


def test_places_are_code_points_whatever_stands_before() -> None:
    before = "😀👩🏽‍⚕️ ਸਤਿ ਸ੍ਰੀ e\u0301 \u200fاسمي\u200e "
    text = before + "call 07700 900123 or Nurse Amara\u0301 or mina@example.org"
    assert found(text) == [
        ("07700 900123", Hidden.PHONE),
        ("Amara\u0301", Hidden.STAFF_NAME),
        ("mina@example.org", Hidden.EMAIL),
    ]


def test_digits_of_other_scripts_and_invisible_marks_are_read() -> None:
    assert found("رقمي \u202a٠٧٧٠٠ ٩٠٠\u200f١٢٣\u202c", "ar") == [("٠٧٧٠٠ ٩٠٠\u200f١٢٣", Hidden.PHONE)]
    assert found("NHS ੯੯੯੦੧੬੬੧੩੭", "pa") == [("੯੯੯੦੧੬੬੧੩੭", Hidden.NHS_NUMBER)]


def test_an_nhs_number_passes_its_check_or_is_called_one() -> None:
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("9434765910")
    valid, called = find("943 476 5919 and NHS number 943 476 5918", "en")
    assert (valid.why, called.why) == (Why.NHS_NUMBER, Why.NHS_NUMBER_CALLED)
    assert found("943 476 5918 is a stock code") == []


def test_a_day_and_its_time_are_one_suggestion() -> None:
    assert found("I came last Tuesday at 3pm for two weeks") == [("last Tuesday at 3pm", Hidden.DATE)]
    assert found("yesterday was fine") == []
    assert found("yesterday at half past two was not") == [("yesterday at half past two", Hidden.DATE)]


def test_staff_are_told_from_others() -> None:
    text = "Nurse Amara, my CPN Tom Brown and Shanthi, our family therapist, met my son Adam."
    assert [text[each.start : each.end] for each in names_staff(text, "en")] == ["Amara", "Tom Brown", "Shanthi"]
    assert names_staff("Fatima in the next bed helped me", "en") == []


def test_shouting_hides_no_name() -> None:
    assert found("DR KHAN WAS RUDE AND NURSE AMINA TOO") == [("KHAN", Hidden.STAFF_NAME), ("AMINA", Hidden.STAFF_NAME)]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "ar", "pa", "pl", None]))
def test_any_text_gives_stretches_in_order_within_it(text: str, language: str | None) -> None:
    last = 0
    for each in find(text, language):
        assert last <= each.start < each.end <= len(text)
        last = each.end


PIECES = [
    "1", "1 ", "a@", "a.", "a-", "Ab ", "one ", "a dot ", "flat 1 ", "1 a b ", "a'", "(", "+", "Nurse ", "\u0301",
    "\n", "http://", "الدكتور ", "case ", "ref 12", "NHS ", "born ", "opens ", "www.", "at ", "Dr. ", ", and ",
    "ninety ", "W5 9", "QQ 12 ",
]  # fmt: skip


class Steps:
    """Counts the lines of the finder that run, so that a loop within a loop shows whatever the machine does."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> "Steps":
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame, _event, _argument):  # type: ignore[no-untyped-def]
        return self._line if "identifying" in frame.f_code.co_filename else None

    def _line(self, _frame, _event, _argument):  # type: ignore[no-untyped-def]
        self.count += 1
        return self._line


@pytest.mark.parametrize("piece", PIECES)
def test_twice_as_long_takes_twice_the_steps_and_no_more(piece: str) -> None:
    find("warm up the lists", None)
    counts = []
    for length in (MAX_WORDS // 8, MAX_WORDS // 4):
        with Steps() as steps:
            find((piece * length)[:length], None)
        counts.append(steps.count)
    assert counts[1] < 2.5 * counts[0] + 1000


def test_no_expression_repeats_within_a_repeat_without_end() -> None:
    """What an expression repeats without a limit holds no other repeat: that is what blows up."""
    modules = [
        sys.modules[f"feedback_service.identifying.{name}"]
        for name in ("numbers", "contacts", "whereabouts", "moments")
    ]
    patterns = [value for module in modules for value in vars(module).values() if isinstance(value, re.Pattern)]
    assert len(patterns) > 20
    for pattern in patterns:
        assert not re.search(r"[*+]", re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "x", pattern.pattern)), pattern.pattern


def test_the_lists_are_folded_as_texts_are() -> None:
    assert found("Moja mama Małgorzata", "pl") == [("Małgorzata", Hidden.NAME)]
    assert found(unicodedata.normalize("NFD", "Moja mama Małgorzata"), "pl")
    assert found("my friend Malgorzata") == [("Malgorzata", Hidden.NAME)]


def test_a_family_name_that_is_a_word_belongs_to_the_first_name() -> None:
    assert found("My dad, George Sample, and Nurse Patience Example") == [
        ("George Sample", Hidden.NAME),
        ("Patience Example", Hidden.STAFF_NAME),
    ]
