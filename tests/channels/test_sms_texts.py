"""The words of texts to people, and what they cost."""

import pytest
from flask import Flask

from feedback_service import texts
from feedback_service.references import new_reference, new_token
from tests.conftest import make_settings
from wsgi import create_app

FORTY = "https://feedback.westlondon.example.nhs.uk"[:40]


@pytest.fixture
def app_in_public() -> Flask:
    assert len(FORTY) == 40
    return create_app(make_settings("sqlite://", public_url=FORTY))


@pytest.mark.parametrize("words", [texts.receipt, texts.receipt_for_media, texts.receipt_without_words])
def test_an_english_receipt_is_two_gsm_parts_at_most(app_in_public: Flask, words) -> None:  # type: ignore[no-untyped-def]
    with app_in_public.app_context():
        for _ in range(50):
            text = words(new_reference(), new_token())
            assert all(letter in texts._GSM_7 for letter in text)
            assert len(text) <= 306
            assert texts.segments(text) <= 2


def test_the_receipt_says_everything_that_it_must(app_in_public: Flask) -> None:
    with app_in_public.app_context():
        text = texts.receipt("K7M4-QX9D", "a-token_of-22-letters-")
    assert "Thank you. We have stored" in text
    assert "K7M4-QX9D" in text
    assert "private unless you agree" in text
    assert f"{FORTY}/follow/a-token_of-22-letters-\n" in text
    assert "call 999" in text
    assert "call 111, option 2" in text


def test_the_emergency_numbers_come_from_the_settings() -> None:
    app = create_app(make_settings("sqlite://", emergency_number="112", crisis_number="113", crisis_option="7"))
    with app.app_context():
        text = texts.receipt_for_media("K7M4-QX9D", "token")
    assert "call 112" in text
    assert "call 113, option 7" in text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("é" * 160, 1),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("م" * 134, 2),
        ("م" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
        ("‘" + "a" * 69, 1),
        ("‘" + "a" * 70, 2),
    ],
)
def test_the_parts_of_a_text_are_counted_as_the_networks_do(text: str, parts: int) -> None:
    assert texts.segments(text) == parts
