"""Where somebody lives: postcodes, and house numbers with their streets."""

import re
from collections.abc import Iterator

from feedback_service.identifying.found import Certainty, Found, Why
from feedback_service.vocabulary import Hidden

_AREAS = frozenset(
    {
        "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH", "CM", "CO", "CR",
        "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY",
        "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT",
        "KW", "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP",
        "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL",
        "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W",
        "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE", "ZZ",
    }
)  # fmt: skip
_POSTCODE = re.compile(
    r"(?<![A-Z\d])([A-Z]{1,2})(\d[A-Z\d]?)([ \u00a0\-]{0,2})(\d)([ABD-HJLNP-UW-Z]{2})(?![A-Z\d])", re.IGNORECASE
)
_HALF = re.compile(r"\bpost ?code(?: is)?[ :]{1,3}([A-Z]{1,2}\d[A-Z\d]?)(?![A-Z\d])", re.IGNORECASE)
_ORDINALS = {"1st", "2nd", "3rd"}
_STREETS = (
    "road|rd|street|st|avenue|ave|lane|ln|close|drive|crescent|gardens|grove|way|terrace|place|court|mews|hill|rise|walk|"
    "parade|square|row|gate|view|park|green|mount|vale|broadway|parkway|embankment|wharf|yard|path|estate|house"
)
_NAME = r"(?:[^\W\d_][\w'’\-]{0,24} ){1,3}"
_STREET = re.compile(rf"(?<![\d/.:])\b(\d{{1,4}}[a-z]?),? ({_NAME})({_STREETS})\b(?!['’])", re.IGNORECASE)
_UNNUMBERED = re.compile(
    rf"\b(?:lives?|living|lived|stay|staying|house|home|flat|address|moved) (?:is )?(?:on|in|at|to) "
    rf"((?!the |my |a |our )(?:[A-Z][\w'’\-]{{0,24}} ){{1,3}}(?:{_STREETS.title()}))\b"
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt|unit) ?\d{1,4}[a-z]?\b(?:,? (?:\d{1,4}[a-z]?|[^\W\d_][\w'’\-]{0,24}) "
    rf"(?:[^\W\d_][\w'’\-]{{0,24}} ){{0,2}}(?:{_STREETS})\b){{0,2}}",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"\b(?:ul\.|ulica|ulicy|str\.|strada|calle|rua|rue) [^\W\d_][\w\-]{1,24}(?: [^\W\d_][\w\-]{1,24})?"
    r",? (?:nr\.? )?\d{1,4}[a-z]?\b",
    re.IGNORECASE,
)
_BETWEEN = frozenset(
    {
        "the", "my", "our", "your", "his", "her", "their", "this", "that", "a", "an", "of", "in", "on", "at", "to",
        "from", "for", "by", "with", "down", "up", "along", "minutes", "minute", "weeks", "week", "months", "month",
        "days", "day", "hours", "hour", "years", "year", "people", "patients", "times", "more", "than", "other", "and",
        "or", "is", "was", "are", "were", "percent", "pounds", "mg", "ml", "miles", "meters", "metres", "beds", "staff",
        "sessions", "nurses", "doctors", "women", "men", "children", "wards", "out", "into", "across", "per", "every",
        "each", "same", "next", "only", "also", "old", "new", "bus", "buses",
    }
)  # fmt: skip
"""Words that show that the number counts something and is no house."""
_NO_STREET = frozenset({"way", "place", "house", "view", "st", "park", "court", "hill", "green", "path", "gate", "row"})
"""Words that are often no streets: the name before them needs its capital."""


def find(text: str) -> Iterator[Found]:
    """Every postcode and address."""
    for match in _POSTCODE.finditer(text):
        if match[1].upper() in _AREAS and not _is_ordinal(match):
            yield Found(*match.span(), Hidden.POSTCODE, Why.POSTCODE, Certainty.CERTAIN)
    for match in _HALF.finditer(text):
        yield Found(*match.span(1), Hidden.POSTCODE, Why.POSTCODE)
    for match in _STREET.finditer(text):
        between = match[2].split()
        if _BETWEEN.isdisjoint(word.lower() for word in between) and (
            between[0][0].isupper() or match[3].lower() not in _NO_STREET
        ):
            yield Found(*match.span(), Hidden.ADDRESS, Why.ADDRESS)
    for match in _UNNUMBERED.finditer(text):
        yield Found(*match.span(1), Hidden.ADDRESS, Why.ADDRESS)
    for pattern in (_FLAT, _ABROAD):
        for match in pattern.finditer(text):
            if not match.group().lower().startswith("unit"):
                yield Found(*match.span(), Hidden.ADDRESS, Why.ADDRESS)


def _is_ordinal(match: re.Match[str]) -> bool:
    """`E2 1st floor`: a ward and its floor."""
    inward = (match[4] + match[5]).lower()
    return match[3] != "" and match[5].islower() and (inward in _ORDINALS or match[5] in {"th", "hr", "ug"})
