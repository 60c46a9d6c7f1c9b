"""Blanks: what a template leaves open, to be filled before an answer goes.

A blank is written `{{what we did}}`; square brackets count as well, because people retype them so.
"""

import re
from collections.abc import Sequence

_BLANK = re.compile(r"\{\{+\s*([^{}]*?)\s*(?:\}+|(?=\{)|$)|\[\s*([^\[\]]{1,80}?)\s*\]", re.MULTILINE)


def blanks(words: str) -> Sequence[str]:
    """What each blank in the words asks for, in order, once; empty where none is left."""
    found = ((match[1] or match[2] or "…").strip() for match in _BLANK.finditer(words))
    return list(dict.fromkeys(found))
