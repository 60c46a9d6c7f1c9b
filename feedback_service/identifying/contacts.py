"""Ways to reach somebody: phone numbers, email addresses, pages and accounts on the web."""

import re
from collections.abc import Iterator

import phonenumbers

from feedback_service.identifying.found import Certainty, Found, Why
from feedback_service.vocabulary import Hidden

_DIGITS = re.compile(r"(?<![\w+])(?:\(\+?)?\+?\(?\d(?:[ \t.\-–/()\u00a0]{0,3}\d){6,16}(?![\d])")
_NOT_A_PERSON = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.UAN,
    }
)
"""0800, 0300 and the like: lines of services."""
_CALLED_PHONE = re.compile(
    r"\b(?:phone|tel|telephone|mobile|mob|call|ring|text|landline|my (?:number|num|no))\W{1,3}(?:\w{1,4}\W{1,2}){0,3}$",
    re.I,
)
_SPELT_DIGIT = r"(?:(?:double|triple|treble) )?(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine)"
_SPELT = re.compile(
    rf"\b{_SPELT_DIGIT}(?:[ ,\-]{{1,2}}{_SPELT_DIGIT}){{6,15}}\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+'\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}(?![\w\-])")
_AT = r"(?:[ ]{0,2}[(\[{][ ]?(?:at|@)[ ]?[)\]}][ ]{0,2}|[ ]{1,2}at[ ]{1,2}|[ ]{1,2}@[ ]{0,2}|@[ ]{1,2})"
_DOT = r"(?:[ ]{0,2}[(\[{][ ]?(?:dot|\.)[ ]?[)\]}][ ]{0,2}|[ ]{1,2}dot[ ]{1,2}|\.)"
_TLD = r"(?:com|net|org|uk|info|eu|ie|pl|ro|nhs|me|io|co)"
_EMAIL_SPELT = re.compile(
    rf"(?<![\w.])[\w.+\-]{{1,40}}(?:[ ]dot[ ][\w+\-]{{1,30}}){{0,2}}{_AT}[\w\-]{{1,40}}"
    rf"(?:{_DOT}[\w\-]{{1,30}}){{0,2}}{_DOT}{_TLD}\b(?!@)",
    re.IGNORECASE,
)
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"”’]{2,300}", re.IGNORECASE)
_SITE = re.compile(
    r"(?<![\w@.\-])(?:[a-z0-9][a-z0-9\-]{0,62}\.){1,4}(?:com|net|org|info|io|me|tv|co\.uk|org\.uk|blog|link)"
    r"(?:/[^\s<>\"”’]{0,200})?(?![\w@])",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"(?:https?://)?(?:www\.)?(?:[a-z0-9\-]{1,40}\.){0,3}(?:nhs|gov)\.uk", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][\w.]{1,29}(?<!\.)")
_ACCOUNT = re.compile(
    r"\b(?:insta|instagram|ig|snap|snapchat|twitter|tiktok|facebook|fb|telegram|discord)"
    r"(?: (?:is|name|account|handle))?"
    r"(?: is)?[ :]{1,3}(?=[\w.]{0,28}[\d_.]\w)([A-Za-z][\w.]{2,29})",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'"


def find(text: str) -> Iterator[Found]:
    """Every way of the kinds above; digits are 0 to 9."""
    yield from _phones(text)
    for match in _EMAIL.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip(".'-+"))
        yield Found(start, match.end(), Hidden.EMAIL, Why.EMAIL, Certainty.CERTAIN)
    for match in _EMAIL_SPELT.finditer(text):
        yield Found(*match.span(), Hidden.EMAIL, Why.EMAIL_SPELT)
    yield from _pages(text)


def _phones(text: str) -> Iterator[Found]:
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if end < len(text) and text[end] == ")":
            end += 1
        written = text[start:end]
        number = _parsed(written)
        if number is not None:
            yield Found(start, end, Hidden.PHONE, Why.PHONE, Certainty.CERTAIN)
        elif _is_local(written) and _CALLED_PHONE.search(text, max(0, start - 40), start):
            yield Found(start, end, Hidden.PHONE, Why.PHONE)
    for match in _SPELT.finditer(text):
        yield Found(*match.span(), Hidden.PHONE, Why.PHONE_SPELT)


def _parsed(written: str) -> phonenumbers.PhoneNumber | None:
    """The number where it is one that may be somebody's. Ofcom's numbers for examples are possible, never valid."""
    digits = re.sub(r"[^\d+]", "", written)
    if digits.startswith("0044"):
        digits = "+" + digits[2:]
    if digits.startswith("+440"):
        digits = "+44" + digits[4:]
    is_british = digits.startswith("0") and not digits.startswith("00")
    if is_british and len(digits) not in (10, 11):
        return None
    is_bare_mobile = len(digits) == 10 and digits.startswith("7")
    if not (digits.startswith(("+", "00")) or is_british or is_bare_mobile):
        return None
    try:
        number = phonenumbers.parse("+" + digits[2:] if digits.startswith("00") else digits, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or phonenumbers.number_type(number) in _NOT_A_PERSON:
        return None
    return None if re.fullmatch(r"0(?:80|3|84|87)\d+", digits) else number


def _is_local(written: str) -> bool:
    """Seven or eight digits, as people in London tell each other, and nothing that could be a date."""
    return re.fullmatch(r"\d{3,4}[ \-]?\d{4}", written) is not None


def _pages(text: str) -> Iterator[Found]:
    for pattern in (_URL, _SITE):
        for match in pattern.finditer(text):
            written = match.group().rstrip(_TRAILING)
            if not _PUBLIC.match(written):
                yield Found(match.start(), match.start() + len(written), Hidden.WEB, Why.WEB)
    for match in _HANDLE.finditer(text):
        yield Found(*match.span(), Hidden.WEB, Why.HANDLE)
    for match in _ACCOUNT.finditer(text):
        yield Found(*match.span(1), Hidden.WEB, Why.HANDLE)
