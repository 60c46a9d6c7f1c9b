"""The phones that can be simulated: Ofcom's numbers for examples, 07700 900000 to 900999, which nobody owns.

A handset is named by its last six digits, so that an address never holds anybody's number.
"""

from feedback_service.phones import parse_phone

FIRST, LAST = 900_000, 900_999
PREFIX = "+447700"
STARTERS = (900_001, 900_002, 900_003)


def number_of(handset: int) -> str:
    """`+447700900001` for 900001."""
    return f"{PREFIX}{handset}"


def shown(handset: int) -> str:
    """`07700 900001`, as it is read aloud; its no-break space keeps the order among right-to-left words."""
    return f"07700\N{NO-BREAK SPACE}{handset}"


def parse_handset(typed: str) -> int:
    """The handset of a number as people write it. Raises ValueError for one outside the examples."""
    number = parse_phone(typed)
    handset = number.removeprefix(PREFIX)
    if handset == number or not FIRST <= int(handset) <= LAST:
        raise ValueError("not one of the numbers for examples")
    return int(handset)
