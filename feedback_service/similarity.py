"""How much two pieces of feedback sound like the same story: a pure score over the words that are left after hiding.

    words ──> without marks, small words and endings ──> the rarer a word among its neighbours, the more it says
    two stories ──> each word finds its best counterpart, misspelt or of one kind (heating, radiator, cold) ──> 0 to 1

It suggests, and people decide: a score says nothing about truth. `python -m benchmarks --only same` measures it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

from rapidfuzz import fuzz, process

ALIKE = 0.42
"""From this likeness on two stories are suggested as the same; chosen on the open part of the labelled pairs."""
NEARLY_IDENTICAL = 0.9
"""From this likeness on, letter by letter, one person probably sent the same twice."""

_SPELT_ALIKE = 84
_OF_A_KIND = 0.75
_FEWEST = 2
_WORD = re.compile(r"\w+")
_ENDINGS = ("ations", "ation", "ingly", "ings", "ing", "edly", "ied", "ies", "ed", "ly", "es", "s")
_KINDS = Path(__file__).with_name("similarity_kinds.txt")
_SMALL_WORDS = Path(__file__).with_name("similarity_small_words.txt")


@dataclass(frozen=True)
class Story:
    """Some words made ready to be compared: `tokens` by their stems, `letters` for comparing letter by letter."""

    tokens: frozenset[str]
    letters: str


def story(words: str) -> Story:
    """Make words ready to be compared."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(each))
    found = _WORD.findall(plain)
    tokens = frozenset(
        _stem(each) for each in found if each not in _small_words() and len(each) > 1 and not each.isdecimal()
    )
    return Story(tokens, " ".join(found))


def rarity(stories: Iterable[Story]) -> Mapping[str, float]:
    """How much each word says, the rarer among these stories the more."""
    every = list(stories)
    counts = Counter(token for each in every for token in each.tokens)
    return {token: log(1 + (len(every) + 1) / (count + 1)) for token, count in counts.items()}


def likeness(first: Story, second: Story, weights: Mapping[str, float] | None = None) -> float:
    """From 0, nothing in common, to 1, the same words. `weights` as `rarity` gives them; without, all count alike."""
    if min(len(first.tokens), len(second.tokens)) < _FEWEST:
        return 1.0 if first.letters == second.letters and first.letters else 0.0
    covered = _covered(first.tokens, second.tokens, weights), _covered(second.tokens, first.tokens, weights)
    # The shorter story is often a part of the longer one, and a single common word is not a story.
    return 0.6 * max(covered) + 0.4 * min(covered)


def nearly_identical(first: Story, second: Story) -> bool:
    """Whether they are the same letter by letter, but for a few."""
    return bool(first.letters) and fuzz.ratio(first.letters, second.letters) >= 100 * NEARLY_IDENTICAL


def _covered(tokens: frozenset[str], others: frozenset[str], weights: Mapping[str, float] | None) -> float:
    """The weight of the tokens that have a counterpart among the others, as a share of the weight of all."""
    kinds = {kind for other in others if (kind := _kinds().get(other))}
    total = found = 0.0
    for token in tokens:
        weight = weights.get(token, 1.0) if weights is not None else 1.0
        total += weight
        found += weight * _counterpart(token, others, kinds)
    return found / total


def _counterpart(token: str, others: frozenset[str], kinds: set[str]) -> float:
    if token in others:
        return 1.0
    best = process.extractOne(token, others, scorer=fuzz.ratio, score_cutoff=_SPELT_ALIKE) if len(token) > 3 else None
    if best is not None:
        return float(best[1]) / 100
    return _OF_A_KIND if _kinds().get(token) in kinds else 0.0


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@cache
def _kinds() -> Mapping[str, str]:
    """The word that each kind is called by, for the words of that kind; each line of the file is one kind."""
    return {_stem(word): line[0] for line in _lines(_KINDS) for word in line}


@cache
def _small_words() -> frozenset[str]:
    return frozenset(word for line in _lines(_SMALL_WORDS) for word in line)


def _lines(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line.strip() and not line.startswith("#")]
