"""What a text says when it is only a keyword, a number or a reference: pure reading, no state.

Only whole messages count, with case, signs, emoji and a polite word forgiven: "Stop. Thank you" is
STOP, "please don't stop the group" is feedback. What is unclear is no keyword: then a person reads it.
The words themselves are in keywords.toml, for anybody to read and to extend.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from feedback_service.keywords.spelling import clean, fold, is_price, normal, spellings, words_of
from feedback_service.references import ALPHABET

__all__ = [
    "NETWORKS",
    "Keyword",
    "Spoken",
    "begins_with_answer",
    "display",
    "is_mere_assent",
    "is_polite",
    "normal",
    "number",
    "reference_in",
    "spoken",
    "table",
    "without_reference",
]


class Keyword(StrEnum):
    """What a whole message can ask for or answer; the values are the table's."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    STATUS = "status"
    DELETE = "delete"
    PRIVATE = "private"
    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    SKIP = "skip"
    LANGUAGE = "language"


NETWORKS = frozenset(
    {
        *("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"),
        *("START", "UNSTOP", "HELP", "INFO"),
    }
)
"""The words that Twilio acts on and answers by itself, when a message is that single word.

YES is not among them: Twilio takes it for START only after a STOP, and to us it is an answer.
"""

_TABLE = Path(__file__).with_name("keywords.toml")
_EVERY = "all"
_LONGEST = 400
_MOST_WORDS = 12
_WORDS_AFTER_A_NUMBER = 4
_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_KEYS = f"[{ALPHABET}{ALPHABET.lower()}]"
_REFERENCE = re.compile(rf"(?<!\w)({_KEYS}{{4}})( ?[-\u2010-\u2015\u2212] ?|  ?|)({_KEYS}{{4}})(?!\w)")

_Meaning = tuple[Keyword, str] | None
"""A keyword and the section of the table it is in; None for a word that is no keyword there."""


@dataclass(frozen=True)
class Spoken:
    """A keyword that somebody texted.

    `language` is the one whose word it is, None when it is in several ("STOP", "no"); for LANGUAGE
    it is the language asked for. `reference` is as we write them, `K7M4-QX9D`. `is_networks`: the
    network has acted on it and answered already (see NETWORKS).
    """

    keyword: Keyword
    language: str | None
    reference: str | None
    is_networks: bool


@dataclass(frozen=True)
class Table:
    """keywords.toml, ready for looking up.

    `exact` and `folded` (without accents): the letters of a phrase run together → per section
    what it means there. `around` and `asking`: what may stand around a keyword in a language, and
    around a language's name. `assents`: what is a yes in every language, and hardly more than a nod.
    `shown`: the words that we tell people.
    """

    shown: Mapping[str, Mapping[Keyword, str]]
    exact: Mapping[str, Mapping[str, _Meaning]]
    folded: Mapping[str, Mapping[str, _Meaning]]
    around: Mapping[str, frozenset[str]]
    asking: Mapping[str, frozenset[str]]
    assents: frozenset[str]


def spoken(body: str, language: str | None = None) -> Spoken | None:
    """The keyword that the whole message is, or None.

    `language` is the person's, where it is known: it decides about a word that means something
    else in another language. Without it such a word is None, unless it means the same in all.
    """
    if len(body.strip()) > _LONGEST:
        return None
    text = clean(body)
    reference = reference_in(text)
    words = words_of(_without_reference(text) if reference else text)
    if len(words) > _MOST_WORDS:
        return None
    found = None
    for attempt in spellings(words):
        found = found or _whole(attempt, language) or _wrapped(attempt, language)
    if found is None:
        return None
    return Spoken(*found, reference, is_networks=body.strip().isascii() and body.strip().upper() in NETWORKS)


def number(body: str, options: Mapping[int, str] | None = None) -> int | None:
    """A bare number from 0 to 99, in the digits of any script, or an English number word.

    A few words may follow ("1 very good"), but no other digit ("2 of 3", "10:30", "1.5" are no
    answers). "2 hours late" passes for 2 therefore, unless `options` is given, the numbers and
    words that were offered: then only an offered number counts, and only its own words may follow.
    """
    text = clean(body) if len(body.strip()) <= _LONGEST else ""
    first, *rest = words_of(text) or [""]
    if len(rest) > _WORDS_AFTER_A_NUMBER or any(map(is_price, text)) or any(map(str.isnumeric, "".join(rest))):
        return None
    if first.isdecimal() and len(first) <= 2:
        value = int(first)
    elif first in _NUMBER_WORDS and not rest:
        value = _NUMBER_WORDS.index(first)
    else:
        return None
    if options is None:
        return value
    return value if value in options and set(rest) <= set(words_of(clean(options[value]))) else None


def without_reference(body: str) -> str:
    """The text without the first reference in it."""
    return _without_reference(body)


def is_polite(body: str) -> bool:
    """Whether the whole message is a courtesy, such as "thank you so much", in any of the languages."""
    words = words_of(clean(body)) if len(body.strip()) <= _LONGEST else []
    return 0 < len(words) <= _MOST_WORDS and any(_made_of(words, polite) for polite in table().around.values())


def is_mere_assent(body: str) -> bool:
    """Whether a yes is only the "ok", "ok thanks" or thumb with which people acknowledge any text."""
    said = spoken(body)
    if said is None or said.keyword != Keyword.YES:
        return False
    words = words_of(clean(body))
    return any(_made_of(words, polite | table().assents) for polite in table().around.values())


