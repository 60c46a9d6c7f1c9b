"""Whether an answer says what was hidden in the feedback that it answers, or a number that belongs to one person.

Whole words are compared in any case and spelling of letters (`fold`), however they are spaced, so that `SE5 8AF`
is `se58af`. Of a name each part counts by itself, where it is no word of every day and no job, and written as a name.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain

from flask import current_app

from config.settings import Settings
from feedback_service.identifying import finder
from feedback_service.identifying.cues import cues
from feedback_service.identifying.found import Why
from feedback_service.identifying.lists import lists
from feedback_service.identifying.words import Word, fold, split
from feedback_service.languages import DEFAULT
from feedback_service.models import Feedback
from feedback_service.phones import parse_mobile, parse_phone
from feedback_service.vocabulary import Hidden

_TOKEN = re.compile(r"\w+")
_SHORTEST_NAME = 3
_NAMES = frozenset({Hidden.NAME, Hidden.STAFF_NAME})
_OF_ONE_PERSON = frozenset({Why.NHS_NUMBER, Why.NATIONAL_INSURANCE})


def exposes(feedback: Feedback, text: str) -> bool:
    """Whether the text, of an answer to this feedback with its messages and what is hidden in them, does either."""
    return _repeats_hidden(feedback, text) or _holds_personal_number(text)


def _repeats_hidden(feedback: Feedback, text: str) -> bool:
    hidden = [
        (message.body[each.start : each.end], Hidden(each.kind))
        for message in feedback.messages
        for each in message.redactions
    ]
    if not hidden:
        return False
    said = _Run(text)
    if any(said.holds(words) for words, _kind in hidden):
        return True
    parts = {part for words, kind in hidden if kind in _NAMES for part in _name_parts(words)}
    return not parts.isdisjoint(_name_parts(text))


class _Run:
    """The words of a text without what stands between them, and where each begins and ends."""

    def __init__(self, text: str) -> None:
        self.starts, self.ends = set(), set()
        words, length = _TOKEN.findall(fold(text)), 0
        for word in words:
            self.starts.add(length)
            length += len(word)
            self.ends.add(length)
        self.letters = "".join(words)

    def holds(self, words: str) -> bool:
        """Whether these follow each other in it, from the beginning of a word to the end of one."""
        wanted = _Run(words).letters
        at = self.letters.find(wanted) if wanted else -1
        while at >= 0:
            if at in self.starts and at + len(wanted) in self.ends:
                return True
            at = self.letters.find(wanted, at + 1)
        return False


def _name_parts(text: str) -> set[str]:
    return {word.folded for word in split(text) if _is_like_a_name(word)}


def _is_like_a_name(word: Word) -> bool:
    is_capital = not word.has_case or word.text[0] != word.text[0].lower()
    is_like = len(word.text) >= _SHORTEST_NAME and is_capital
    return is_like and word.folded not in _jobs_and_titles() and not lists().is_common(word)


@cache
def _jobs_and_titles() -> frozenset[str]:
    """Words such as `matron` and `mrs`, which are often hidden with the name behind them and say nothing without it."""
    phrases = cues(DEFAULT).phrases
    return frozenset(
        word
        for sort in ("staff", "title")
        for phrase in chain.from_iterable(phrases.get(sort, {}).values())
        for word in phrase
    )


def _holds_personal_number(text: str) -> bool:
    return any(
        each.why in _OF_ONE_PERSON or (each.kind == Hidden.PHONE and _is_a_persons(text[each.start : each.end]))
        for each in finder.find(text)
    )


def _is_a_persons(number: str) -> bool:
    """Whether it is a mobile number, and not the one that people text us on."""
    try:
        return parse_mobile(number) not in set(_ours())
    except ValueError:
        return False


def _ours() -> Iterable[str]:
    settings: Settings = current_app.extensions["settings"]
    if settings.reply_number:
        yield parse_phone(settings.reply_number)
