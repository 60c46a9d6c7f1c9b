"""Whether what somebody wrote can be in the language of the page they wrote it on.

Many read a page in one language and write in another, so the page's language alone says nothing.
Where its script or its commonest words do not appear, the language stays unknown: that is said
honestly, and staff can set it.
"""

import re
import unicodedata

_SCRIPTS = {"ar": "ARABIC", "pa": "GURMUKHI"}
_COMMON = {
    "en": re.compile(r"\b(and|are|but|for|had|have|not|of|that|the|they|this|very|was|were|with|you)\b", re.IGNORECASE),
    "pl": re.compile(r"[ąćęłńśźż]|\b(bardzo|jest|nie|oraz|przez|tylko)\b", re.IGNORECASE),
}


def language_of(words: str, interface: str) -> str | None:
    """`interface` (a code of the interface's) when the words fit it, else None."""
    if interface in _SCRIPTS:
        letters = [each for each in words if each.isalpha()]
        fitting = sum(unicodedata.name(each, "").startswith(_SCRIPTS[interface]) for each in letters)
        return interface if fitting * 2 > len(letters) else None
    common = _COMMON.get(interface)
    return interface if common and common.search(words) else None
