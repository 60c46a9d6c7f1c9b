"""Every spelling of a word leads to the one form that it is found by."""

import pytest

from feedback_service.search import words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("The Wards were waiting", "ward wait"),
        ("the patient’s letters", "patients letter"),
        ("O’Brien and O'Brien", "obrien"),
        ("Zażółć gęślą jaźń w Łodzi", "zazolc gesla jazn lodzi"),
        ("zolty", "żółty"),
        ("مُحَمَّد", "محمد"),
        ("مـــحمد", "محمد"),
        ("الممرضة إلى المستشفى", "الممرضه الي المستشفي"),
        ("ਸ਼ਾਮ ਨਰਸ", "ਸ਼ਾਮ ਨਰਸ"),
        ("Xaawo iyo Cabdi", "xaawo CABDI"),
        ("ﬁne", "fine"),
        ("ＷＡＲＤ", "ward"),
        ("Straße", "STRASSE"),
        ("می‌روم", "میروم"),
    ],
)
def test_each_spelling_finds_the_other(written: str, typed: str) -> None:
    assert words.forms(typed) <= words.forms(written)
    assert words.forms(typed)


@pytest.mark.parametrize("one_and_another", [("ਨਰਸ", "ਨੂਰਸ"), ("ਕਿਤਾਬ", "ਕਤਾਬ"), ("कम", "काम"), ("ward", "word")])
def test_signs_that_make_another_word_stay(one_and_another: tuple[str, str]) -> None:
    one, another = one_and_another
    assert words.forms(one).isdisjoint(words.forms(another))


@pytest.mark.parametrize(
    "text", ["", " ", "...", "the and of", "😀 ❤️", "\x00", "\ud800\udfff", "'’", "_" * 50, "a b c"]
)
def test_what_says_nothing_is_found_by_nothing(text: str) -> None:
    assert words.forms(text) == set()


def test_a_word_of_any_length_is_one_form_of_bounded_length() -> None:
    [form] = words.forms("x" * 10_000)
    assert len(form) <= words.LONGEST


def test_found_words_are_shown_where_they_stand() -> None:
    text = "Na oddziale było zimno. ZIMNO!"
    assert [text[start:end] for start, end in words.stretches(text, words.forms("zimno"))] == ["zimno", "ZIMNO"]
