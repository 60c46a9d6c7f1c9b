"""Whether two texts are nearly the same, without reading either again: a keyed sketch of each stands beside it.

Answers are encrypted, and one that was given in private is as personal as what was said. To warn somebody who sends
what was sent before, nothing is decrypted: the pairs of neighbouring words are hashed under the field key (HMAC), and
the smallest hashes are kept (a bottom-k sketch). How many two sketches share says how alike the texts are; without the
key a sketch says nothing about the words, and only that two texts are alike. A text of fewer pairs than the sketch
holds is compared exactly.
"""

import re
import struct
from itertools import pairwise

from feedback_service.storage import current_cipher

SIZE = 64
"""How many hashes a sketch holds."""
BYTES = 4
MIN_WORDS = 8
"""Shorter texts are alike by nature: "We have mended it." is no copy of anything."""
PURPOSE = "answer sketch"


def sketch(words: str) -> bytes | None:
    """The sketch to store, under the first key; None where the text is too short to have one."""
    found = sketches(words)
    return found[0] if found else None


def sketches(words: str) -> list[bytes]:
    """The sketches under which a text like this may be stored, the first key's first; none for a short text."""
    plain = re.findall(r"\w+", words.casefold())
    if len(plain) < MIN_WORDS:
        return []
    pairs = {f"{first} {second}" for first, second in pairwise(plain)}
    by_key = zip(*(current_cipher().indexes(PURPOSE, pair) for pair in pairs), strict=True)
    return [_smallest(hashes) for hashes in by_key]


def read(stored: bytes) -> frozenset[int]:
    """The hashes of a stored sketch."""
    return frozenset(struct.unpack(f">{len(stored) // BYTES}I", stored[: len(stored) // BYTES * BYTES]))


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """From 0, nothing in common, to 1, the same words."""
    shared = one & other
    smallest = sorted(one | other)[:SIZE] if shared else []
    return sum(each in shared for each in smallest) / len(smallest) if smallest else 0.0


def _smallest(hashes: tuple[str, ...]) -> bytes:
    numbers = sorted({int(each[: BYTES * 2], 16) for each in hashes})[:SIZE]
    return struct.pack(f">{len(numbers)}I", *numbers)
