"""Everything that could show who somebody is, in order and without overlaps."""

import re
import unicodedata
from collections.abc import Iterable

from feedback_service.identifying import contacts, moments, names, numbers, whereabouts
from feedback_service.identifying.found import Found
from feedback_service.vocabulary import Hidden

_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            Hidden.EMAIL,
            Hidden.NATIONAL_INSURANCE,
            Hidden.NHS_NUMBER,
            Hidden.PHONE,
            Hidden.WEB,
            Hidden.NUMBER,
            Hidden.POSTCODE,
            Hidden.ADDRESS,
            Hidden.DATE,
            Hidden.AGE,
            Hidden.STAFF_NAME,
            Hidden.NAME,
        )
    )
}
"""Which reading wins where two want the same letters."""

_ONE_MOMENT = re.compile(
    r",?[ ]{0,2}(?:at )?|[ ]{1,2}(?:(?:around|about|on|of|from)[ ])?(?:the )?(?:morning |night |evening )?"
)
_ONE_PLACE = re.compile(r",?[ ]{0,2}")
_TO_SPACES = dict.fromkeys(
    map(
        ord,
        "\u00a0\u2007\u2009\u200a\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u202f\u2066\u2067\u2068\u2069\ufeff\u00ad",
    ),
    " ",
)
_TO_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_PLAIN = {**_TO_SPACES, **_TO_HYPHENS}


def find(text: str, language: str | None = None) -> list[Found]:
    """What to suggest, in order. `language` is the code of the text's language, None where nobody knows."""
    plain = _plain(text)
    moments_found = _joined(plain, [*moments.find(plain)], [*moments.alone(plain)])
    candidates = [
        *numbers.find(plain),
        *contacts.find(plain),
        *_streets(plain, [*whereabouts.find(plain)]),
        *moments_found,
        *names.find(text, language),
    ]
    return _without_overlaps(candidates)


def _plain(text: str) -> str:
    """The same number of code points, with 0 to 9, plain spaces and hyphens for everything that looks like them."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text.translate(_PLAIN))


def _without_overlaps(candidates: Iterable[Found]) -> list[Found]:
    """The best reading of every stretch; in a stretch that two share, the one of higher rank, then the longer."""
    taken: list[Found] = []
    covered: set[int] = set()
    for each in sorted(candidates, key=lambda found: (_RANK[found.kind], found.start - found.end, found.start)):
        points = range(each.start, each.end)
        if covered.isdisjoint(points):
            covered.update(points)
            taken.append(each)
    return sorted(taken, key=lambda found: found.start)


def _joined(text: str, exact: list[Found], alone: list[Found]) -> list[Found]:
    """A day and a time that belong together as one: `last Tuesday at 3pm`. What is exact only beside another
    (`alone`) stays where it has one."""
    joined: list[Found] = []
    marks = [(each, True) for each in _without_overlaps(exact)]
    marks += [(each, False) for each in alone if not any(each.overlaps(other) for other, _ in marks)]
    is_exact: list[bool] = []
    for each, exactly in sorted(marks, key=lambda mark: mark[0].start):
        if joined and _ONE_MOMENT.fullmatch(text, joined[-1].end, each.start):
            last = joined[-1]
            joined[-1] = Found(last.start, each.end, last.kind, last.why, last.certainty)
            is_exact[-1] = is_exact[-1] or exactly
        else:
            joined.append(each)
            is_exact.append(exactly)
    return [each for each, exactly in zip(joined, is_exact, strict=True) if exactly]


def _streets(text: str, found: list[Found]) -> list[Found]:
    """Parts of one address as one, the postcode apart."""
    addresses = _without_overlaps(each for each in found if each.kind == Hidden.ADDRESS)
    joined: list[Found] = []
    for each in addresses:
        if joined and _ONE_PLACE.fullmatch(text, joined[-1].end, each.start):
            last = joined[-1]
            joined[-1] = Found(last.start, each.end, last.kind, last.why, last.certainty)
        else:
            joined.append(each)
    return [*joined, *(each for each in found if each.kind != Hidden.ADDRESS)]
