"""Keywords in what people text, in every language: whole messages only, nothing guessed."""

import csv
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.keywords import words
from feedback_service.keywords.spelling import fold
from feedback_service.keywords.words import Keyword, display, normal, number, reference_in, spoken
from tests.support.server import ROOT

LANGUAGES = ["en", "pa", "pl", "ar", "ro", "es", "it", "ur", "pt", "gu", "fr", "ta", "fa", "so", "ne", "hi", "bn", "ps"]
TABLE = tomllib.loads((ROOT / "feedback_service/keywords/keywords.toml").read_text(encoding="utf-8"))
with (ROOT / "tests/data/keywords.tsv").open(encoding="utf-8", newline="") as file:
    MESSAGES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60) | st.text(
    "STOPstop 1k7M4-ਹਾنعم\u200f\ud800👍", max_size=40
)

CONFLICTS = {
    "aam": "yes in Tamil, mango in Hindi",
    "ama": "yes in Tamil, or in Somali",
    "are": "yes in Persian, a word in English, Italian and Hindi",
    "aw": "yes in Pashto, a sigh in English",
    "ha": "yes in six languages, laughter in English",
    "ho": "yes in Nepali and Pashto, laughter in English, be in Hindi and Bengali",
    "may": "no in Somali, a month and a name in English",
    "maya": "no in Somali, a name in English, Hindi and Nepali",
    "naam": "yes in Arabic, name in Hindi and Urdu",
    "nai": "no in Panjabi, Urdu, Hindi and Nepali; there is none in Bengali",
    "om": "yes in Tamil, a sacred syllable in Hindi",
    "oo": "yes in Pashto, wonder in English",
    "pare": "stop in Spanish and Portuguese, it seems in Italian",
    "sari": "yes in Tamil, skip in Romanian, a garment in English and Hindi",
    "sim": "yes in Portuguese, part of a phone in English",
    "stan": "status in Polish, a name in English",
    "stare": "status in Romanian, to look in English",
    "ya": "yes in English, already in Spanish",
    "او": "yes in Pashto, or in Arabic, she in Persian",
    "خاص": "private in Arabic, special in Persian",
    "رد": "skip in Persian, an answer in Arabic, refused in Urdu",
    "هو": "yes in Pashto, he in Arabic, a sigh in Persian, be in Urdu",
}
"""Every word of the table that means something else in another language: alone it decides nothing."""


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: f"{row['language']} {row['message']}")
def test_a_whole_message_means(row: dict[str, str]) -> None:
    found = spoken(row["message"], None if row["language"] == "-" else row["language"])
    read = ("-", "-") if found is None else (str(found.keyword), found.language or "-")
    assert read == (row["keyword"], row["of"])


def test_the_table_of_messages_holds_enough_of_every_kind() -> None:
    assert len(MESSAGES) >= 150
    assert {row["keyword"] for row in MESSAGES} == {*Keyword, "-"}
    assert sum(row["keyword"] == "-" for row in MESSAGES) >= 60
    assert {row["of"] for row in MESSAGES} >= set(LANGUAGES)


@pytest.mark.parametrize(
    "body",
    [
        "\u200fنعم\u200f",
        "\u202bنعم\u202c",
        "\u2067نعم\u2069",
        "\ufeffنعم",
        "نع\u200dم",
        "\u200bنعم\u00ad",
        "نـعـم",
        "نَعَم",
        "ﻧﻌﻢ",
    ],
)
def test_what_cannot_be_seen_and_how_letters_join_makes_no_difference(body: str) -> None:
    found = spoken(body.replace("ـ", ""))
    assert found is not None
    assert (found.keyword, found.language) == (Keyword.YES, "ar")


@pytest.mark.parametrize("body", ["STOP", "stop", " stop\n", "Cancel", "help", "INFO", "start", "Unstop"])
def test_a_networks_word_alone_has_been_answered_by_the_network(body: str) -> None:
    found = spoken(body)
    assert found is not None
    assert found.is_networks


@pytest.mark.parametrize(
    "body", ["Stop.", "Stop. Thank you", "please stop", "yes", "status", "koniec", "POMOC", "STOP K7M4-QX9D"]
)
def test_anything_else_has_not(body: str) -> None:
    found = spoken(body)
    assert found is not None
    assert not found.is_networks


@pytest.mark.parametrize("language", [None, *LANGUAGES])
@pytest.mark.parametrize("word", sorted(words.NETWORKS))
def test_no_language_changes_what_the_network_does(word: str, language: str | None) -> None:
    found = spoken(word, language)
    assert found is not None
    assert found.keyword in {Keyword.STOP, Keyword.START, Keyword.HELP}


@pytest.mark.parametrize(
    ("body", "keyword"),
    [
        ("STATUS K7M4-QX9D", Keyword.STATUS),
        ("k7m4qx9d status", Keyword.STATUS),
        ("yes k7m4 qx9d", Keyword.YES),
        ("Please delete k7m4–qx9d, thanks", Keyword.DELETE),
        ("status for ref K7M4-QX9D", Keyword.STATUS),
        ("\u200eTAK\u200e K7M4\u2011QX9D", Keyword.YES),
    ],
)
def test_a_keyword_may_come_with_a_reference(body: str, keyword: Keyword) -> None:
    found = spoken(body)
    assert found is not None
    assert (found.keyword, found.reference) == (keyword, "K7M4-QX9D")


