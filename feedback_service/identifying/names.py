"""Names of people: from the words around them, and from lists.

A name that only a list knows is suggested where nothing speaks against it; one that nobody knows is suggested where
the words around it leave no doubt. What follows is a place ("Rose Ward") is none.
"""

import re
from collections.abc import Iterator

from feedback_service.identifying.cues import cues
from feedback_service.identifying.found import Certainty, Found, Why
from feedback_service.identifying.lists import Level, Lists, lists
from feedback_service.identifying.reading import Expecting, Reading
from feedback_service.identifying.words import split
from feedback_service.vocabulary import Hidden

_TO_NAME = re.compile(r"[ \t]{0,2}[.,:(\-–—\"“'*]{0,2}[ \t\n]{0,2}")
_TO_TITLED = re.compile(r"\.?[ \t\n\u00a0]{1,2}")
_BESIDE = re.compile(r"[ ]{0,2}[,(\-–—:]?[ ]{0,2}")
_AND = re.compile(r"[ ]{0,2}")
_LISTED = re.compile(r",[ ]{0,2}|[ ]{0,2}")
_JOB_PLACES = frozenset(
    {
        "reception", "team", "clinic", "desk", "unit", "kitchen", "line", "crisis", "housing", "ot", "recovery",
        "pharmacy", "office", "nights", "days", "shift", "memory", "treatment", "security", "gym", "canteen", "duty",
    }
)  # fmt: skip
_BEFORE_JOB = frozenset(
    {
        "my", "our", "the", "a", "an", "his", "her", "their", "your", "this", "family", "named", "lead", "senior",
        "main", "only", "great", "best", "other", "ward",
    }
)  # fmt: skip
_FROM = frozenset({"from", "in", "on", "at"})
_SAINTS = frozenset({"st", "saint", "queen", "king", "king's", "san", "santa", "lake", "charing"})
_REST_OF_SIGNATURE = 4


def find(text: str, language: str | None, known: Lists | None = None) -> Iterator[Found]:
    """Every name in order; `known` are other lists than those that come with the service."""
    words = split(text)
    reading = Reading(words, cues(language), known or lists(), language)
    claims: dict[int, tuple[int, Hidden, Why]] = {}
    for rule in (_after_cues, _signed, _with_job, _from_lists, _from_context):
        for start, end, kind, why in rule(reading):
            if not any(place in reading.taken for place in range(start, end)):
                claims[start] = (end, kind, why)
                reading.taken.update(range(start, end))
    for start, end, kind, why in _coordinated(reading, claims):
        claims.setdefault(start, (end, kind, why))
    for start, (end, kind, why) in sorted(claims.items()):
        if kind == Hidden.NAME and is_beside_job(reading, end):
            kind = Hidden.STAFF_NAME
        sure = Certainty.POSSIBLE if why in {Why.NAME_BY_CONTEXT, Why.NAME_LISTED} else Certainty.LIKELY
        yield Found(words[start].start, words[end - 1].end, kind, why, sure)


def names_staff(text: str, language: str | None = None) -> list[Found]:
    """The names of members of staff in a text: those with a job before or beside them."""
    return [each for each in find(text, language) if each.kind == Hidden.STAFF_NAME]


Claim = tuple[int, int, Hidden, Why]


def _after_cues(reading: Reading) -> Iterator[Claim]:
    for place, word in enumerate(reading.words):
        if word.folded not in reading.cues.first:
            continue
        if length := reading.cue("staff", place):
            yield from _after_job(reading, place + length)
        if length := reading.cue("title", place):
            yield from _claim(reading, place + length, _TO_TITLED, Expecting.SURELY, Hidden.NAME, Why.NAME_AFTER_TITLE)
        if length := reading.cue("intro", place):
            yield from _claim(reading, place + length, _TO_NAME, Expecting.SAID, Hidden.NAME, Why.NAME_INTRODUCED)
        if length := reading.cue("am", place):
            yield from _claim(reading, place + length, _TO_NAME, Expecting.PERHAPS, Hidden.NAME, Why.NAME_INTRODUCED)
        if length := reading.cue("kin", place):
            yield from _claim(reading, place + length, _TO_NAME, Expecting.LIKELY, Hidden.NAME, Why.NAME_OF_KIN)


def _after_job(reading: Reading, place: int) -> Iterator[Claim]:
    """`Nurse Amara`, `dr. Khan`, `the receptionist, Mandy`, `a nurse called Gary`, `my named nurse is Oleksandr`."""
    if length := reading.cue("link", place):
        if _AND.fullmatch(reading.gap(place).strip(",")):
            yield from _claim(reading, place + length, _AND, Expecting.LIKELY, Hidden.STAFF_NAME, Why.NAME_AFTER_JOB)
        return
    gap = reading.gap(place)
    if "." in gap and not reading.is_short_form(place - 1):
        return
    if not _TO_TITLED.fullmatch(gap):
        how = Expecting.LIKELY
    else:
        how = Expecting.SURELY if reading.is_short_form(place - 1) else Expecting.AT_WORK
    yield from _claim(reading, place, _TO_NAME, how, Hidden.STAFF_NAME, Why.NAME_AFTER_JOB)


