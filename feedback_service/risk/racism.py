"""Whether words may tell of racism or discrimination: phrases in every language that people are written to in.

Tuned to find too much rather than too little: what is found asks for a second pair of eyes and nothing else. No match
means nothing; a moderator who reads it says so. The phrases are written as those of danger are
(`feedback_service.safety.notation`) and compared in the same letters (`safety.normal`), but word by word.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

from feedback_service.safety.normal import normal
from feedback_service.safety.notation import ANY_ENDING, GAP, parts

FILE = Path(__file__).with_name("racism.tsv")
LONGEST_GAP = 4
_JOINS = frozenset("\u200c\u200d'’ʼ`")
"""What stands within a word and is not compared."""


def alleges_racism(words: str) -> bool:
    """Whether a phrase of any language stands in the words."""
    return _pattern().search(_comparable(words)) is not None


def phrases() -> list[tuple[str, str]]:
    """Every row of the table: language and phrase."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["language"], row["phrase"]) for row in rows]


@cache
def _pattern() -> re.Pattern[str]:
    """All phrases in one. Raises ValueError for a row that cannot be read."""
    return re.compile("|".join(f"(?:{_as_pattern(phrase)})(?= )" for _, phrase in phrases()))


def _as_pattern(phrase: str) -> str:
    made = ""
    for part in parts(phrase, {}):
        wordings = ["".join(map(_word_pattern, wording.split())) for wording in part]
        made += f"(?:{'|'.join(sorted(set(wordings), key=len, reverse=True))})"
    return made


def _word_pattern(word: str) -> str:
    if word == GAP:
        return rf"(?: \S+){{0,{LONGEST_GAP}}}?"
    letters = "".join(f" {re.escape(each)}" for each in _comparable(word.rstrip(ANY_ENDING)).split())
    return letters + (r"\S*" if word.endswith(ANY_ENDING) else "")


def _comparable(words: str) -> str:
    """The words in the letters that are compared, each between two spaces."""
    apart = "".join(
        "" if each in _JOINS else each if _is_of_a_word(each) else " " for each in unicodedata.normalize("NFC", words)
    )
    return f" {' '.join(filter(None, (normal(word, {}) for word in apart.split())))} "


def _is_of_a_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in "*@$"
