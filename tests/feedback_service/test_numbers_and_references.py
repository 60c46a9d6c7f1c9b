"""Numbers and references in what people text, in the digits of any script and however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.keywords.words import number, reference_in
from feedback_service.references import new_reference


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("re K7M4-QX9D the food", "K7M4-QX9D"),
        ("re K7M4-QX9D.", "K7M4-QX9D"),
        ("k7m4 qx9d", "K7M4-QX9D"),
        ("k7m4qx9d", "K7M4-QX9D"),
        ("K7M4 - QX9D", "K7M4-QX9D"),
        ("Ｋ７Ｍ４－ＱＸ９Ｄ", "K7M4-QX9D"),
        ("مرجع \u2066K7M4-QX9D\u2069 شكرا", "K7M4-QX9D"),
        ("K7M4-QX9D and G2G2-H3H3", "K7M4-QX9D"),
        ("2345 6789 or K7M4-QX9D", "K7M4-QX9D"),
        ("2345-6789", "2345-6789"),
        ("HMMM GRRR", "HMMM-GRRR"),
        ("2345 6789", None),
        ("call 23456789", None),
        ("GRRRHMMM", None),
        ("K7M4-QX9DD", None),
        ("xK7M4-QX9D", None),
        ("K7M4", None),
        ("K7M4\nthe food", None),
        ("O7M4-QX9D", None),
        ("https://example.org/K7M4-QX9D", "K7M4-QX9D"),
        ("07700 900123", None),
        ("", None),
    ],
)
def test_a_reference_is_found_wherever_it_is_written(body: str, expected: str | None) -> None:
    assert reference_in(body) == expected


@given(st.booleans(), st.sampled_from([" - ", "-", "–"]))
def test_every_reference_that_we_give_is_found_again(is_lower: bool, between: str) -> None:
    reference = new_reference()
    typed = reference.replace("-", between)
    assert reference_in(f"about {typed.lower() if is_lower else typed}: thanks") == reference


NUMBERS = {
    0: ["0", "zero"],
    1: ["1", "1.", " ١ ", "１", "1️⃣", "(1)", "1-yes", "1 = very good", "01", "1 very good", "1👍", "1 نعم", "௧"],
    2: ["۲", "੨", "२", "২", "②", "2)", "two", "Two.", "2, partly thank you"],
    3: ["૩", "௩", "#3", "3!!", "3. No", "\u200f3\u200f"],
    15: ["15", "١٥"],
    99: ["99"],
}
NO_NUMBERS = [
    *("no 3", "option 3", "100", "999", "1.5", "10:30", "1/2", "½", "1 ½", "1 or 2", "2 of 3", "10/10", "2nd"),
    *("£5", "5%", "1yes"),
    *("two hours", "3 nurses came and nobody spoke", "", "👍", "yes", "07700 900123"),
]


@pytest.mark.parametrize(("expected", "body"), [(value, body) for value, bodies in NUMBERS.items() for body in bodies])
def test_a_number_is_read_in_any_digits(body: str, expected: int) -> None:
    assert number(body) == expected


@pytest.mark.parametrize("body", NO_NUMBERS)
def test_what_is_more_than_a_number_is_none(body: str) -> None:
    assert number(body) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1", 1),
        ("1 very good", 1),
        ("1 Good", 1),
        ("two", 2),
        ("1 poor", None),
        ("7", None),
        ("2 hours late", None),
        ("1 very good but", None),
    ],
)
def test_a_number_among_those_offered_takes_only_its_own_words(body: str, expected: int | None) -> None:
    assert number(body, {1: "Very good", 2: "Good"}) == expected
