"""Numbers that belong to one person: NHS, National Insurance, references.

The expressions look at digits as 0 to 9: `finder` has put other scripts' digits into those, one for one.
"""

import re
from collections.abc import Iterator

from feedback_service.identifying.found import Certainty, Found, Why
from feedback_service.vocabulary import Hidden

_TEN_DIGITS = re.compile(r"(?<![\d+])(?<!\d[ .\-])\d{3}[ .\-–]{0,2}\d{3}[ .\-–]{0,2}\d{4}(?![\d])")
_CALLED_NHS = re.compile(r"\bNHS\b[^\d.!?]{0,30}$", re.IGNORECASE)
_NINO = re.compile(
    r"(?<![A-Z\d])[A-Z]{2}[ .\-]{0,2}\d{2}[ .\-]{0,2}\d{2}[ .\-]{0,2}\d{2}[ .\-]{0,2}[A-D](?![A-Z\d])", re.IGNORECASE
)
_NINO_WITHOUT_END = re.compile(
    r"\b(?:N\.?I\.?|NINO|national insurance)(?: (?:number|no\.?|num))?(?: is)?[ :]{1,3}"
    r"([A-Z]{2}[ .\-]{0,2}\d{2}[ .\-]{0,2}\d{2}[ .\-]{0,2}\d{2})(?![A-Z\d])",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:hospital|patient|case|complaint|booking|reference|ref|passport|rio|account|incident|crime|visa|licence|"
    r"unit|file|mrn|claim|appointment|ticket|id)\.?"
    r"(?: (?:reference|number|no\.?|num|ref|id|code))?(?: (?:is|was))?[ :#.]{1,3}"
    r"((?=[A-Z\d/\-]{0,12}\d{4})[A-Z\d][A-Z\d/\-]{4,19}(?<![/\-]))",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Found]:
    """Every number of the kinds above."""
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        is_called = _CALLED_NHS.search(text, max(0, match.start() - 40), match.start()) is not None
        if is_nhs_number(digits) and (digits[0] != "0" or is_called):
            yield Found(*match.span(), Hidden.NHS_NUMBER, Why.NHS_NUMBER, Certainty.CERTAIN)
        elif is_called:
            yield Found(*match.span(), Hidden.NHS_NUMBER, Why.NHS_NUMBER_CALLED)
    for match in _NINO.finditer(text):
        yield Found(*match.span(), Hidden.NATIONAL_INSURANCE, Why.NATIONAL_INSURANCE, Certainty.CERTAIN)
    for match in _NINO_WITHOUT_END.finditer(text):
        yield Found(*match.span(1), Hidden.NATIONAL_INSURANCE, Why.NATIONAL_INSURANCE)
    for match in _REFERENCE.finditer(text):
        yield Found(*match.span(1), Hidden.NUMBER, Why.REFERENCE)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of the NHS Data Dictionary: weights 10 to 2, modulus 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return check != 10 and check == int(digits[9]) and len(set(digits)) > 1
