"""A text as counted pieces: words, pairs of words, and runs of letters within words.

Learning and suggesting use the same function, so a model reads a text exactly as it learned from others.
"""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

LONGEST = 2_000
"""Characters that are looked at: what somebody is about is said by then."""
_WORD = re.compile(r"\w[\w']*")
_RUNS = range(3, 6)


def pieces(text: str) -> Counter[str]:
    """How often each piece occurs: `w:ward`, `w:on the`, and `c: war` for letters, a space at a word's edges."""
    words = _WORD.findall(_plain(text[:LONGEST]))
    counted = Counter(f"w:{word}" for word in words)
    counted.update(f"w:{one} {other}" for one, other in pairwise(words))
    for word in words:
        edged = f" {word} "
        for run in _RUNS:
            counted.update(f"c:{edged[start : start + run]}" for start in range(max(1, len(edged) - run + 1)))
    return counted


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