def _claim(
    reading: Reading, place: int, gap: re.Pattern[str], how: Expecting, kind: Hidden, why: Why
) -> Iterator[Claim]:
    if place < len(reading.words) and gap.fullmatch(reading.gap(place)):
        end = reading.name_at(place, how)
        if end is not None:
            yield place, end, kind, why


def _signed(reading: Reading) -> Iterator[Claim]:
    """A name after a greeting, with nothing behind it but the end of the message or of the line."""
    for place in range(max(0, len(reading.words) - 60), len(reading.words)):
        length = reading.cue("bye", place)
        first = place + length
        if not length or first >= len(reading.words) or not re.fullmatch(r"[ ,.!:\-–\n]{1,4}", reading.gap(first)):
            continue
        end = reading.name_at(first, Expecting.LIKELY)
        is_last = end is not None and (end == len(reading.words) or "\n" in reading.gap(end))
        if reading.words[place].folded == "from" and reading.level(first) < Level.WORD:
            continue
        if end is not None and is_last and end - first <= _REST_OF_SIGNATURE:
            yield first, end, Hidden.NAME, Why.NAME_SIGNED


def _with_job(reading: Reading) -> Iterator[Claim]:
    """`Shanthi, our family therapist`, `Amina (ward manager)`, `Hamdi at the desk`."""
    for place, word in enumerate(reading.words):
        if place in reading.taken or not (word.is_capital or not word.has_case or reading.level(place) >= Level.WORD):
            continue
        end = reading.name_at(place, Expecting.LIKELY if word.is_capital else Expecting.PERHAPS)
        if end is not None and is_beside_job(reading, end):
            yield place, end, Hidden.STAFF_NAME, Why.NAME_WITH_JOB


def is_beside_job(reading: Reading, end: int) -> bool:
    """Whether what follows the name that ends at `end` says what the person's job is."""
    place = end
    if place >= len(reading.words) or not _BESIDE.fullmatch(reading.gap(place)):
        return False
    first = reading.words[place]
    if first.folded in _FROM:
        after = reading.words[place + 1 : place + 5]
        return any(each.folded in _JOB_PLACES for each in after if not each.opens)
    has_mark = bool(reading.gap(place).strip())
    determined = 0
    while determined < 3 and place < len(reading.words) and reading.words[place].folded in _BEFORE_JOB:
        place, determined = place + 1, determined + 1
    if not reading.cue("staff", place) or (place > end and not _AND.fullmatch(reading.gap(place))):
        return False
    return determined > 0 or has_mark


def _from_lists(reading: Reading) -> Iterator[Claim]:
    """Names that lists know, where nothing speaks against them."""
    for place in range(len(reading.words)):
        if place in reading.taken or not reading.is_listed_name(place):
            continue
        end = reading.name_at(place, Expecting.LISTED)
        if end is not None and not (place and reading.words[place - 1].folded in _SAINTS):
            yield reading.begins_before(place), end, Hidden.NAME, Why.NAME_LISTED


def _from_context(reading: Reading) -> Iterator[Claim]:
    """English alone: capitals where a person stands, such as `thank you Hope`, `I told Rose`, `Kehinde helped me`."""
    if not reading.is_english:
        return
    for place, word in enumerate(reading.words):
        if place in reading.taken or not reading.may_be_somebody(place):
            continue
        end = reading.name_at(place, Expecting.SEEN)
        if end is None or (place and reading.words[place - 1].folded in _SAINTS):
            continue
        is_somebody = reading.stands_after_with(place) or reading.acts(place, end)
        if not is_somebody and not word.opens and reading.level(place) >= Level.WORD:
            is_somebody = reading.gap(end) == " " and reading.cue("state", end) > 0
        if is_somebody:
            yield place, end, Hidden.NAME, Why.NAME_BY_CONTEXT


def _coordinated(reading: Reading, claims: dict[int, tuple[int, Hidden, Why]]) -> Iterator[Claim]:
    """`Blessing and Kwame`: who stands beside a name in a list is one as well."""
    for start, (end, kind, _why) in list(claims.items()):
        place = end
        if place + 1 < len(reading.words) and reading.words[place].folded in {
            "and",
            "i",
            "oraz",
            "si",
            "y",
            "et",
            "e",
            "و",
        }:
            if _AND.fullmatch(reading.gap(place)) and _AND.fullmatch(reading.gap(place + 1)):
                yield from _beside(reading, place + 1, kind)
        elif place < len(reading.words) and re.fullmatch(r",[ ]?", reading.gap(place)):
            yield from _beside(reading, place, kind)
        before = start - 1
        if before >= 1 and reading.words[before].folded == "and" and _AND.fullmatch(reading.gap(start)):
            yield from _beside(reading, before - 1, kind)


def _beside(reading: Reading, place: int, kind: Hidden) -> Iterator[Claim]:
    if place in reading.taken or not reading.words[place].is_capital:
        return
    end = reading.name_at(place, Expecting.SEEN)
    if end is not None and (end == place + 1 or reading.level(place)):
        reading.taken.update(range(place, end))
        yield place, end, kind, Why.NAME_BY_CONTEXT
