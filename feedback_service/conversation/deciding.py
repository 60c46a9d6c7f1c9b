"""What a text is: one pure decision over its words and where the conversation stands.

    words of danger ─> the network's own mark ─> a keyword ─> the answer to what was asked
        ─> a machine's ─> more on something still open ─> else new feedback

Nothing is guessed: "yes" belongs to the question right before it or to none, and a text that could
be two things is feedback. Staff can move it where it belongs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from feedback_service.conversation import choices
from feedback_service.conversation.choices import INVALID
from feedback_service.conversation.state import AskedQuestion, Known, State
from feedback_service.keywords.words import (
    Keyword,
    Spoken,
    begins_with_answer,
    is_mere_assent,
    is_polite,
    normal,
    number,
    reference_in,
    spoken,
)
from feedback_service.vocabulary import APART, Asked, Meaning

CONTINUES_FOR = timedelta(minutes=15)
"""How long after the last words a further text belongs to the same feedback, while nobody decided about it."""
OWN_WORDS_FOR = timedelta(hours=2)
"""How long after a preview a text that does not resemble it may be an answer to it, for a person to read."""
RESEMBLES = 0.4
"""The share of a text's words that stand in the preview as well, from which it is a rewording of it."""
PATIENCE = 3
"""How often the same text is answered in a day, and how many that follow upon each other, before nothing answers."""
ANSWERED_WITHIN = timedelta(minutes=10)
"""How soon after a question a few words are taken for an attempt to answer it."""
CHAIN = timedelta(minutes=2)
"""A longer pause than this between two texts ends a chain of them."""

YES, NO, PARTLY, PRIVATE, OWN_WORDS, SKIP = "yes", "no", "partly", "private", "own_words", "skip"
_BY_WORD = {
    Keyword.YES: YES,
    Keyword.NO: NO,
    Keyword.PARTLY: PARTLY,
    Keyword.PRIVATE: PRIVATE,
    Keyword.SKIP: SKIP,
    Keyword.DELETE: YES,
}
_YES_OR_NO = frozenset({Asked.CONSENT, Asked.PREVIEW, Asked.QUESTIONS, Asked.EQUALITY})
_START_ALIKE = "YES"
"""The word that Twilio takes for START from somebody who said STOP."""
_WORDS_OF: dict[Asked, frozenset[Keyword]] = {
    Asked.CONSENT: frozenset({Keyword.YES, Keyword.NO, Keyword.PRIVATE}),
    Asked.PREVIEW: frozenset({Keyword.YES, Keyword.NO, Keyword.PRIVATE}),
    Asked.VERDICT: frozenset({Keyword.YES, Keyword.NO, Keyword.PARTLY}),
    Asked.QUESTIONS: frozenset({Keyword.YES, Keyword.NO}),
    Asked.EQUALITY: frozenset({Keyword.YES, Keyword.NO}),
    Asked.ERASURE: frozenset({Keyword.NO, Keyword.DELETE}),
    Asked.FFT: frozenset({Keyword.SKIP}),
    Asked.AUTHOR: frozenset({Keyword.SKIP}),
    Asked.ETHNIC_GROUP: frozenset({Keyword.SKIP}),
    Asked.ETHNIC_BACKGROUND: frozenset({Keyword.SKIP}),
}
"""The words that answer each question."""

_ALWAYS = frozenset({Keyword.HELP, Keyword.STATUS, Keyword.LANGUAGE, Keyword.DELETE, Keyword.PRIVATE, Keyword.START})
_MARKS = {"STOP": Keyword.STOP, "START": Keyword.START, "HELP": Keyword.HELP}


@dataclass(frozen=True)
class Reading:
    """What a text is. `reference` is the feedback that it is about or belongs to; `choice` what an answer says;
    `language` the one asked for by name; `is_silent`: kept, and answered by nothing;
    `is_for_staff`: words, but none for the public. `is_answered_by_network`: Twilio
    said what there is to say, or lets nothing through."""

    meaning: Meaning
    keyword: Keyword | None = None
    question: AskedQuestion | None = None
    choice: str | None = None
    reference: str | None = None
    language: str | None = None
    is_silent: bool = False
    is_for_staff: bool = False
    is_answered_by_network: bool = False


