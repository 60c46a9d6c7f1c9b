"""A message that is nothing but a cry for help flags; the same words in a longer one do not."""

import csv

import pytest

from feedback_service.keywords.words import Keyword, spoken
from feedback_service.languages import SPOKEN
from feedback_service.safety.screening import screen
from tests.support.server import ROOT

with (ROOT / "feedback_service" / "safety" / "phrases" / "cries.tsv").open(encoding="utf-8", newline="") as _file:
    CRIES = [(row["language"], row["message"]) for row in csv.DictReader(_file, delimiter="\t")]


@pytest.mark.parametrize(("language", "message"), CRIES)
def test_a_cry_flags_however_it_is_typed(language: str, message: str) -> None:
    for typed in (message, message.upper(), f"  {message}!!! "):
        assert screen(typed) is not None, typed


@pytest.mark.parametrize("message", ["they tried to help me", "the police were kind", "call 999 said the poster"])
def test_the_same_words_in_a_longer_text_do_not(message: str) -> None:
    assert screen(message) is None


def test_every_language_has_cries_and_help_alone_stays_the_keyword() -> None:
    assert {language for language, _ in CRIES} == set(SPOKEN)
    said = spoken("HELP")
    assert said is not None
    assert said.keyword == Keyword.HELP
    assert screen("HELP") is None
