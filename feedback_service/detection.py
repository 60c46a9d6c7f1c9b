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
from itertools import chain
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
_PER_SIGN = 2.5
_OF_A_SIGN = 0.01
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
    """The language of a text as somebody typed it; None for another language or too little to go by.

    A script that one of our languages has to itself decides alone. In the Latin, Arabic and
    Devanagari scripts it takes three words, one of them common in the language, or four words.
    Panjabi, Urdu, Hindi and others in Latin letters are None, and so are languages that are not
    ours, as far as py3langid knows them. A text that mixes languages may be given the one that
    most of its small words are in. Only the first thousand characters are looked at.
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
    signs = {code: _signs(code, text, tokens) for code in _lists()}
    weights = _weights(text, signs)
    best = max(candidates, key=lambda code: weights.get(code, 0.0))
    confidence = weights.get(best, 0.0) / sum(weights.values())
    is_sure = confidence >= FLOOR and (signs[best] > 0 or len(tokens) > _FEWEST_WORDS)
    return Detected(best if is_sure else None, confidence)


def _signs(code: str, text: str, tokens: list[str]) -> int:
    """How many common words of the language there are, and how many of its telling letters."""
    common, telling = _lists()[code]
    return sum(token in common for token in tokens) + len(telling.intersection(text))


def _weights(text: str, signs: Mapping[str, int]) -> dict[str, float]:
    """The statistics' probability per language, multiplied for every sign of it."""
    weights = {_OTHER: _OF_OTHERS}
    for label, probability in _identifier().rank(" ".join(text.casefold().split())):
        code = _DIALECTS.get(label, label)
        weights[code] = weights.get(code, 0.0) + probability
    for code, count in signs.items():
        if count:
            weights[code] = (weights.get(code, 0.0) + _OF_A_SIGN) * _PER_SIGN**count
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
def _sections() -> Mapping[str, Mapping[str, str]]:
    sections: dict[str, dict[str, str]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return sections


@cache
def _lists() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Common words and telling letters per language, from detection.toml."""
    return {
        code: (frozenset(_tokens(section["words"])), frozenset(section.get("letters", "").replace(" ", "")))
        for code, section in _sections().items()
    }


def _identifier() -> LanguageIdentifier:
    """The statistics, loaded once by whoever needs them first; half a second, about 95 MB."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(_MODEL, norm_probs=True)
    ours = {*_OWN_SCRIPTS.values(), *_LATIN, *chain(*_SHARED_SCRIPTS.values())}
    identifier.set_languages(ours | _DIALECTS.keys() | set(_sections()["other"]["languages"].split()))
    return identifier