def decide(
    body: str,
    state: State,
    *,
    is_danger: bool = False,
    network_mark: str | None = None,
    network_answers: bool = True,
) -> Reading:
    """Read one text. `is_danger` is the screening's word; `network_mark` Twilio's STOP, START or HELP, which counts
    before the words; `network_answers` whether it says something to its own words for stop, as on SMS. Pure."""
    if is_danger:
        return _words(body, state, is_danger=True)
    if network_mark in _MARKS:
        return Reading(Meaning.KEYWORD, _MARKS[network_mark], is_answered_by_network=True)
    said = spoken(body, state.language)
    for rule in _RULES:
        if (reading := rule(body, said, state)) is not None:
            return reading if network_answers else replace(reading, is_answered_by_network=False)
    return _words(body, state)


def _stop_or_start(body: str, said: Spoken | None, state: State) -> Reading | None:
    if said is None:
        return None
    if said.keyword == Keyword.STOP:
        return Reading(Meaning.KEYWORD, Keyword.STOP, language=said.language, is_answered_by_network=said.is_networks)
    if state.has_stopped and (said.keyword == Keyword.START or body.strip().upper() == _START_ALIKE):
        return Reading(Meaning.KEYWORD, Keyword.START, language=said.language)
    return None


def _answer_by_word(body: str, said: Spoken | None, state: State) -> Reading | None:
    if said is None or said.keyword not in _BY_WORD:
        return None
    question = _question_for(said, state)
    if question is not None and _is_unclear(body, said, question):
        return Reading(Meaning.ANSWER, question=question, choice=INVALID, reference=question.reference)
    if question is None or said.keyword not in _WORDS_OF.get(question.kind, frozenset()):
        return None
    return Reading(Meaning.ANSWER, question=question, choice=_BY_WORD[said.keyword], reference=question.reference)


def _is_unclear(body: str, said: Spoken, question: AskedQuestion) -> bool:
    """A nod is not enough to put somebody's words on the board, nor a yes to erase everything: they are asked again."""
    if question.kind in {Asked.CONSENT, Asked.PREVIEW}:
        return is_mere_assent(body)
    return question.kind == Asked.ERASURE and said.keyword == Keyword.YES


def _nearly_answered(body: str, said: Spoken | None, state: State) -> Reading | None:
    """A few words right after a question, which answer it in a way that nothing can be sure of: it is asked again.

    "Yes its ok" is no part of the feedback; other words are kept for staff, and change nothing about the board.
    """
    question = state.asked[0] if state.asked else None
    is_soon = question is not None and state.now - question.asked_at <= ANSWERED_WITHIN
    if question is None or said is not None or not is_soon or len(body.split()) > choices.MOST_WORDS:
        return None
    if question.kind in _YES_OR_NO and begins_with_answer(body):
        return Reading(Meaning.ANSWER, question=question, choice=INVALID, reference=question.reference)
    if question.kind in {Asked.FFT, Asked.AUTHOR} and body.strip() and reference_in(body) is None:
        return Reading(Meaning.MORE, choice=INVALID, reference=question.reference, is_for_staff=True)
    return None


def _question_for(said: Spoken, state: State) -> AskedQuestion | None:
    """The question right before, unless another was answered since; with a reference the latest about that feedback."""
    if said.reference is not None:
        return next((each for each in state.asked if each.reference == said.reference), None)
    latest = state.asked[0] if state.asked else None
    if latest is None or (state.answered_at is not None and state.answered_at > latest.asked_at):
        return None
    return latest


def _apart(body: str, said: Spoken | None, state: State) -> Reading | None:
    """An answer about ethnicity, in a number or in words, never becomes words of feedback: short ones are asked for
    again, and stored nowhere."""
    question = state.asked[0] if state.asked else None
    if question is None or question.kind not in APART or len(body.split()) > choices.MOST_WORDS:
        return None
    if said is not None and said.keyword != Keyword.LANGUAGE:
        return None
    known = _answer_by_choice(body, said, state)
    return known or Reading(Meaning.ANSWER, question=question, choice=INVALID, reference=question.reference)


def _keyword(_body: str, said: Spoken | None, _state: State) -> Reading | None:
    if said is None or said.keyword not in _ALWAYS:
        return None
    return Reading(Meaning.KEYWORD, said.keyword, reference=said.reference, language=said.language)


def _bare_reference(body: str, _said: Spoken | None, _state: State) -> Reading | None:
    """A reference and nothing else asks how it stands."""
    reference = reference_in(body)
    if reference is None or normal(body) != normal(reference):
        return None
    return Reading(Meaning.KEYWORD, Keyword.STATUS, reference=reference)


