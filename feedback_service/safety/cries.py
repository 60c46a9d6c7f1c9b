"""Cries for help: messages that are nothing but that, such as "help me".

Within a longer text the same words are mostly praise ("they tried to help me"), so they count alone.
They are in phrases/cries.tsv; HELP alone is the keyword, whose reply says where to get help.
"""

import csv
from functools import cache
from pathlib import Path

from feedback_service.keywords.spelling import fold, normal

_FILE = Path(__file__).parent / "phrases" / "cries.tsv"
LONGEST = 60
"""Characters of a message that may be a cry alone."""


def cry(words: str) -> tuple[str, str] | None:
    """The language and the phrase in the table of a message that is only a cry for help, else None."""
    return _cries().get(fold(normal(words))) if len(words) <= LONGEST else None


@cache
def _cries() -> dict[str, tuple[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {fold(normal(row["message"])): (row["language"], row["message"]) for row in rows}
