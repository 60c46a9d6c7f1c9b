"""A few questions by text, one after the other, for who wants to: ended at any point by 0.

    how was it (FFT) ──> patient or carer ──> may we ask about your ethnic group? ──> group ──> background

A question that was answered before, on the form, is not asked again.
"""

from feedback_service.conversation import questions
from feedback_service.conversation.choices import END, INVALID
from feedback_service.conversation.deciding import NO, SKIP
from feedback_service.conversation.questions import Asking
from feedback_service.conversation.turn import Reply, Turn
from feedback_service.equality import by_text
from feedback_service.models import Feedback
from feedback_service.texts import wording
from feedback_service.vocabulary import APART, Asked, Author

AUTHORS = tuple(Author)
"""By the number that the text gives them, from 1."""


def begin(turn: Turn, feedback: Feedback) -> Reply:
    """The first question that is still to be asked."""
    return _next(turn, feedback, [Asked.FFT, Asked.AUTHOR, Asked.EQUALITY])


def reply(turn: Turn) -> Reply | None:
    """Keep the answer to a question of the interview and ask the next one."""
    feedback, asked, choice = turn.feedback, turn.reading.question, turn.reading.choice
    if feedback is None or asked is None or choice is None:
        return None
    if choice == INVALID:
        key = "equality_offer" if asked.kind == Asked.EQUALITY else "not_a_choice"
        return Reply(wording.say(turn.voice, key))
    if asked.kind == Asked.ETHNIC_BACKGROUND and choice.isdecimal():
        if not by_text.take_background(turn.session, feedback, int(choice)):
            return Reply(wording.say(turn.voice, "not_a_choice"), is_apart=True)
        return _over(turn, asked.id, "questions_done", is_apart=True)
    if choice in {END, NO} or asked.kind in APART | {Asked.EQUALITY}:
        return _equality(turn, feedback)
    questions.answered(turn.session, asked.id, choice)
    if asked.kind == Asked.FFT:
        feedback.fft = feedback.fft if choice == SKIP else int(choice)
        return _next(turn, feedback, [Asked.AUTHOR, Asked.EQUALITY])
    feedback.author = feedback.author if choice == SKIP else AUTHORS[int(choice) - 1]
    return _next(turn, feedback, [Asked.EQUALITY])


def _equality(turn: Turn, feedback: Feedback) -> Reply:
    """The part whose answers are kept apart: nothing about them stays with the question."""
    asked, choice = turn.reading.question, turn.reading.choice
    assert asked is not None
    if choice in {END, NO, SKIP}:
        if asked.kind in APART | {Asked.EQUALITY}:
            by_text.declined(turn.session, feedback)
        return _over(turn, asked.id, "questions_ended" if choice in {END, NO} else "questions_done")
    if not by_text.is_open(feedback):
        return _over(turn, asked.id, "questions_ended")
    questions.answered(turn.session, asked.id, questions.KEPT_APART)
    if asked.kind == Asked.EQUALITY:
        return _ask(turn, feedback, Asked.ETHNIC_GROUP, "question_ethnic_group")
    key = by_text.take_group(turn.session, feedback, int(choice or 0))
    if key is None:
        return Reply(wording.say(turn.voice, "questions_done"), is_apart=True)
    return _ask(turn, feedback, Asked.ETHNIC_BACKGROUND, key, is_apart=True)


def _over(turn: Turn, question_id: int, key: str, *, is_apart: bool = False) -> Reply:
    questions.answered(turn.session, question_id, questions.KEPT_APART)
    return Reply(wording.say(turn.voice, key), is_apart=is_apart)


def _next(turn: Turn, feedback: Feedback, left: list[Asked]) -> Reply:
    for kind in left:
        if kind == Asked.FFT and feedback.fft is None:
            return _ask(turn, feedback, kind, "question_fft")
        if kind == Asked.AUTHOR and feedback.author is None:
            return _ask(turn, feedback, kind, "question_author")
        if kind == Asked.EQUALITY and by_text.is_open(feedback):
            return _ask(turn, feedback, kind, "equality_offer")
    return Reply(wording.say(turn.voice, "questions_done"))


def _ask(turn: Turn, feedback: Feedback, kind: Asked, key: str, *, is_apart: bool = False) -> Reply:
    return Reply(wording.say(turn.voice, key), asks=Asking(kind, feedback), is_apart=is_apart)
