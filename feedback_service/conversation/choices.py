"""Choices: a number, or the words of a choice as they stand in the text that asks, in whichever language it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback_service.conversation.state import AskedQuestion
from feedback_service.keywords.words import normal, number, reference_in, without_reference
from feedback_service.vocabulary import Asked

END, INVALID = "end", "invalid"
"""No more questions, please; and a number that was not offered."""
MOST_CHOICES = {Asked.VERDICT: 3, Asked.FFT: 6, Asked.AUTHOR: 4, Asked.ETHNIC_GROUP: 6, Asked.ETHNIC_BACKGROUND: 6}
"""The questions that are answered with a number, and the highest one; 0 ends an interview."""
INTERVIEW = frozenset({Asked.FFT, Asked.AUTHOR, Asked.EQUALITY, Asked.ETHNIC_GROUP, Asked.ETHNIC_BACKGROUND})
_WITH_ZERO = INTERVIEW | {Asked.QUESTIONS}
LONGEST_OPTION, SHORTEST_PART, MOST_WORDS = 60, 4, 6
_OPTION = re.compile(r"([1-9]) ([^0-9]+?)(?=[,،.။।۔] *(?:[0-9]|$)|[,،.।۔] [^0-9]*0|$)")


@dataclass(frozen=True)
class Choice:
    """What was chosen: a number as text, END or INVALID."""

    question: AskedQuestion
    choice: str


def by_number(body: str, asked: Sequence[AskedQuestion]) -> Choice | None:
    """A number that the latest question with numbers offers, or the one about a reference: alone or with its words."""
    reference, rest = reference_in(body), without_reference(body)
    mine = [each for each in asked if reference in {None, each.reference}]
    bare = number(rest) if len(rest.split()) == 1 else None
    if bare == 0:
        question = next((each for each in mine if each.kind in _WITH_ZERO), None)
        return Choice(question, END) if question else None
    question = next((each for each in mine if each.kind in MOST_CHOICES), None)
    if question is None:
        return None
    found = number(rest, _offered(question))
    if found:
        return Choice(question, str(found))
    return Choice(question, INVALID) if bare is not None else None


def by_words(body: str, asked: Sequence[AskedQuestion]) -> Choice | None:
    """The words of one choice of the first of these questions: all of them, or a part that no other choice has."""
    question, mine = (asked[0] if asked else None), normal(body)
    if question is None or question.kind not in MOST_CHOICES or not mine or len(body) > LONGEST_OPTION:
        return None
    offered = {choice: normal(words) for choice, words in _offered(question).items()}
    same = [choice for choice, words in offered.items() if words == mine]
    alike = [choice for choice, words in offered.items() if len(mine) >= SHORTEST_PART and mine in words]
    found = same or alike
    return Choice(question, str(found[0])) if len(found) == 1 else None


def _offered(question: AskedQuestion) -> dict[int, str]:
    """The choices as the text that asked has them, by their numbers."""
    last = question.words.splitlines()[-1] if question.words else ""
    found = {int(choice): words for choice, words in _OPTION.findall(last)}
    return {choice: found.get(choice, "") for choice in range(1, MOST_CHOICES[question.kind] + 1)}