def test_a_reference_alone_is_no_keyword() -> None:
    assert spoken("K7M4-QX9D") is None


def test_texts_are_the_same_whatever_their_case_signs_and_spaces() -> None:
    assert normal("Thank you!!") == normal("thankyou 😀") == "thankyou"
    assert normal("Don’t") == normal("don't")
    assert normal("\u200fنعم، ") == "نعم"
    assert normal("USUŃ") == "usuń"
    assert normal("👍🏽👍") == normal("👍️") == "👍"
    assert normal("👍") != normal("👎")
    assert normal("?!") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_word_for_everything_and_understands_the_word_it_tells_people(language: str) -> None:
    for keyword in Keyword:
        shown = display(keyword, language)
        found = spoken(shown, language)
        assert found is not None
        assert (found.keyword, found.language) in {(keyword, language), (keyword, None)}
        assert found.keyword != Keyword.LANGUAGE or found.language == language
        # With an exclamation mark, in small letters, without accents, and with the English "please".
        assert spoken(f" {shown.lower()}! ", language) is not None
        assert spoken(fold(normal(shown)), language) is not None
        assert (spoken(f"{shown} please", language) is None) == (keyword == Keyword.HELP)


def test_stop_and_start_are_the_networks_words_everywhere() -> None:
    assert {display(Keyword.STOP, each) for each in LANGUAGES} == {"STOP"}
    assert {display(Keyword.START, each) for each in LANGUAGES} == {"START"}


def test_the_words_that_we_tell_people() -> None:
    assert display(Keyword.YES, "pl") == "TAK"
    assert display(Keyword.YES, "ar") == "نعم"
    assert display(Keyword.LANGUAGE, "pa") == "ਪੰਜਾਬੀ"
    assert display(Keyword.YES, "xx") == display(Keyword.YES, "en") == "YES"


def test_the_table_has_every_language_and_no_list_that_is_not_read() -> None:
    lists = {*Keyword, "polite", "asking", "other"}
    assert list(TABLE) == ["all", *LANGUAGES]
    for language in LANGUAGES:
        assert set(TABLE[language]) <= lists
        assert set(TABLE[language]) >= {*Keyword, "polite", "asking"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_table_is_understood_in_its_own_language(language: str) -> None:
    for keyword in Keyword:
        for phrase in TABLE[language][keyword]:
            found = spoken(phrase, language)
            assert found is not None, phrase
            assert found.keyword == keyword, phrase


@pytest.mark.parametrize("language", ["all", *LANGUAGES])
def test_no_language_has_one_word_for_two_things(language: str) -> None:
    seen: dict[str, str] = {}
    for name in (*Keyword, "other"):
        for phrase in TABLE[language].get(name, []):
            assert seen.setdefault(fold(normal(phrase)), name) == name, phrase


def test_every_conflict_between_languages_is_listed_and_decided_by_the_persons_own() -> None:
    found = {}
    for key, meanings in words.table().folded.items():
        if (
            len(
                {
                    meaning and (meaning[0], meaning[0] == Keyword.LANGUAGE and meaning[1])
                    for meaning in meanings.values()
                }
            )
            > 1
        ):
            found[key] = meanings
    assert set(found) == set(CONFLICTS)
    for key, meanings in found.items():
        assert spoken(key) is None
        for language, meaning in meanings.items():
            own = spoken(key, language)
            assert (own and own.keyword) == (meaning and meaning[0]), f"{key} in {language}"


@given(ANY_TEXT, st.sampled_from([None, *LANGUAGES, "xx"]))
def test_whatever_the_text_nothing_raises(text: str, language: str | None) -> None:
    for body in (text, f"stop {text}", f"{text} 1"):
        spoken(body, language)
        number(body)
        reference_in(body)
        normal(body)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "ok ",
        "1",
        "\u200f",
        "\ud800",
        "👍",
        "\u0301",
        "a\u0300\u0327",
        "K7M4 ",
        "please ",
        "\ufdfa",
        "\x00",
        "ਹਾਂ ਜੀ ",
    ],
)
def test_ten_thousand_characters_are_no_keyword_and_no_number(piece: str) -> None:
    body = (piece * 10_000)[:10_000]
    assert spoken(body) is None
    assert number(body) is None
    reference_in(body)
    normal(body)


def test_a_keyword_far_inside_white_space_is_still_one() -> None:
    found = spoken(" " * 5_000 + "stop" + "\n" * 4_000)
    assert found is not None
    assert found.keyword == Keyword.STOP


@pytest.mark.parametrize("word", ["stop", "yes", "no", "delete", "private", "skip"])
@pytest.mark.parametrize("greeting", ["hi", "Hello,", "Good morning."])
def test_a_greeting_changes_nothing(greeting: str, word: str) -> None:
    alone, greeted = spoken(word), spoken(f"{greeting} {word}")
    assert alone is not None
    assert greeted is not None
    assert greeted.keyword == alone.keyword
