"""Exact days and times, dates of birth, and ages that few people reach; digits are 0 to 9."""

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from feedback_service.identifying.found import Certainty, Found, Why
from feedback_service.identifying.words import fold
from feedback_service.languages import SPOKEN
from feedback_service.vocabulary import Hidden

_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/\-]|\.\d)")
_ISO = re.compile(r"(?<![\d\-])\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])(?!\d)")
_SHORT = re.compile(r"\b(?:on|dated|since)(?: the)? (\d{1,2}/\d{1,2})(?![\d/])", re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"(?<![\d.:/£$])(\d{1,2})(?:st|nd|rd|th|er|º|ª)?(?:[.,]|,? of(?= )| de(?= ))? ?"
    r"([^\W\d_][^\s\d.,;:!?()]{1,14})(?:,? (?:de )?((?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"\b([a-z]{3,9}) (?:the )?(\d{1,2})(?:st|nd|rd|th)?\b(?![:.]\d| ?(?:am|pm|%))(?:,? ((?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(r"\b([a-z]{3,9}) ((?:19|20)\d\d)\b", re.IGNORECASE)
_THE_NTH = re.compile(
    r"\b(?:on|since) (the \d{1,2}(?:st|nd|rd|th))\b"
    r"(?! (?:floor|time|day|appointment|attempt|ward|visit|week|month|of ))",
    re.IGNORECASE,
)
_ON_WEEKDAY = re.compile(
    rf"\b(?:(?:(?:on|since|by|until|till|before|from|come) )?(?:(last|this|next|on|past) ){_WEEKDAY}|"
    rf"(?:on|since|by|until|till|before) ({_WEEKDAY}))\b(?: (?:morning|afternoon|evening|night)\b)?(?! group| club)",
    re.IGNORECASE,
)
_WEEKDAY_ALONE = re.compile(rf"\b{_WEEKDAY}\b", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:christmas (?:eve|day)|boxing day|new year'?’?s (?:eve|day)|good friday|"
    r"easter (?:sunday|monday)|halloween|valentine'?’?s day)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|last night|this morning|this afternoon|this evening|tomorrow)\b", re.I
)
_HOUR_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PART = r"(?: (?:in the|at) (?:morning|afternoon|evening|night))"
_CLOCKS = (
    re.compile(rf"(?<![\d.:£$])\d{{1,2}}(?:[:.]\d{{2}})? ?(?:[ap]m|[ap]\.m\.?)(?![\w]){_PART}?", re.IGNORECASE),
    re.compile(rf"(?<![\d.:/])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:]){_PART}?"),
    re.compile(
        rf"\b(?:at|by|until|till|around|about|from) ((?:[01]?\d|2[0-3])\.[0-5]\d)(?![\d%]| ?(?:mg|ml|%)){_PART}?", re.I
    ),
    re.compile(
        rf"\b(?:half|quarter|five|ten|twenty|twenty[ -]five) (?:past|to) "
        rf"(?:{_HOUR_WORD}|\d{{1,2}}|midnight|noon)\b{_PART}?",
        re.I,
    ),
    re.compile(rf"\b(?:{_HOUR_WORD}|\d{{1,2}}) o['’ ]?clock\b{_PART}?", re.IGNORECASE),
    re.compile(rf"\b(?:{_HOUR_WORD}|\d{{1,2}}(?:\.\d\d)?){_PART}\b", re.IGNORECASE),
    re.compile(r"\b(?:at|by|until|till) (noon|midday|midnight)\b", re.IGNORECASE),
    re.compile(
        r"(?:الساعة|ساعت|godz\.|godzinie|ora|saacadda|a las|às|vers) (\d{1,2}(?:[:.h]\d{2})?)(?!\d)", re.IGNORECASE
    ),
    re.compile(r"(?<![\d:])(\d{1,2}(?::\d{2})?) ?(?:بجے|बजे|ਵਜੇ|વાગ્યે|மணிக்கு|টায়)"),
    re.compile(r"(?<![\d])([01]?\d|2[0-3]) ?h ?[0-5]\d(?!\w)"),
)
_ALSO_MONTHS = {"sept", "januari", "febraayo", "maarso", "abriil", "juun", "luuliyo", "agoosto", "oktoobar"}
"""What Babel does not have: a short form, and the Somali names that people use."""
_AS_A_RULE = re.compile(r"\b(?:opens?|closes|shuts|every|daily)\b[^.!?]{0,25}$", re.IGNORECASE)
_BORN = re.compile(
    r"(?:\bborn|\bd\.?o\.?b\.?|\bdate of birth|urodzon\w{1,3}|تاریخ پیدائش|تاريخ ميلادي?)"
    r"\W{0,3}(?:(?:is|was|on|the|in) ){0,2}$",
    re.I,
)
_AGE = re.compile(
    r"(?<![\d.,£$/])(9\d|1[01]\d)(?= ?-?(?:years?|yrs?)[ -]?(?:old|of age)| ?y/?o\b)|"
    r"\b(?:aged?|turned)(?: of)? (9\d|1[01]\d)\b(?![%.]\d)|"
    r"\b(?:i am|i'm|she is|he is|she's|he's|mother is|father is|mum is|dad is|who is|gran is|nan is) "
    r"(9\d|1[01]\d)(?=$|[.,;!?]| and\b| years\b)|"
    r"\b(ninety[ -]?(?:one|two|three|four|five|six|seven|eight|nine)?)(?= ?-?years?)",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Found]:
    """Every moment and age."""
    for found in _days(text):
        is_birth = _BORN.search(text, max(0, found.start - 40), found.start) is not None
        yield Found(found.start, found.end, Hidden.DATE, Why.DATE_OF_BIRTH if is_birth else Why.DATE, found.certainty)
    for pattern in _CLOCKS:
        for match in pattern.finditer(text):
            group = 1 if match.re.groups and match.re is not _CLOCKS[2] else 0
            start = match.start(1) if match.re is _CLOCKS[2] else match.start(group)
            end = match.end() if match.re is _CLOCKS[2] else match.end(group)
            if not _AS_A_RULE.search(text, max(0, start - 50), start):
                yield Found(start, end, Hidden.DATE, Why.TIME)
    for match in _AGE.finditer(text):
        group = next(number for number in range(1, 5) if match[number])
        yield Found(*match.span(group), Hidden.AGE, Why.AGE)


def _days(text: str) -> Iterator[Found]:
    for match in _NUMERIC.finditer(text):
        if _is_day(int(match[1]), int(match[3])):
            yield _day(*match.span(), Certainty.CERTAIN)
    for match in _ISO.finditer(text):
        yield _day(*match.span(), Certainty.CERTAIN)
    for match in _SHORT.finditer(text):
        yield _day(*match.span(1))
    yield from _with_month(text)
    for pattern in (_THE_NTH, _NAMED):
        for match in pattern.finditer(text):
            yield _day(*match.span(match.re.groups))
    for match in _ON_WEEKDAY.finditer(text):
        start = match.start(2) if match[2] else match.start(1)
        if match[1] and match[1].lower() == "on":
            start = match.start(1) + 3
        yield _day(start, match.end())


def _with_month(text: str) -> Iterator[Found]:
    for match in _DAY_MONTH.finditer(text):
        if 1 <= int(match[1]) <= 31 and fold(match[2]) in months():
            yield _day(match.start(), match.end() if match[3] else match.end(2))
    for match in _MONTH_DAY.finditer(text):
        if 1 <= int(match[2]) <= 31 and fold(match[1]) in months("en") and not _is_word(match[1]):
            yield _day(*match.span())
    for match in _MONTH_YEAR.finditer(text):
        if fold(match[1]) in months("en"):
            yield _day(*match.span(), Certainty.POSSIBLE)


def alone(text: str) -> Iterator[Found]:
    """Days of the week and words such as "yesterday": exact only with a date or a time beside them."""
    for pattern in (_WEEKDAY_ALONE, _RELATIVE):
        for match in pattern.finditer(text):
            yield _day(*match.span())


@cache
def months(language: str | None = None) -> frozenset[str]:
    """The names of the months, folded: of one language, or of all that people write to us in."""
    names: set[str] = set()
    for code in [language] if language else SPOKEN:
        for form in ("format", "stand-alone"):
            widths = Locale.parse(code).months[form]
            # Short forms are words of other languages: "out" is a month in Portugal.
            for width in ("wide", "abbreviated") if code == "en" else ("wide",):
                names |= {fold(name.rstrip(".")) for name in widths[width].values()}
    return frozenset({*names, *_ALSO_MONTHS})


def _day(start: int, end: int, certainty: Certainty = Certainty.LIKELY) -> Found:
    return Found(start, end, Hidden.DATE, Why.DATE, certainty)


def _is_day(first: int, second: int) -> bool:
    return 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12


def _is_word(name: str) -> bool:
    """`may 3 people`, `march 2 miles`: small letters and a word of its own."""
    return name.islower() and name in {"may", "march", "mar", "sat"}
