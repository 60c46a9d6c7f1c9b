"""What a text is, decided from its words and where the conversation stands. Nothing is guessed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.conversation.choices import INVALID
from feedback_service.conversation.deciding import OWN_WORDS, PATIENCE, Reading, decide
from feedback_service.conversation.state import AskedQuestion, Earlier, Known, State
from feedback_service.keywords.words import Keyword, normal
from feedback_service.texts.catalogue import TEXTS
from feedback_service.vocabulary import Asked, Meaning

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIRST, SECOND = "K7M4-QX9D", "P3RT-WY6H"
M, K = Meaning, Keyword
TEXT_OF = {
    Asked.VERDICT: "verdict_question",
    Asked.FFT: "question_fft",
    Asked.AUTHOR: "question_author",
    Asked.ETHNIC_GROUP: "question_ethnic_group",
    Asked.ETHNIC_BACKGROUND: "question_asian",
}


def asked(kind: Asked, *, ago: float = 5, about: str | None = FIRST, words: str = "", number: int = 1) -> AskedQuestion:
    """A question of `ago` minutes ago."""
    shown = words or (TEXTS[TEXT_OF[kind]].english if kind in TEXT_OF else "")
    return AskedQuestion(number, kind, NOW - timedelta(minutes=ago), about, shown)


def told(reference: str = FIRST, *, ago: float = 60, is_open: bool = True, is_flagged: bool = False) -> Known:
    return Known(reference, NOW - timedelta(minutes=ago), is_open, is_flagged)


def wrote(body: str, *, ago: float = 1, meaning: Meaning = M.FEEDBACK, is_replied: bool = True) -> Earlier:
    return Earlier(NOW - timedelta(minutes=ago), normal(body), meaning, is_replied)


def state(*questions: AskedQuestion, known: tuple[Known, ...] = (), **more: object) -> State:
    return State(NOW, asked=questions, known=known, **more)  # type: ignore[arg-type]


def test_a_first_text_is_feedback() -> None:
    assert decide("The nurse was kind", state()) == Reading(M.FEEDBACK)


@pytest.mark.parametrize(
    ("body", "keyword"),
    [
        ("STOP", K.STOP),
        ("Stop. Thank you", K.STOP),
        ("HELP", K.HELP),
        ("status", K.STATUS),
        ("delete", K.DELETE),
        ("PRIVATE", K.PRIVATE),
        ("Polski", K.LANGUAGE),
        ("start", K.START),
    ],
)
def test_a_keyword_is_one_whatever_was_asked(body: str, keyword: Keyword) -> None:
    for questions in ((), (asked(Asked.VERDICT),), (asked(Asked.ADDITION),), (asked(Asked.FFT),)):
        assert decide(body, state(*questions, known=(told(ago=1),))).keyword == keyword


@pytest.mark.parametrize("body", ["please don't stop the group", "help me please", "private rooms would be nice"])
def test_words_that_only_hold_a_keyword_are_feedback(body: str) -> None:
    assert decide(body, state()).meaning == M.FEEDBACK


def test_what_the_network_acted_on_counts_before_the_words() -> None:
    reading = decide("Arrêt", state(), network_mark="STOP")
    assert (reading.meaning, reading.keyword, reading.is_answered_by_network) == (M.KEYWORD, K.STOP, True)


def test_stop_in_a_word_that_the_network_does_not_know_is_ours_to_answer() -> None:
    assert decide("STOP", state()).is_answered_by_network
    reading = decide("please stop texting me", state())
    assert (reading.keyword, reading.is_answered_by_network) == (K.STOP, False)


def test_on_whatsapp_the_network_says_nothing_to_stop() -> None:
    assert not decide("STOP", state(), network_answers=False).is_answered_by_network


class TestYes:
    """YES means what the question right before it asked."""

    @pytest.mark.parametrize("kind", [Asked.CONSENT, Asked.PREVIEW, Asked.VERDICT, Asked.QUESTIONS, Asked.EQUALITY])
    def test_it_answers_the_latest_question(self, kind: Asked) -> None:
        older = asked(Asked.CONSENT, ago=50, about=SECOND, number=2)
        reading = decide("Yes", state(asked(kind), older))
        assert (reading.meaning, reading.choice, reading.question) == (M.ANSWER, "yes", asked(kind))

    def test_it_answers_an_older_question_only_by_its_reference(self) -> None:
        newest, older = asked(Asked.CONSENT), asked(Asked.CONSENT, ago=900, about=SECOND, number=2)
        assert decide(f"yes {SECOND.lower()}", state(newest, older)).question == older
        assert decide("yes", state(newest, older)).question == newest

    def test_it_never_slips_past_a_question_that_takes_no_yes(self) -> None:
        consent = asked(Asked.CONSENT, ago=60)
        assert decide("yes", state(asked(Asked.FFT), consent)).meaning == M.FEEDBACK

    def test_from_a_stranger_it_is_feedback_that_a_person_reads(self) -> None:
        assert decide("yes", state()).meaning == M.FEEDBACK

    @pytest.mark.parametrize("body", ["yes", "No", "3", "ok thanks", "Thank you so much!", "👍"])
    def test_that_answers_nothing_is_kept_and_is_no_feedback(self, body: str) -> None:
        reading = decide(body, state(known=(told(ago=1),)))
        assert (reading.meaning, reading.question, reading.reference) == (M.ANSWER, None, FIRST)
        assert reading.is_silent

    def test_it_never_falls_to_an_older_question_once_a_newer_one_was_answered(self) -> None:
        older = asked(Asked.CONSENT, ago=900)
        later = state(older, known=(told(ago=1000),), answered_at=NOW - timedelta(minutes=5))
        assert decide("ok", later).question is None
        assert decide(f"yes {FIRST}", later).question == older

    def test_after_stop_it_asks_for_texts_again_as_the_network_takes_it(self) -> None:
        assert decide("YES", state(has_stopped=True)).keyword == K.START

    @pytest.mark.parametrize("body", ["ok thanks", "tak", "👍"])
    def test_after_stop_no_courtesy_undoes_it(self, body: str) -> None:
        reading = decide(body, state(known=(told(),), has_stopped=True, language="pl"))
        assert reading.keyword is None

    @pytest.mark.parametrize(
        ("body", "language"),
        [("نعم", "ar"), ("ਹਾਂ", "pa"), ("Tak", "pl"), ("haa", "so"), ("sí", "es"), ("جی ہاں", "ur")],
    )
    def test_it_is_understood_in_their_language(self, body: str, language: str) -> None:
        assert decide(body, state(asked(Asked.CONSENT), language=language)).choice == "yes"


class TestNods:
    """What people acknowledge any text with is not enough where much hangs on it."""

    @pytest.mark.parametrize("body", ["ok", "Ok thanks", "👍", "okay thank you", "yes its ok", "yeah go on then"])
    @pytest.mark.parametrize("kind", [Asked.CONSENT, Asked.PREVIEW])
    def test_a_nod_puts_nothing_on_the_board_and_is_asked_again(self, kind: Asked, body: str) -> None:
        reading = decide(body, state(asked(kind, words="the ward was cold"), known=(told(ago=1),)))
        assert (reading.meaning, reading.choice) == (M.ANSWER, INVALID)

    @pytest.mark.parametrize("body", ["YES", "yes please", "Yes thank you", "yeah", "y"])
    def test_a_yes_is_one(self, body: str) -> None:
        assert decide(body, state(asked(Asked.CONSENT))).choice == "yes"

    def test_only_delete_again_erases(self) -> None:
        assert decide("yes", state(asked(Asked.ERASURE, about=None))).choice == INVALID

    @pytest.mark.parametrize("body", ["im her daughter", "good i guess", "dwa"])
    def test_a_few_words_after_a_numbered_question_are_kept_for_staff_alone(self, body: str) -> None:
        for kind in (Asked.FFT, Asked.AUTHOR):
            reading = decide(body, state(asked(kind), known=(told(ago=1),)))
            assert (reading.meaning, reading.is_for_staff, reading.choice) == (M.MORE, True, INVALID)


class TestNumbers:
    """A number is the choice of the latest question that has numbers."""

    @pytest.mark.parametrize(("body", "choice"), [("1", "1"), ("2.", "2"), ("3 no", "3"), ("٣", "3"), ("੨", "2")])
    def test_a_verdict(self, body: str, choice: str) -> None:
        reading = decide(body, state(asked(Asked.VERDICT)))
        assert (reading.meaning, reading.choice) == (M.ANSWER, choice)

    def test_that_is_not_offered_asks_again_and_closes_nothing(self) -> None:
        assert decide("7", state(asked(Asked.VERDICT))).choice == INVALID

    @pytest.mark.parametrize("body", ["2 hours late", "3 nurses were rude", "10:30", "1 of 3"])
    def test_in_words_about_care_is_no_choice(self, body: str) -> None:
        assert decide(body, state(asked(Asked.VERDICT))).meaning == M.FEEDBACK

    def test_without_a_question_is_feedback(self) -> None:
        assert decide("1", state()).meaning == M.FEEDBACK

    def test_passes_a_question_that_has_none(self) -> None:
        verdict = asked(Asked.VERDICT, ago=90, number=2)
        assert decide("2", state(asked(Asked.CONSENT), verdict)).question == verdict

    def test_nought_ends_the_questions(self) -> None:
        for kind in (Asked.QUESTIONS, Asked.FFT, Asked.AUTHOR, Asked.EQUALITY, Asked.ETHNIC_GROUP):
            assert decide("0", state(asked(kind))).choice == "end"

    @pytest.mark.parametrize(
        ("kind", "body", "choice"),
        [
            (Asked.FFT, "very good", "1"),
            (Asked.FFT, "Good", "2"),
            (Asked.AUTHOR, "carer", "2"),
            (Asked.AUTHOR, "a patient", "1"),
            (Asked.ETHNIC_GROUP, "asian", "3"),
            (Asked.ETHNIC_BACKGROUND, "Pakistani", "2"),
            (Asked.VERDICT, "partly", "partly"),
        ],
    )
    def test_the_words_of_a_choice_stand_for_its_number(self, kind: Asked, body: str, choice: str) -> None:
        reading = decide(body, state(asked(kind)))
        assert (reading.meaning, reading.choice) == (M.ANSWER, choice)

    @pytest.mark.parametrize("body", ["I am Black British", "3 Pakistani", "Welsh and Somali", "British"])
    def test_short_words_about_ethnicity_never_become_feedback(self, body: str) -> None:
        for kind in (Asked.ETHNIC_GROUP, Asked.ETHNIC_BACKGROUND):
            reading = decide(body, state(asked(kind), known=(told(ago=1),)))
            assert reading.meaning == M.ANSWER

    def test_the_name_of_a_language_is_a_choice_while_ethnicity_is_asked_for(self) -> None:
        arab = asked(Asked.ETHNIC_BACKGROUND, words=TEXTS["question_other"].english)
        assert decide("Arab", state(arab)).choice == "1"
        assert decide("STOP", state(arab)).keyword == K.STOP

    def test_with_a_reference_it_belongs_to_that_answer(self) -> None:
        newer, older = asked(Asked.VERDICT), asked(Asked.VERDICT, ago=90, about=SECOND, number=2)
        assert decide(f"{SECOND} 3", state(newer, older)).question == older

    def test_words_that_could_be_two_choices_are_none(self) -> None:
        assert decide("member", state(asked(Asked.AUTHOR, ago=60))).meaning == M.FEEDBACK


class TestMore:
    """More on something still open."""

    def test_a_text_right_after_another_goes_on_with_it(self) -> None:
        assert decide("and the food was cold", state(known=(told(ago=2),))) == Reading(M.MORE, reference=FIRST)

    def test_a_text_much_later_is_something_new(self) -> None:
        assert decide("The food was cold", state(known=(told(ago=16),))).meaning == M.FEEDBACK

    def test_nothing_is_added_by_itself_to_what_somebody_decided_about(self) -> None:
        assert decide("and the food", state(known=(told(ago=2, is_open=False),))).meaning == M.FEEDBACK

    def test_a_reference_says_what_it_belongs_to_whatever_came_of_that(self) -> None:
        known = (told(SECOND, ago=1), told(FIRST, ago=9000, is_open=False))
        assert decide(f"re {FIRST}: the food was cold too", state(known=known)).reference == FIRST

    def test_a_reference_that_is_not_theirs_leads_nowhere(self) -> None:
        assert decide(f"re {FIRST}: the food was cold too", state(known=(told(SECOND, ago=90),))).meaning == M.FEEDBACK

    def test_what_they_add_to_an_answer_may_come_in_two_texts(self) -> None:
        known = (replace(told(ago=2, is_open=False), is_added_to=True),)
        assert decide("and nobody said when", state(known=known)).reference == FIRST

    def test_what_is_missing_belongs_to_the_answer_that_did_not_help(self) -> None:
        reading = decide("You did not say when", state(asked(Asked.ADDITION), known=(told(is_open=False),)))
        assert (reading.meaning, reading.reference) == (M.MORE, FIRST)

    def test_what_came_on_a_form_may_be_somebody_elses_with_this_number(self) -> None:
        form = replace(told(ago=1), is_texted=False)
        assert decide("and the food was cold", state(known=(form,))).meaning == M.FEEDBACK
        assert decide("nobody called", state(known=(replace(form, is_flagged=True),))).meaning == M.FEEDBACK
        assert decide(f"{FIRST} the food was cold too", state(known=(form,))).is_for_staff

    def test_while_somebody_may_be_in_danger_everything_they_write_stays_together(self) -> None:
        known = (told(SECOND, ago=2000), told(FIRST, ago=9000, is_flagged=True))
        assert decide("nobody called", state(known=known)).reference == FIRST


class TestDanger:
    """Words of danger are words, whatever was asked, and answered whoever wrote before."""

    @pytest.mark.parametrize("kind", [Asked.CONSENT, Asked.PREVIEW, Asked.VERDICT, Asked.FFT])
    def test_they_are_never_an_answer(self, kind: Asked) -> None:
        assert decide("yes I want to end it", state(asked(kind)), is_danger=True).meaning == M.FEEDBACK

    def test_they_count_before_what_the_network_makes_of_them(self) -> None:
        assert decide("stop i want to die", state(), is_danger=True, network_mark="STOP").meaning == M.FEEDBACK

    def test_they_are_never_silenced_as_a_chain(self) -> None:
        chain = tuple(wrote(f"text {number}") for number in range(PATIENCE))
        assert not decide("I want to die", state(known=(told(ago=1),), earlier=chain), is_danger=True).is_silent


class TestMachines:
    """Two machines answering each other stop after three."""

    def test_the_same_text_is_answered_three_times_and_then_kept_in_silence(self) -> None:
        body = "I am driving. I will reply later."
        before = tuple(wrote(body, ago=number + 3) for number in range(PATIENCE))
        assert decide(body, state(known=(told(ago=1),), earlier=before[1:])).meaning != M.MACHINE
        assert decide(body, state(known=(told(ago=1),), earlier=before)) == Reading(
            M.MACHINE, reference=FIRST, is_silent=True
        )

    def test_a_fourth_text_within_moments_is_kept_as_words_and_answered_by_nothing(self) -> None:
        chain = tuple(wrote(f"part {number}", ago=0.5) for number in range(PATIENCE))
        reading = decide("and another thing", state(known=(told(ago=1),), earlier=chain))
        assert (reading.meaning, reading.is_silent) == (M.MORE, True)

    def test_it_stays_silent_until_there_is_a_pause(self) -> None:
        silent = (wrote("part 5", ago=0.5, is_replied=False), wrote("part 4", ago=1, is_replied=False))
        chain = (*silent, *(wrote(f"part {number}", ago=2 + number) for number in range(PATIENCE)))
        assert decide("and another thing", state(known=(told(ago=1),), earlier=chain)).is_silent
        before = tuple(wrote(f"part {number}", ago=3 + number) for number in range(PATIENCE))
        assert not decide("and another thing", state(known=(told(ago=3),), earlier=before)).is_silent

    def test_another_number_in_the_same_text_makes_it_no_other_text(self) -> None:
        before = tuple(wrote(f"Your ticket is {number}", ago=number + 5) for number in range(PATIENCE))
        assert decide("Your ticket is 777", state(known=(told(ago=1),), earlier=before)).meaning == M.MACHINE

    def test_three_quick_answers_to_questions_are_no_chain(self) -> None:
        quick = tuple(wrote("1", ago=0.3, meaning=M.ANSWER) for _ in range(PATIENCE))
        assert not decide("The staff were kind", state(earlier=quick)).is_silent


class TestPreview:
    """YES, PRIVATE, or their own words."""

    @pytest.mark.parametrize("body", ["Please do not put that up, I am scared", "The car park is too dear"])
    def test_other_words_soon_after_go_to_staff_and_nothing_comes_of_them(self, body: str) -> None:
        preview = asked(Asked.PREVIEW, words="[name removed] waited five hours")
        reading = decide(body, state(preview, known=(told(),)))
        assert (reading.meaning, reading.reference, reading.is_for_staff) == (M.MORE, FIRST, True)

    def test_words_that_resemble_it_take_its_place(self) -> None:
        preview = asked(Asked.PREVIEW, ago=600, words="[name removed] waited five hours on the ward")
        assert decide("My mum waited five hours on the ward", state(preview)).choice == OWN_WORDS
        assert decide("The car park is too dear", state(preview)).meaning == M.FEEDBACK

    def test_private_keeps_it_off(self) -> None:
        assert decide("Private", state(asked(Asked.PREVIEW))).choice == "private"


def test_after_stop_words_are_kept_and_answered_by_nothing() -> None:
    reading = decide("The ward is cold", state(has_stopped=True))
    assert (reading.meaning, reading.is_silent) == (M.FEEDBACK, True)


def test_a_reference_alone_asks_how_it_stands() -> None:
    reading = decide(FIRST.lower(), state(known=(told(),)))
    assert (reading.keyword, reading.reference) == (K.STATUS, FIRST)


def test_delete_again_confirms_and_private_is_not_taken_for_it() -> None:
    erasure = asked(Asked.ERASURE, about=None)
    assert decide("DELETE", state(erasure)).choice == "yes"
    assert decide("DELETE", state()).keyword == K.DELETE
    assert decide("PRIVATE", state(erasure)).keyword == K.PRIVATE


@given(
    body=st.text(max_size=2000),
    kind=st.sampled_from(list(Asked)),
    danger=st.booleans(),
    mark=st.sampled_from([None, "STOP", "X"]),
)
def test_every_text_is_something(body: str, kind: Asked, danger: bool, mark: str | None) -> None:
    reading = decide(body, state(asked(kind), known=(told(ago=1),)), is_danger=danger, network_mark=mark)
    assert reading.meaning in Meaning
    assert reading.choice in {None, INVALID} or (reading.meaning == M.ANSWER and reading.question is not None)
    assert reading.meaning != M.ANSWER or reading.question is None or reading.choice is not None
    assert reading.meaning != M.KEYWORD or reading.keyword is not None
