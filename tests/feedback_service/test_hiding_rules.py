"""Rules as they are matched, and both sides of what is hidden: pure functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.difference import rows
from feedback_service.identifying.rules import Rule, RuleBook, phrase
from feedback_service.redaction import Stretch, left_of, pieces, redact
from feedback_service.vocabulary import MAX_WORDS, Hidden, RuleSort
from tests.feedback_service.test_identifying import Steps


def book(*words: str, sort: RuleSort = RuleSort.HIDE) -> RuleBook:
    return RuleBook(Rule(number, sort, phrase(each), Hidden.NAME) for number, each in enumerate(words))


def matched(text: str, *words: str) -> list[str]:
    return [text[each.start : each.end] for each in book(*words).matches(text, RuleSort.HIDE, 1, ())]


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("Rose", "Rose, ROSE's and roses; Rosé", ["Rose", "ROSE", "Rosé"]),
        ("big mike", "Big-Mike and big\nmike, big old mike", ["Big-Mike", "big\nmike"]),
        ("ਮਨਜੀਤ ਕੌਰ", "ਨਰਸ ਮਨਜੀਤ ਕੌਰ ਨੇ", ["ਮਨਜੀਤ ਕੌਰ"]),
        ("فاطمة", "الممرضة فاطمه هنا", ["فاطمه"]),
        ("Flat 12", "in flat 12, flat 120", ["flat 12"]),
        ("zoë", "Zoe\u0308 was here", ["Zoe\u0308"]),
    ],
)
def test_whole_words_match_whatever_their_capitals_and_accents(words: str, text: str, found: list[str]) -> None:
    assert matched(text, words) == found


def test_the_longest_rule_wins() -> None:
    assert matched("Tom Brown and Tom", "Tom", "Tom Brown") == ["Tom Brown", "Tom"]


def test_a_rule_holds_in_its_scope_alone() -> None:
    rules = RuleBook(
        [
            Rule(1, RuleSort.HIDE, ("rose",), Hidden.NAME, place_id=7),
            Rule(2, RuleSort.HIDE, ("mike",), Hidden.NAME, feedback_id=3),
        ]
    )
    assert [each.rule.id for each in rules.matches("Rose Mike", RuleSort.HIDE, 3, {7})] == [1, 2]
    assert [each.rule.id for each in rules.matches("Rose Mike", RuleSort.HIDE, 4, {8})] == []
    assert rules.matches("Rose", RuleSort.NEVER, 3, {7}) == []


def test_however_many_rules_there_are_a_text_takes_the_same_steps() -> None:
    text = ("big mike sings " * MAX_WORDS)[:MAX_WORDS]
    counts = []
    for many in (10, 5000):
        rules = book(*(f"big mike {number}" for number in range(many)))
        with Steps() as steps:
            rules.matches(text, RuleSort.HIDE, 1, ())
        counts.append(steps.count)
    assert counts[0] == counts[1]


def test_what_is_left_of_a_stretch_holds_letters_and_no_edges() -> None:
    text = "Tom Brown, 12"
    assert left_of(text, 0, 9, []) == [(0, 9)]
    assert left_of(text, 0, 9, [(0, 3)]) == [(4, 9)]
    assert left_of(text, 0, 13, [(4, 9)]) == [(0, 3), (9, 13)]
    assert left_of(text, 0, 9, [(0, 20)]) == []
    assert left_of(text, 0, 10, [(0, 9)]) == []
    assert left_of(text, 4, 9, [(0, 3), (11, 13)]) == [(4, 9)]


def test_both_sides_are_cut_at_the_same_sentences() -> None:
    text = "It is good. Nurse Amara. Left. Bye\nNow"
    found = rows(text, [Stretch(18, 29, Hidden.NAME)], lambda _kind: "[name removed]")
    assert ["".join(part.written for part in row.parts) for row in found] == [
        "It is good. ",
        "Nurse Amara. Left. ",
        "Bye\n",
        "Now",
    ]
    assert [row.is_changed for row in found] == [False, True, False, False]


STRETCHES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=4)


@given(st.text(min_size=0, max_size=60), STRETCHES)
def test_no_letter_is_lost_or_added_on_either_side(text: str, raw: list[tuple[int, int]]) -> None:
    stretches, last = [], 0
    for start, length in sorted(raw):
        if last <= start and start + length <= len(text):
            stretches.append(Stretch(start, start + length, Hidden.NAME))
            last = start + length
    found = rows(text, stretches, lambda _kind: "[x]")
    assert "".join(part.written for row in found for part in row.parts) == text
    public = "".join(part.public if part.public is not None else part.written for row in found for part in row.parts)
    assert public == redact(text, stretches, lambda _kind: "[x]")
    cut = pieces(text, stretches, {5, 9, 31})
    assert "".join(piece.text for piece in cut) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in cut)