def _answer_by_choice(body: str, _said: Spoken | None, state: State) -> Reading | None:
    found = choices.by_number(body, state.asked) or choices.by_words(body, state.asked[:1])
    if found is None:
        return None
    return Reading(Meaning.ANSWER, question=found.question, choice=found.choice, reference=found.question.reference)


def _machine(body: str, _said: Spoken | None, state: State) -> Reading | None:
    """The same text again and again, but for a number in it, each time answered: two machines are talking."""
    same = _letters(normal(body))
    if not same or sum(_letters(each.words) == same and each.is_replied for each in state.earlier) < PATIENCE:
        return None
    return Reading(Meaning.MACHINE, reference=state.known[0].reference if state.known else None, is_silent=True)


def _own_words(body: str, _said: Spoken | None, state: State) -> Reading | None:
    """Words that resemble the preview take its place. Others soon after it may be a no in somebody's own words: they
    go to staff, and nothing comes of them by itself."""
    question = state.asked[0] if state.asked else None
    if question is None or question.kind != Asked.PREVIEW or not body.strip() or is_polite(body):
        return None
    if _resembles(body, question.words):
        return Reading(Meaning.ANSWER, question=question, choice=OWN_WORDS, reference=question.reference)
    if state.now - question.asked_at <= OWN_WORDS_FOR:
        return Reading(Meaning.MORE, reference=question.reference, is_for_staff=True)
    return None


def _resembles(body: str, words: str) -> bool:
    mine, theirs = set(body.casefold().split()), set(words.casefold().split())
    return bool(mine) and len(mine & theirs) / len(mine) >= RESEMBLES


def _addition(_body: str, _said: Spoken | None, state: State) -> Reading | None:
    question = state.asked[0] if state.asked else None
    if question is None or question.kind != Asked.ADDITION:
        return None
    return Reading(Meaning.MORE, question=question, reference=question.reference)


def _to_nothing(body: str, said: Spoken | None, state: State) -> Reading | None:
    """A "yes", a number or a "thank you" from somebody we know that answers nothing: kept, and no words of feedback.

    Somebody on call may answer an alarm so, in any words.
    """
    if not state.known and not state.is_on_call:
        return None
    is_answer = said is not None or (number(body) is not None and len(body.split()) == 1)
    if not (is_answer or is_polite(body) or (state.is_on_call and not state.known)):
        return None
    about = state.last_about or (state.known[0].reference if state.known else None)
    return Reading(Meaning.ANSWER, reference=about, is_silent=True)


_RULES: tuple[Callable[[str, Spoken | None, State], Reading | None], ...] = (
    _stop_or_start,
    _apart,
    _answer_by_word,
    _keyword,
    _bare_reference,
    _answer_by_choice,
    _machine,
    _nearly_answered,
    _own_words,
    _to_nothing,
    _addition,
)


def _words(body: str, state: State, *, is_danger: bool = False) -> Reading:
    """Words about their care: more on what they belong to, else something new."""
    silent = state.has_stopped or (not is_danger and _is_chain(state))
    belongs = _belongs_to(body, state)
    if belongs is None:
        return Reading(Meaning.FEEDBACK, is_silent=silent)
    # What is texted about something from a form must not show on the page of whoever filled the form in.
    return Reading(Meaning.MORE, reference=belongs.reference, is_silent=silent, is_for_staff=not belongs.is_texted)


def _belongs_to(body: str, state: State) -> Known | None:
    written = reference_in(body)
    for each in state.known:
        if each.reference == written or (each.is_flagged and each.is_texted):
            return each
    texted = [each for each in state.known if each.is_texted]
    latest = max(texted, key=lambda each: each.last_words_at, default=None)
    goes_on = latest is not None and (latest.is_open or latest.is_added_to)
    return latest if latest and goes_on and state.now - latest.last_words_at <= CONTINUES_FOR else None


def _letters(words: str) -> str:
    return "".join(letter for letter in words if not letter.isnumeric())


def _is_chain(state: State) -> bool:
    """Whether texts come one upon the other and were answered often enough: it could be a machine, so nothing
    answers until there is a pause. The words are kept as words all the same."""
    moment, replied = state.now, 0
    for each in state.earlier:
        if moment - each.at > CHAIN:
            break
        moment = each.at
        replied += each.is_replied and each.meaning in {Meaning.FEEDBACK, Meaning.MORE}
    return replied >= PATIENCE
