"""Signs of danger in people's words: listed messages, how words are made alike, and the table itself."""

import csv
import json
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.safety.normal import squeeze
from feedback_service.safety.notation import examples, parts
from feedback_service.safety.screening import Danger, Found, matched, screen
from feedback_service.safety.table import LANGUAGES, Row, table
from tests.support.server import ROOT

MESSAGES = ROOT / "tests" / "data" / "safety_messages.tsv"
FLAGGED_THOUGH_SAFE: frozenset[str] = frozenset()
"""Safe messages that are known to flag: too much rather than too little."""
AT_LEAST = 40
"""Rows of danger in each language but English."""


def messages() -> list[dict[str, str]]:
    with MESSAGES.open(encoding="utf-8", newline="") as file:
        return [
            {name: cell or "" for name, cell in row.items()}
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def hit(words: str) -> Found:
    found = screen(words)
    assert found is not None, words
    return found


# The listed messages.


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_open_danger_message_flags(language: str) -> None:
    missed = [
        row["message"]
        for row in messages()
        if (row["set"], row["language"], row["expected"]) == ("open", language, "danger") and not screen(row["message"])
    ]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_open_safe_message_flags_but_those_known(language: str) -> None:
    flagged = {
        row["message"]
        for row in messages()
        if (row["set"], row["language"], row["expected"]) == ("open", language, "safe") and screen(row["message"])
    }
    assert flagged - FLAGGED_THOUGH_SAFE == set()


def test_english_recall_on_all_that_is_listed_is_at_least_98_in_100() -> None:
    danger = [row for row in messages() if row["language"] == "en" and row["expected"] == "danger"]
    assert sum(screen(row["message"]) is not None for row in danger) >= 0.98 * len(danger)


def test_the_list_holds_every_language_with_danger_and_hard_negatives_half_of_it_as_people_text() -> None:
    rows = messages()
    counts = Counter((row["language"], row["expected"]) for row in rows)
    assert all(counts[language, "danger"] >= 6 and counts[language, "safe"] >= 4 for language in LANGUAGES)
    assert len(rows) >= 420
    assert counts["en", "danger"] + counts["en", "safe"] >= 180
    assert sum(row["source"] == "typed" for row in rows) >= len(rows) / 2
    assert sum(row["set"] == "held" for row in rows) >= 120


def test_every_listed_message_has_known_values_and_a_gloss_where_it_is_not_english() -> None:
    kinds = {*Danger, ""}
    for row in messages():
        assert row["set"] in {"open", "held"}
        assert row["expected"] in {"danger", "safe"}
        assert row["kind"] in kinds
        assert bool(row["kind"]) == (row["expected"] == "danger"), row
        assert row["source"] in {"typed", "plain"}
        assert row["message"]
        assert row["language"] == "en" or row["gloss"], row


def test_of_what_people_say_in_the_example_data_little_flags() -> None:
    data = json.loads((ROOT / "feedback_service" / "demo" / "data.json").read_text(encoding="utf-8"))
    said = [each["text"] for each in data["feedback"]]
    flagged = [each["key"] for each in data["feedback"] if screen(each["text"])]
    assert "burden-at-home-pa" in flagged
    assert len(flagged) <= 0.05 * len(said), flagged


# What is found, and where.


def test_what_is_found_points_at_the_words_as_they_were_written() -> None:
    words = "Nice tea. But I w4nna  D I E, truly 😀"
    found = hit(words)
    assert words[found.start : found.end] == "w4nna  D I E"
    assert (found.kind, found.language) == (Danger.SUICIDE, "en")
    assert found.phrase in {row.phrase for row in table().rows}


def test_offsets_count_code_points_before_a_match_in_another_script() -> None:
    words = "😀😀 ਹੁਣ ਜੀਣ ਦਾ ਕੋਈ ਫਾਇਦਾ ਨਹੀਂ।"
    found = hit(words)
    assert found.language == "pa"
    assert words[found.start : found.end] in words.removeprefix("😀😀 ")


@given(st.text(alphabet=st.sampled_from("ab 3.!' killmyself😀é\u200d\nشکਮੈਂ"), max_size=60))
def test_whatever_comes_before_a_match_stays_outside_it_or_joins_it_at_a_word(before: str) -> None:
    words = f"{before} . i want to kill myself"
    found = hit(words)
    assert 0 <= found.start < found.end <= len(words)
    assert not words[found.start].isspace()
    assert not words[found.end - 1].isspace()


def test_the_most_urgent_sign_is_found_first() -> None:
    assert hit("he hits me and i want to die and i have just taken an overdose").kind is Danger.EMERGENCY
    assert hit("he hits me and i want to die").kind is Danger.SUICIDE


@pytest.mark.parametrize("nothing", ["", " ", "...", "😀", "\u200d", "!!!", "1", "a"])
def test_nothing_is_found_in_nothing(nothing: str) -> None:
    assert screen(nothing) is None


# How words are made alike.


@pytest.mark.parametrize(
    "words",
    [
        "I WANT TO DIE",
        "i wana die",
        "i want 2 die",
        "I wаnt tо diе",  # Cyrillic а, о, е
        "i waaaant to diiiie",
        "iwanttodie",
        "i want to d i e",
        "i want to d1e",
        "i wa\u200dnt to d\u200bie",
        "i want to… die",
        "i want to d!e",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
    ],
)
def test_spelling_does_not_hide_it(words: str) -> None:
    assert hit(words).kind is Danger.SUICIDE


@pytest.mark.parametrize("words", ["I cant go on", "I can't go on", "I can’t go on", "i carnt go on", "I cannot go on"])
def test_apostrophes_and_their_absence_are_the_same(words: str) -> None:
    assert hit(words).kind is Danger.SUICIDE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أريد أن أموت", "اريـــد ان امووت"),
        ("أُرِيدُ أَنْ أَمُوتَ", "اريد ان اموت"),
        ("می‌خواهم خودم را بکشم", "ميخواهم خودم را بكشم"),
        ("nie chcę żyć", "nie chce zyc"),
        ("ਖ਼ੁਦਕੁਸ਼ੀ", "ਖੁਦਕੁਸ਼ੀ"),
        ("ज़हर खा लूंगा", "जहर खा लूँगा"),
        ("nu vreau să trăiesc", "nu vreau sa traiesc"),
    ],
)
def test_accents_vowel_marks_and_letters_of_other_keyboards_are_the_same(one: str, other: str) -> None:
    assert hit(one).phrase == hit(other).phrase


