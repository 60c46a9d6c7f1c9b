"""Whether an answer has what people say makes one good: a checklist, worked out from the words alone.

People who were answered on a national platform named what a good reply has: a named person, something specific to
their story, thanks, an apology where one is due, what will happen and by when, where to go next, and more than
"contact PALS". The checklist is a machine's look at English words: it reminds, and never stops anybody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from feedback_service.vocabulary import ResponseKind
from moderation.answering.blanks import blanks


class Factor(StrEnum):
    """What makes an answer a good one."""

    SIGNED = "signed"
    SPECIFIC = "specific"
    THANKS = "thanks"
    SORRY = "sorry"
    NEXT = "next"
    WHERE = "where"
    NOT_PALS_ALONE = "not_pals_alone"


class Mark(StrEnum):
    """How one of them stands."""

    YES = "yes"
    NOT_YET = "not_yet"
    NOT_NEEDED = "not_needed"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Written:
    """The answer as far as it is written; `kind` is None before it is chosen."""

    words: str
    signed_as: str = ""
    kind: ResponseKind | None = None
    due_on: date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Heard:
    """What it answers: the public words, so that the checklist tells nobody what is hidden."""

    words: str
    language: str | None = "en"
    fft: int | None = None


_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|\b{_MONTH} \d{{1,4}}\b|\b\d{{1,2}}[/.]\d{{1,2}}\b|\b{_WEEKDAY}\b"
    r"|\b(?:today|tomorrow|yesterday|tonight)\b|\b(?:this|next|last) (?:week|month|year|spring|summer|autumn|winter)\b"
    r"|\b(?:in|within|after) (?:the next )?(?:\w+ )?(?:days?|weeks?|months?)\b|\bend of (?:the )?(?:week|month|year)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:now|already|since|from now on)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:because|due to|the reason|so that|since|by law|instead|not allowed|cost)\b", re.IGNORECASE)
_THANKS = re.compile(r"\b(?:thank|thanks|thankful|grateful|appreciate)\b", re.IGNORECASE)
_SORRY = re.compile(r"\b(?:sorry|apolog\w+|regret)\b", re.IGNORECASE)
_PALS = re.compile(r"\bPALS\b|patient advice (?:and|&) liaison", re.IGNORECASE)
_WHERE = re.compile(
    r"\d(?: ?\d){5,}|\b(?:111|999)\b|https?://|www\.|\S@\S+\.\S"
    r"|\b(?:speak|talk|write) (?:to|with)\b|\b(?:call|phone|ring|text|email|visit|come (?:to|and)) \w"
    r"|\bask (?:your|the|any|a|for|us|to)\b|\bcontact (?:us|your|the|our)\b|\blet us know\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:rude\w*|ignor\w+|cold|dirty|filthy|wait(?:ed|ing)|late|delay\w*|nobody|no one|never"
    r"|not (?:once|listened|told)|pain\w*|hurt\w*|upset\w*|angry|afraid|scared|frighten\w*|unsafe|lost"
    r"|terrible|awful|horrible|poor\w*|bad\w*|worse|worst|shout\w*|dismiss\w*|cancel\w*|unhelpful"
    r"|disrespect\w*|discriminat\w*|racis\w*|humiliat\w*|ashamed|broken|noisy|disappoint\w*|fail\w*"
    r"|mistake\w*|wrong\w*|complain\w*|lonely|bored|hungry)\b",
    re.IGNORECASE,
)
_NO_SIGNATURE = frozenset({"admin", "management", "nhs", "pals", "staff", "team", "trust", "us", "ward"})
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        about after again also because been before being came come could does done each every feedback feel felt find
        from gave give going good have having here hear heard into just kind know like made make many more most much
        must need only other over please really said same sent service services share some such sure taken tell telling
        than thank thanks that their them then there these they this those time told took very want wanted well went
        were what when where which while will with would your
        """,
    )
)
"""Words that stand in any answer."""
_WORDS_IN_COMMON = 2
_LITTLE_SAID = 4
_STEM = 4
_SUBSTANCE = 6
_ENGLISH = (None, "en")


def checklist(written: Written, heard: Heard) -> Mapping[Factor, Mark]:
    """How each factor stands, in the order in which they are shown."""
    words = filled(written.words)
    written = replace(written, words=words)
    return {
        Factor.SIGNED: _mark(_is_signed(written.signed_as)),
        Factor.SPECIFIC: _specific(words, heard),
        Factor.THANKS: _mark(_THANKS.search(words)),
        Factor.SORRY: _sorry(words, heard),
        Factor.NEXT: _mark(_says_what_next(written)),
        Factor.WHERE: _mark(_WHERE.search(words)),
        Factor.NOT_PALS_ALONE: _mark(words.strip() and not only_pals(words)),
    }


def filled(words: str) -> str:
    """The sentences in which no blank is left: what is still to be written counts for nothing."""
    return " ".join(each for each in re.split(r"(?<=[.!?])\s+|\n+", words) if not blanks(each))


def only_pals(words: str) -> bool:
    """Whether the answer sends the person to PALS and says nothing else of substance."""
    if not _PALS.search(words):
        return False
    sentences = re.split(r"[.!?\n]+", words)
    empty = (_PALS, _THANKS, _SORRY)
    rest = [each for each in sentences if not any(pattern.search(each) for pattern in empty)]
    return len(re.findall(r"\w{3,}", " ".join(rest))) < _SUBSTANCE


def _mark(is_there: object) -> Mark:
    return Mark.YES if is_there else Mark.NOT_YET


def _is_signed(signed_as: str) -> bool:
    parts = [part for part in re.findall(r"\w+", signed_as.casefold()) if part not in {"the", "your", "our"}]
    return any(part not in _NO_SIGNATURE and len(part) > 1 for part in parts)


def _specific(words: str, heard: Heard) -> Mark:
    if heard.language not in _ENGLISH:
        return Mark.CANNOT_TELL
    said = _stems(heard.words)
    needed = _WORDS_IN_COMMON if len(said) >= _LITTLE_SAID else 1
    return _mark(len(said & _stems(words)) >= needed) if said else Mark.CANNOT_TELL


def _stems(words: str) -> set[str]:
    """The words that say something, cut to their beginning: a heater and the heating are about the same."""
    plain = re.findall(r"[^\W\d_]{4,}", re.sub(r"\[[^\]]*\]", " ", words.casefold()))
    return {word[:_STEM] for word in plain if word not in _EMPTY}


def _sorry(words: str, heard: Heard) -> Mark:
    if _SORRY.search(words):
        return Mark.YES
    if heard.fft in {1, 2}:
        return Mark.NOT_NEEDED
    if heard.fft in {4, 5}:
        return Mark.NOT_YET
    if heard.language not in _ENGLISH:
        return Mark.CANNOT_TELL
    return Mark.NOT_YET if _NEGATIVE.search(heard.words) else Mark.NOT_NEEDED


def _says_what_next(written: Written) -> bool:
    """A promise says by when, what was done since when or with evidence, what cannot be done why."""
    if written.kind == ResponseKind.CANNOT:
        return bool(_BECAUSE.search(written.words))
    if written.kind == ResponseKind.DID and (written.evidence or _SINCE.search(written.words)):
        return True
    return written.due_on is not None or bool(_DATE.search(written.words))
