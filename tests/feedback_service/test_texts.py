"""The texts to people: complete in every language, short in English, and sure to be understood when answered."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from docs import texts as documents
from feedback_service.conversation.choices import MOST_CHOICES
from feedback_service.conversation.deciding import decide
from feedback_service.conversation.state import AskedQuestion, State
from feedback_service.keywords.words import display, spoken
from feedback_service.languages import DEFAULT, SPOKEN
from feedback_service.texts import wording
from feedback_service.texts.catalogue import SAFETY, TEXTS
from feedback_service.texts.segments import is_gsm_7, plain, segments
from feedback_service.texts.translations import FOLDER, is_translated, translated
from feedback_service.texts.wording import WORDS_TO_REPLY, Voice
from feedback_service.vocabulary import MAX_TEXT, Asked, Meaning
from tests.feedback_service.test_deciding import NOW
from wsgi import create_app

OTHERS = [code for code in SPOKEN if code != DEFAULT]
ENGLISH = Voice(DEFAULT, SAFETY)
ANSWER = {"reference": documents.REFERENCE, "token": documents.TOKEN, "signed_as": "Ward manager"}


@pytest.fixture(scope="module")
def app_in_public() -> Flask:
    assert len(documents.PUBLIC_URL) == 40
    return create_app(documents.settings())


@pytest.fixture
def here(app_in_public: Flask) -> Iterator[None]:
    with app_in_public.app_context():
        yield


def blanks(words: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)s", words))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("sent", documents.SENT, ids=lambda sent: sent.when)
def test_an_english_text_is_two_gsm_parts_at_most_unless_it_carries_an_answer(sent: documents.Sent) -> None:
    text = sent.text(ENGLISH)
    assert is_gsm_7(text)
    assert sent.carries_answer or segments(text) <= 2


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_the_same_blanks(language: str) -> None:
    path = FOLDER / language / "LC_MESSAGES" / "texts.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    found = {message.id: message for message in catalogue if message.id}
    assert set(found) == {text.english for text in TEXTS.values()}
    for text in TEXTS.values():
        message = found[text.english]
        assert not message.fuzzy, text.key
        assert message.string, text.key
        assert blanks(str(message.string)) == blanks(text.english), text.key
        assert is_translated(text.key, language), text.key


@pytest.mark.parametrize("language", OTHERS)
def test_the_numbers_of_choices_are_the_same_in_every_language(language: str) -> None:
    for key, text in TEXTS.items():
        if key.startswith("question_") or key == "verdict_question":
            numbers = re.findall(r"[0-9]", text.english)
            assert sorted(re.findall(r"[0-9]", translated(key, language))) == sorted(numbers), key


@pytest.mark.parametrize("language", list(SPOKEN))
@pytest.mark.parametrize("blank", list(WORDS_TO_REPLY))
def test_a_word_that_a_text_asks_for_is_understood_in_that_language(language: str, blank: str) -> None:
    keyword = WORDS_TO_REPLY[blank]
    for word in (display(keyword, language), display(keyword, language).lower(), f"«{display(keyword, language)}»."):
        said = spoken(word, language)
        assert said is not None, word
        assert said.keyword == keyword, word


@pytest.mark.parametrize("language", list(SPOKEN))
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (Asked.VERDICT, "verdict_question"),
        (Asked.FFT, "question_fft"),
        (Asked.AUTHOR, "question_author"),
        (Asked.ETHNIC_GROUP, "question_ethnic_group"),
    ],
)
def test_every_choice_is_understood_by_its_number_in_any_language(language: str, kind: Asked, key: str) -> None:
    question = AskedQuestion(1, kind, NOW, "K7M4-QX9D", translated(key, language))
    for choice in range(1, MOST_CHOICES[kind] + 1):
        reading = decide(str(choice), State(NOW, language=language, asked=(question,)))
        assert (reading.meaning, reading.choice) == (Meaning.ANSWER, str(choice))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("language", OTHERS)
def test_a_safety_text_that_nobody_confirmed_has_the_english_beside_it(language: str) -> None:
    draft, confirmed = Voice(language, frozenset()), Voice(language, SAFETY)
    english = wording.say(ENGLISH, "not_for_emergencies")
    for key in ("receipt", "receipt_for_media"):
        assert wording.receipt(draft, key, documents.REFERENCE, documents.TOKEN).endswith(f"\n{english}")
        assert english not in wording.receipt(confirmed, key, documents.REFERENCE, documents.TOKEN)
    for voice in (draft, confirmed):
        text = wording.signpost(voice, documents.REFERENCE)
        assert wording.say(ENGLISH, "signpost") in text
        assert text.startswith(wording.say(confirmed, "signpost"))


@pytest.mark.usefixtures("here")
def test_the_signpost_names_every_number_from_the_settings() -> None:
    text = wording.signpost(ENGLISH, documents.REFERENCE)
    assert text.splitlines()[0] == (
        "NHS feedback: we cannot help urgently by text. Life at risk? Call 999. Crisis? Call 111, option 2. "
        "Samaritans 116 123. Or text SHOUT to 85258."
    )
    assert segments(text.splitlines()[0]) == 1
    assert "Monday to Friday, 9am to 5pm" in text


@pytest.mark.usefixtures("here")
def test_a_long_answer_is_cut_at_a_word_and_the_link_and_the_question_stay() -> None:
    words = "We have read it. " * 150
    text = wording.answer(ENGLISH, "answer", words=words, **ANSWER)
    assert MAX_TEXT - 20 < len(text) <= MAX_TEXT
    assert re.search(r"\w\.\.\. More: https://\S+\nDid this answer you\? Reply 1 yes, 2 partly, 3 no\.$", text)


@pytest.mark.usefixtures("here")
def test_quotes_and_dashes_of_a_word_processor_do_not_double_the_price() -> None:
    text = wording.answer(ENGLISH, "answer", words="We’re sorry – “tea” is back…", **ANSWER)
    assert 'We\'re sorry - "tea" is back...' in text
    assert is_gsm_7(text)
    assert plain("We’re sorry 😀") == "We’re sorry 😀"


@pytest.mark.usefixtures("here")
def test_a_preview_shows_all_where_it_fits_and_the_way_to_all_of_it_where_not() -> None:
    short = wording.preview(ENGLISH, documents.REFERENCE, documents.TOKEN, "[name removed] was kind")
    long = wording.preview(ENGLISH, documents.REFERENCE, documents.TOKEN, "[name removed] was kind. " * 60)
    assert '"[name removed] was kind"' in short
    assert "/follow/" not in short
    assert f"/follow/{documents.TOKEN}" in long
    assert segments(long) == 2


def test_the_documents_hold_every_text_as_it_is_sent(app_in_public: Flask) -> None:
    with app_in_public.app_context():
        for path, content in documents.pages().items():
            assert path.read_text(encoding="utf-8") == content, f"run `python -m docs.texts`: {path.name} is old"


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
    assert segments(text) == parts
