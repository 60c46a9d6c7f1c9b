"""The phones that can be simulated: Ofcom's numbers for examples, 07700 900000 to 900999, which nobody owns.

A handset is named by its last six digits, so that an address never holds anybody's number.
"""

from dataclasses import dataclass, replace

from feedback_service.phones import parse_phone
from feedback_service.vocabulary import Channel

FIRST, LAST = 900_000, 900_999
PREFIX = "+447700"
STARTERS = (900_001, 900_002, 900_003)
STAFF = 900_998
"""The one that a page names as an example of somebody on call."""
MOST_TOGETHER = 3
_ON_WHATSAPP = "-whatsapp"


@dataclass(frozen=True)
class Thread:
    """The messages of one handset on one channel, text or WhatsApp: the two know nothing of each other."""

    handset: int
    channel: Channel = Channel.SMS

    @property
    def number(self) -> str:
        """E.164."""
        return number_of(self.handset)

    @property
    def is_whatsapp(self) -> bool:
        return self.channel == Channel.WHATSAPP

    @property
    def slug(self) -> str:
        """`900001`, or `900001-whatsapp`: its name in addresses, forms and pages."""
        return f"{self.handset}{_ON_WHATSAPP if self.is_whatsapp else ''}"

    @property
    def other(self) -> "Thread":
        """The same handset's on the other channel."""
        return replace(self, channel=Channel.SMS if self.is_whatsapp else Channel.WHATSAPP)


def number_of(handset: int) -> str:
    """`+447700900001` for 900001."""
    return f"{PREFIX}{handset}"


def shown(handset: int) -> str:
    """`07700 900001`, as it is read aloud; its no-break space keeps the order among right-to-left words."""
    return f"07700\N{NO-BREAK SPACE}{handset}"


def handset_of(number: str) -> int | None:
    """The handset with this E.164 number, None for a number outside the examples."""
    digits = number.removeprefix(PREFIX)
    is_ours = digits != number and digits.isascii() and digits.isdigit() and FIRST <= int(digits) <= LAST
    return int(digits) if is_ours else None


def parse_handset(typed: str) -> int:
    """The handset of a number as people write it. Raises ValueError for one outside the examples."""
    handset = handset_of(parse_phone(typed))
    if handset is None:
        raise ValueError("not one of the numbers for examples")
    return handset


def parse_threads(slugs: str) -> list[Thread]:
    """Those named, comma-separated, each once and the first MOST_TOGETHER. Raises ValueError for any that is none."""
    found = [_parse_thread(slug) for slug in slugs.split(",") if slug]
    return list(dict.fromkeys(found))[:MOST_TOGETHER]


def _parse_thread(slug: str) -> Thread:
    handset = handset_of(PREFIX + slug.removesuffix(_ON_WHATSAPP))
    if handset is None:
        raise ValueError("no such phone")
    return Thread(handset, Channel.WHATSAPP if slug.endswith(_ON_WHATSAPP) else Channel.SMS)
