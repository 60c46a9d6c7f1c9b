"""Phone numbers: read as people write them, kept as E.164."""

import re

import phonenumbers

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def parse_phone(text: str, region: str = "GB") -> str:
    """The number in E.164, such as `+447700900001`.

    Possible numbers are accepted, not only assigned ones: Ofcom's example range 07700 900000 to
    900999 is possible and never assigned. Raises ValueError for anything else.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise ValueError("not a phone number") from None
    if number.extension or not phonenumbers.is_possible_number(number):
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_e164(text: str) -> bool:
    """Whether a provider's sender is a full number, one that can be answered."""
    return _E164.fullmatch(text) is not None
