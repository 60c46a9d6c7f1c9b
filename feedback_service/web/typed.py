"""What people type into forms, made fit to keep and to show again. Nothing is corrected or shortened silently
but what no person typed: control characters, and lines where one line was asked for.
"""

import unicodedata

LONGEST_LINE = 200
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


def clean_text(value: str) -> str:
    """Several lines: every line end becomes `\\n`; control characters but line ends and tabs are dropped.

    Format characters stay: emoji and right-to-left scripts are written with them.
    """
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in unified if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"})


def clean_line(value: str) -> str:
    """One line of at most LONGEST_LINE characters, white space joined."""
    return " ".join(clean_text(value).split())[:LONGEST_LINE]


def says_something(value: str) -> bool:
    """Whether there is anything to read: a letter, a sign, an emoji."""
    return any(unicodedata.category(each) not in _INVISIBLE for each in value)
