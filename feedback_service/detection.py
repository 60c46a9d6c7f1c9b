"""Which language a short text is in, said only when it is fairly sure.

Three witnesses: the script, letters and common words of a language, and py3langid's statistics of
letters. All of it runs in this process, nothing is asked of anybody. People text names, "ok", links
and words of several languages, and the statistics are confident about nonsense, so most of what
stands here is for saying "unknown": below FLOOR the language is None, and staff or the person say.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from py3langid.langid import LanguageIdentifier

FLOOR = 0.75
"""The confidence below which a language is not named; tuned on tests/data/languages.tsv."""

_WORDS = Path(__file__).with_name("detection.toml")
_MODEL = "data/model.npz.xz"
_LONGEST = 1_000
_FEWEST_WORDS = 3
_OWN_SCRIPTS = {"GURMUKHI": "pa", "GUJARATI": "gu", "TAMIL": "ta", "BENGALI": "bn"}
_SHARED_SCRIPTS = {"ARABIC": ("ar", "ur", "fa", "ps"), "DEVANAGARI": ("hi", "ne")}
_LATIN = ("en", "pl", "ro", "es", "it", "pt", "fr", "so")
_OTHER = "other"
_PER_WORD = 2.5
_OF_OTHERS = 0.05
_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[@#]\w+|\S*\d\S*", re.IGNORECASE)
_DIALECTS = {"pcm": "en", "arz": "ar", "ary": "ar"}
_LOADING = Lock()


@dataclass(frozen=True)
class Detected:
    """One of the eighteen codes, or None where it is not sure; and how sure, from 0 to 1."""

    language: str | None
    confidence: float


UNKNOWN = Detected(None, 0.0)


def detect(words: str) -> Detected:
    """The language of a text as somebody typed it; None for another language, a mixture or too little.

    A script that one of our languages has to itself decides alone. In the Latin, Arabic and
    Devanagari scripts it takes at least three words. Panjabi, Urdu, Hindi and others in Latin
    letters are None: so are languages that are not ours, as far as the statistics know them.
    """
    text = _NOT_WORDS.sub(" ", unicodedata.normalize("NFC", words[:_LONGEST]))
    script, share, letters = _main_script(text)
    if share < 0.6 or letters < 3:
        return UNKNOWN
    if script in _OWN_SCRIPTS:
        return Detected(_OWN_SCRIPTS[script], share)
    candidates = _SHARED_SCRIPTS.get(script, _LATIN if script == "LATIN" else ())
    tokens = _tokens(text)
    if not candidates or len(tokens) < _FEWEST_WORDS:
        return UNKNOWN
    weights = _weights(text, tokens)
    total = sum(weights.values())
    best = max(candidates, key=lambda code: weights.get(code, 0.0))
    confidence = weights.get(best, 0.0) / total if total else 0.0
    return Detected(best if confidence >= FLOOR else None, confidence)


def _weights(text: str, tokens: list[str]) -> dict[str, float]:
    """The statistics' probability per language, multiplied for every common word and telling letter."""
    weights = dict.fromkeys((_OTHER,), _OF_OTHERS)
    for label, probability in _identifier().rank(text.casefold()):
        code = _DIALECTS.get(label, label)
        weights[code] = weights.get(code, 0.0) + probability
    for code, common in _common().items():
        hits = sum(token in common for token in tokens)
        weights[code] = (weights.get(code, 0.0) + (0.01 if hits else 0.0)) * _PER_WORD**hits
    return weights


def _main_script(text: str) -> tuple[str, float, int]:
    """The script of most letters, their share of all letters, and how many letters there are."""
    counts = Counter(unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha())
    if not counts:
        return "", 0.0, 0
    (script, most), total = counts.most_common(1)[0], counts.total()
    return script, most / total, total


def _tokens(text: str) -> list[str]:
    kept = (letter if unicodedata.category(letter)[0] in "LM" else " " for letter in text.casefold())
    return "".join(kept).split()


@cache
def _common() -> Mapping[str, frozenset[str]]:
    """Common words per language, from detection.toml; "other" are those of languages in borrowed letters."""
    lists = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return {code: frozenset(" ".join(words).split()) for code, words in lists.items()}


def _identifier() -> LanguageIdentifier:
    """The statistics, loaded once by whoever needs them first; half a second, about 75 MB."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(_MODEL, norm_probs=True)
