"""Phone numbers: read as people write them, kept as E.164."""

import re

import phonenumbers

OFCOM_EXAMPLES = "+447700900"
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


def parse_mobile(text: str) -> str:
    """A mobile number that can be texted, in E.164; raises ValueError for anything else.

    Ofcom's example range counts as mobile, so that the service can be tried without texting anybody.
    """
    number = parse_phone(text)
    if number.startswith(OFCOM_EXAMPLES) and len(number) == len("+447700900000"):
        return number
    parsed = phonenumbers.parse(number)
    kinds = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(parsed) or phonenumbers.number_type(parsed) not in kinds:
        raise ValueError("not a mobile number")
    return number


def is_e164(text: str) -> bool:
    """Whether a provider's sender is a full number, one that can be answered."""
    return _E164.fullmatch(text) is not None