def test_a_slip_of_the_finger_in_a_long_word_is_forgiven_and_in_a_short_one_not() -> None:
    assert screen("i want to hurt mysefl")
    assert screen("no point in livign anymore")
    assert screen("i want to dine") is None


def test_a_sentence_that_ends_does_not_run_into_the_next() -> None:
    assert screen("There was no point. Living room furniture was nice") is None
    assert screen("I could not cut. My arms are short") is None


def test_words_that_only_hold_a_phrase_inside_them_are_left_alone() -> None:
    for words in ["the therapist", "I want to diet", "skilled staff", "overdue", "deadline", "Essex"]:
        assert screen(words) is None, words


def test_squeezed_words_know_where_they_were_written() -> None:
    text = squeeze("So  sad, d i e", {})
    assert text.letters == "sosadie"
    assert [("So  sad, d i e")[start:end] for start, end in text.written] == ["So", "sad", "d", "i", "e"]


@pytest.mark.parametrize(
    "words",
    [
        "i want to " * 1000,
        "a " * 5000,
        "k i l l " * 1250,
        "a" * 10_000,
        "kill " * 2000,
        " " * 10_000,
        "." * 10_000,
        "!" * 10_000,
        "?!" * 5_000,
        "voices tell me to " * 550,
        "(" * 10_000,
        "ا" * 5000 + " و" * 2500,
        "my bf hits and hits and " * 400,
        "a-" * 5000,
        "!" * 5000 + "*" * 5000,
        "4 2 1 " * 1600,
    ],
)
def test_ten_thousand_characters_meant_to_hang_it_return(words: str) -> None:
    screen(words[:10_000])


# The table.


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_and_every_exception_finds_itself(language: str) -> None:
    lost = [
        (row.line, words)
        for row in table().rows
        if row.language == language
        for words in islice(examples(row.parts), 30)
        if row not in matched(words)
    ]
    assert lost == []


def dangers(language: str) -> list[Row]:
    return [row for row in table().rows if row.language == language and row.kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_phrases_of_every_kind(language: str) -> None:
    counts = Counter(row.kind for row in dangers(language))
    assert set(counts) == set(Danger)
    assert counts.total() >= (250 if language == "en" else AT_LEAST)


def test_every_phrase_that_is_not_english_says_what_it_means() -> None:
    unsaid = [(row.language, row.line) for row in table().rows if row.kind and row.language != "en" and not row.note]
    assert unsaid == []


def test_no_phrase_is_so_short_that_it_finds_everything() -> None:
    short = [
        (row.language, row.line, plain)
        for row in table().rows
        if row.kind and len(row.parts) == 1
        for plain in row.parts[0]
        if len(plain.replace(" ", "")) < 3
    ]
    assert short == []


def test_an_exception_speaks_only_for_its_own_phrase() -> None:
    assert screen("my wrist hurts") is None
    assert screen("i want to die for a while, he hits me") is not None


@pytest.mark.parametrize(
    ("phrase", "plain"),
    [
        ("want/need to die", ["want to die", "need to die"]),
        ("(going to/about to) die", ["going to die", "about to die"]),
        ("[really] want", ["really want", "want"]),
        ("{end} it", ["stop it", "finish it"]),
        ("walk[ing] away", ["walking away", "walk away"]),
    ],
)
def test_the_notation_stands_for_plain_phrases(phrase: str, plain: list[str]) -> None:
    assert parts(phrase, {"end": "stop/finish"}) == [plain]


@pytest.mark.parametrize("wrong", ["(want to die", "want) to die", "{unknown} me", "want/ to die"])
def test_a_phrase_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|explains|slash"):
        parts(wrong, {})
