"""The language of short texts, as people type them: right where it is said, and unknown said honestly."""

import csv
import socket
import statistics
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service import detection
from feedback_service.detection import FLOOR, UNKNOWN, detect
from tests.support.server import ROOT

LANGUAGES = ["en", "pa", "pl", "ar", "ro", "es", "it", "ur", "pt", "gu", "fr", "ta", "fa", "so", "ne", "hi", "bn", "ps"]
with (ROOT / "tests/data/languages.tsv").open(encoding="utf-8", newline="") as file:
    MESSAGES = [
        (None if row["language"] == "unknown" else row["language"], row["message"])
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]


def test_of_the_languages_named_nearly_all_are_right_and_most_texts_have_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = [(language, detect(message).language) for language, message in MESSAGES]
    of_ours = [(expected, found) for expected, found in answers if expected]
    right = sum(expected == found for expected, found in of_ours)
    named = sum(found is not None for _, found in answers)
    with capsys.disabled():
        print(
            f"\n{len(answers)} texts, precision {right / named:.3f}, recall {right / len(of_ours):.3f}; not named:",
            end=" ",
        )
        print(dict(Counter(expected for expected, found in of_ours if expected != found)))
    assert right / named >= 0.95
    assert right / len(of_ours) >= 0.80


@pytest.mark.parametrize("message", [message for language, message in MESSAGES if language is None])
def test_what_is_too_little_or_not_ours_is_unknown(message: str) -> None:
    assert detect(message).language is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_texts_of_each_language_are_named_and_none_wrongly(language: str) -> None:
    found = [detect(message).language for expected, message in MESSAGES if expected == language]
    assert len(found) >= 6
    assert set(found) <= {language, None}
    assert found.count(language) >= 0.6 * len(found)


def test_the_table_holds_enough_short_texts_and_enough_that_are_unknown() -> None:
    of_ours = [message for language, message in MESSAGES if language]
    assert len(MESSAGES) >= 150
    assert len(MESSAGES) - len(of_ours) >= 60
    assert statistics.median(len(message) for message in of_ours) <= 40


@pytest.mark.parametrize(
    "message",
    ["", " ", "1", "👍👍", "ok", "https://example.org/und/der/die", "a@example.org", "\ud800", "\u200f\u200f"],
)
def test_a_text_without_words_has_no_language_and_no_confidence(message: str) -> None:
    assert detect(message) == UNKNOWN


def test_links_addresses_and_numbers_say_nothing() -> None:
    plain = detect("nikt mi nic nie powiedział")
    assert detect("nikt mi nic nie powiedział https://example.org/the-ward me@example.org 07700 900123") == plain


@pytest.mark.parametrize(("word", "language"), [("ਧੰਨਵਾਦ", "pa"), ("આભાર", "gu"), ("நன்றி", "ta"), ("ধন্যবাদ", "bn")])
def test_a_script_of_its_own_needs_one_word(word: str, language: str) -> None:
    assert detect(word).language == language


def test_case_and_the_form_of_accents_make_no_difference() -> None:
    text = "La comida estaba fría y nadie me escuchó"
    assert detect(text).language == detect(text.upper()).language == "es"
    assert detect("La comida estaba fri\u0301a y nadie me escucho\u0301") == detect(text)


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
def test_whatever_the_text_the_confidence_is_a_share_and_below_the_floor_nothing_is_named(text: str) -> None:
    found = detect(text)
    assert 0.0 <= found.confidence <= 1.0
    assert found.language is None or (found.language in LANGUAGES and found.confidence >= FLOOR)


@pytest.mark.parametrize("piece", ["a", "the staff ", "\ud800", "ਹਾਂ", "\u0301", "ﷺ", "https://", "a@", "1"])
def test_ten_thousand_characters_are_no_trouble(piece: str) -> None:
    detect((piece * 10_000)[:10_000])


def test_nothing_is_asked_of_the_network_and_the_statistics_load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    detection._loaded.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(detect, ["The staff on the ward were kind"] * 16))
    assert {each.language for each in found} == {"en"}
    assert detection._loaded.cache_info().misses == 1
    assert "py3langid.server" not in sys.modules