def begins_with_answer(body: str) -> bool:
    """Whether a short text begins with a yes or a no, such as "yes its ok": meant as an answer, but which?"""
    first, *rest = words_of(clean(body[:_LONGEST])) or [""]
    said = spoken(first) if 0 < len(rest) <= _WORDS_AFTER_A_NUMBER else None
    return said is not None and said.keyword in {Keyword.YES, Keyword.NO}


def reference_in(body: str) -> str | None:
    """The first reference written anywhere in it, as we write them (`K7M4-QX9D`), or None.

    Letters of either case; a hyphen of any kind, a space, or nothing between the halves. Without
    the hyphen four digits and four digits are a telephone number, and eight letters are a word.
    """
    match = _reference_match(clean(body))
    return f"{match[1]}-{match[3]}".upper() if match else None


def display(keyword: Keyword, language: str) -> str:
    """The word that our texts tell people to reply with: "YES", "TAK", "نعم"; STOP and START everywhere.

    English for a language that is not in the table.
    """
    shown = table().shown
    return shown.get(language, shown["en"])[keyword]


@cache
def table() -> Table:
    """The keywords, read once."""
    sections: dict[str, dict[str, list[str]]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    exact: dict[str, dict[str, _Meaning]] = {}
    folded: dict[str, dict[str, _Meaning]] = {}
    for code, section in sections.items():
        for name in (*Keyword, "other"):
            meaning = None if name == "other" else (Keyword(name), code)
            for phrase in section.get(name, []):
                exact.setdefault(normal(phrase), {})[code] = meaning
                folded.setdefault(fold(normal(phrase)), {}).setdefault(code, meaning)
    every = sections.pop(_EVERY)
    english = sections["en"]
    around = {code: _forms([*section["polite"], *english["polite"]]) for code, section in sections.items()}
    asking = {code: _forms([*section["asking"], *english["asking"]]) for code, section in sections.items()}
    shown = {
        code: {keyword: (section.get(keyword) or every[keyword])[0] for keyword in Keyword}
        for code, section in sections.items()
    }
    assents = frozenset(fold(normal(phrase)) for phrase in every["yes"])
    return Table(shown, exact, folded, around, {code: asking[code] | around[code] for code in asking}, assents)


def _forms(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(normal(phrase)) for phrase in phrases)


def _reference_match(text: str) -> re.Match[str] | None:
    for match in _REFERENCE.finditer(text):
        both = match[1] + match[3]
        has_letter, has_digit = any(map(str.isalpha, both)), any(map(str.isdigit, both))
        if match[2].strip() or (has_letter and (has_digit or match[2])):
            return match
    return None


def _without_reference(text: str) -> str:
    match = _reference_match(text)
    return f"{text[: match.start()]} {text[match.end() :]}" if match else text


def _whole(words: list[str], language: str | None) -> tuple[Keyword, str | None] | None:
    """What the whole message means, with nothing around it."""
    key = "".join(words)
    exact, folded = table().exact.get(key, {}), table().folded.get(fold(key), {})
    if language in folded and language not in exact:
        return _agreed(folded, language)
    return _agreed(exact or folded, language)


def _wrapped(words: list[str], language: str | None) -> tuple[Keyword, str | None] | None:
    """What the message means without the polite words around it, in whichever language they are.

    Never HELP: with "please" it may be a cry.
    """
    found: dict[str, _Meaning] = {}
    for code in table().around:
        for inner, is_polite in _inner(words, code):
            key = "".join(inner)
            for section, meaning in (table().exact.get(key) or table().folded.get(fold(key), {})).items():
                if meaning is None or meaning[0] == Keyword.HELP:
                    continue
                if meaning[0] == Keyword.LANGUAGE or (is_polite and section in (code, _EVERY)):
                    found.setdefault(section, meaning)
    return _agreed(found, language)


def _inner(words: list[str], code: str) -> Iterator[tuple[list[str], bool]]:
    """What remains when words around are taken off, the longest first; whether all of those were polite."""
    for allowed, is_polite in ((table().around[code], True), (table().asking[code], False)):
        starts = [start for start in range(len(words)) if _made_of(words[:start], allowed)]
        ends = [end for end in range(1, len(words) + 1) if _made_of(words[end:], allowed)]
        spans = [(start, end) for start in starts for end in ends if 0 < end - start < len(words)]
        for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
            yield words[start:end], is_polite


def _made_of(words: list[str], phrases: frozenset[str]) -> bool:
    """Whether the words are one phrase after another and nothing else."""
    reached = [True] + [False] * len(words)
    for end in range(1, len(words) + 1):
        reached[end] = any(reached[start] and fold("".join(words[start:end])) in phrases for start in range(end))
    return reached[-1]


def _agreed(meanings: Mapping[str, _Meaning], language: str | None) -> tuple[Keyword, str | None] | None:
    """What a word means: a word of every language first, then the person's own language, else all must agree."""
    deciding = _EVERY if _EVERY in meanings else language
    if deciding is not None and deciding in meanings:
        meanings = {deciding: meanings[deciding]}
    senses = {_sense(meaning) for meaning in meanings.values()}
    sense = senses.pop() if len(senses) == 1 else None
    if sense is None:
        return None
    keyword, asked = sense
    section = next(iter(meanings)) if len(meanings) == 1 else _EVERY
    return keyword, asked or (section if section != _EVERY else None)


def _sense(meaning: _Meaning) -> tuple[Keyword, str | None] | None:
    """The meaning for comparing between languages: a language's name is about that language."""
    return meaning and (meaning[0], meaning[1] if meaning[0] == Keyword.LANGUAGE else None)
