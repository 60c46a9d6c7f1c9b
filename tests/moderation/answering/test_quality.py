"""The checklist and the blanks: plain functions of the words."""

from datetime import date

import pytest

from feedback_service.vocabulary import ResponseKind
from moderation.answering.blanks import blanks
from moderation.answering.quality import Factor, Heard, Mark, Written, checklist, only_pals

COLD = Heard("The ward was freezing at night and nobody brought us blankets")
GOOD = (
    "Thank you for telling us how freezing the ward was at night. I am sorry that you were left without blankets. "
    "We have bought forty, in place since 3 November. If you are cold again, please ask the nurse in charge."
)


def mark(factor: Factor, words: str, heard: Heard = COLD, **more: object) -> Mark:
    return checklist(Written(words, **more), heard)[factor]  # type: ignore[arg-type]


def test_a_good_answer_has_everything() -> None:
    written = Written(GOOD, "Ward manager, Marigold Ward", ResponseKind.DID)
    assert set(checklist(written, COLD).values()) == {Mark.YES}


def test_a_sentence_with_a_blank_left_counts_for_nothing() -> None:
    assert mark(Factor.THANKS, "Thank you for telling us about {{what}}. We are sorry.") == Mark.NOT_YET
    assert mark(Factor.NEXT, "It is there since {{date}}. ", kind=ResponseKind.DID) == Mark.NOT_YET


def test_an_empty_answer_has_nothing_yet() -> None:
    assert set(checklist(Written(""), COLD).values()) == {Mark.NOT_YET}


@pytest.mark.parametrize(
    ("signed_as", "is_signed"),
    [
        ("Ward manager", True),
        ("Sister Grace", True),
        ("", False),
        ("The team", False),
        ("PALS", False),
        ("NHS Trust", False),
        ("Your team", False),
    ],
)
def test_a_role_or_a_person_signs_and_not_just_anybody(signed_as: str, is_signed: bool) -> None:
    assert (mark(Factor.SIGNED, GOOD, signed_as=signed_as) == Mark.YES) is is_signed


def test_an_answer_that_fits_any_story_is_not_specific() -> None:
    assert mark(Factor.SPECIFIC, "Thank you for your feedback. We take all feedback seriously.") == Mark.NOT_YET
    assert mark(Factor.SPECIFIC, "We have bought blankets for the nights.") == Mark.YES
    assert mark(Factor.SPECIFIC, "We bought heaters.", Heard("No heating")) == Mark.YES


def test_what_is_hidden_does_not_count_as_something_in_common() -> None:
    assert mark(Factor.SPECIFIC, "The name was removed", Heard("[staff name removed] was there")) != Mark.YES


def test_in_another_language_a_machine_cannot_tell() -> None:
    heard = Heard("الجناح بارد جداً", "ar")
    assert mark(Factor.SPECIFIC, GOOD, heard) == mark(Factor.SORRY, "Thank you", heard) == Mark.CANNOT_TELL
    assert mark(Factor.SORRY, "Thank you", Heard("Zimno", "pl", fft=5)) == Mark.NOT_YET


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (Heard("The staff were kind", fft=1), Mark.NOT_NEEDED),
        (Heard("The staff were kind"), Mark.NOT_NEEDED),
        (Heard("The staff were kind", fft=4), Mark.NOT_YET),
        (Heard("Nobody listened to me"), Mark.NOT_YET),
    ],
)
def test_sorry_is_due_where_it_went_wrong(heard: Heard, expected: Mark) -> None:
    assert mark(Factor.SORRY, "Thank you.", heard) == expected
    assert mark(Factor.SORRY, "We apologise.", heard) == Mark.YES


@pytest.mark.parametrize(
    ("kind", "words", "more", "expected"),
    [
        (ResponseKind.DOING, "We will paint it.", {}, Mark.NOT_YET),
        (ResponseKind.DOING, "We will paint it.", {"due_on": date(2027, 1, 4)}, Mark.YES),
        (ResponseKind.DOING, "We will paint it by the end of the month.", {}, Mark.YES),
        (ResponseKind.DID, "We painted it.", {}, Mark.NOT_YET),
        (ResponseKind.DID, "We painted it.", {"evidence": "A photo hangs in the hall"}, Mark.YES),
        (ResponseKind.DID, "We painted it on 3 March.", {}, Mark.YES),
        (ResponseKind.DID, "It is painted now.", {}, Mark.YES),
        (ResponseKind.CANNOT, "We cannot paint it.", {}, Mark.NOT_YET),
        (ResponseKind.CANNOT, "We cannot paint it, because the walls are listed.", {}, Mark.YES),
        (None, "We will paint it on Monday.", {}, Mark.YES),
    ],
)
def test_what_happens_and_when(kind: ResponseKind | None, words: str, more: dict[str, object], expected: Mark) -> None:
    assert mark(Factor.NEXT, words, kind=kind, **more) == expected


@pytest.mark.parametrize("words", ["Call 020 8354 8174.", "Talk to the matron.", "See www.example.org", "Let us know."])
def test_where_else_to_go(words: str) -> None:
    assert mark(Factor.WHERE, words) == Mark.YES
    assert mark(Factor.WHERE, "We painted it.") == Mark.NOT_YET


@pytest.mark.parametrize(
    ("words", "is_bare"),
    [
        ("Please contact PALS.", True),
        (
            "Thank you for your feedback. We are sorry. Please contact PALS on 020 8354 8174 about it.",
            True,
        ),
        ("Get in touch with the Patient Advice and Liaison Service.", True),
        ("We have mended the heating in all six rooms. PALS can help with a complaint.", False),
        ("We have mended the heating.", False),
        ("", False),
    ],
)
def test_an_answer_that_only_says_contact_pals(words: str, is_bare: bool) -> None:
    assert only_pals(words) is is_bare


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Thank you. {{what we did}} since {{ date }}.", ["what we did", "date"]),
        ("Twice {{date}} and {{date}}", ["date"]),
        ("Retyped as [what we did]", ["what we did"]),
        ("Torn {{what we did", ["what we did"]),
        ("Torn {{what we did}", ["what we did"]),
        ("Empty {{}}", ["…"]),
        ("Nothing (as it were) is left { } ]", []),
    ],
)
def test_blanks_are_found_by_name(words: str, found: list[str]) -> None:
    assert list(blanks(words)) == found


def test_a_page_of_brackets_is_read_at_once() -> None:
    assert len(blanks("{{" * 20_000 + "[" * 20_000)) < 3
