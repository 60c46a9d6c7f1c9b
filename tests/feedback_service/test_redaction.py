"""Hiding what identifies: offsets are code points, nothing is left out, nothing hidden leaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.redaction import Piece, Stretch, join_words, pieces, redact
from feedback_service.vocabulary import Hidden

TEXTS = st.text(alphabet=st.sampled_from("ab 😀é\nਪੰੀ شك"), max_size=40)


def stretches_of(text: str, cuts: list[int]) -> list[Stretch]:
    edges = sorted({cut % (len(text) + 1) for cut in cuts})
    return [Stretch(start, end, Hidden.NAME) for start, end in zip(edges[::2], edges[1::2], strict=False)]


@given(TEXTS, st.lists(st.integers(min_value=0), max_size=8))
def test_the_pieces_of_a_text_are_the_text(text: str, cuts: list[int]) -> None:
    assert "".join(piece.text for piece in pieces(text, stretches_of(text, cuts))) == text


@given(TEXTS, st.lists(st.integers(min_value=0), max_size=8))
def test_redacting_replaces_the_stretches_and_keeps_the_rest(text: str, cuts: list[int]) -> None:
    stretches = stretches_of(text, cuts)
    expected = "".join("#" if piece.kind else piece.text for piece in pieces(text, stretches))
    assert redact(text, stretches, lambda _: "#") == expected


def test_words_that_follow_each_other_become_one_stretch() -> None:
    text = "Nurse Kemi Example helped Kemi"
    assert join_words(text, [(6, 10), (11, 18), (26, 30)], []) == [(6, 18), (26, 30)]


def test_emoji_count_as_one() -> None:
    text = "😀 Kemi 😀"
    word = next(piece for piece in pieces(text, []) if piece.text == "Kemi")
    assert word == Piece("Kemi", 2, 6, is_word=True)


@pytest.mark.parametrize("chosen", [(-1, 2), (0, 99), (5, 5), (0, 4)])
def test_a_choice_outside_the_text_or_hidden_already_is_refused(chosen: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="chosen word"):
        join_words("Kemi helped", [chosen], [Stretch(0, 4, Hidden.NAME)])
