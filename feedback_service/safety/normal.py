"""Words as people type them, made alike: what a phrase of the table and a text are compared in.

Case, accents, vowel marks, look-alike letters, doubled letters, digits for letters, text spelling
("wanna", "gona") and slips of the finger are undone, and then the spaces are taken out, so that
"k i l l", "killmyself" and "می‌خواهم" meet their phrase however they are cut. What stays known is
where each word began and ended, so that a match can be pointed at in the words as they were written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

STOP = "."
NUMBER = "#"

_BETWEEN = r"\s.,;:?()\[\]{}\"“”«»…/\\<>=+&#~_–—\-،؛؟۔।॥•"
_WORD = re.compile(
    rf"(?P<stop>(?<![.…?!؟۔।])[.?!؟۔।]+[)\"”’']*(?=\s))|[^{_BETWEEN}!*'’‘`´$@|^](?:[^{_BETWEEN}!]|!(?=\w))*"
)
_DOUBLE = re.compile(r"(.)\1", re.DOTALL)
_RUN = re.compile(r"(.)\1+", re.DOTALL)
_APART = re.compile(r"(?:(?<=\s)|^)\w(?:[\s.\-]+\w(?=[\s.\-]|$)){2,}")

_SAME = {
    # Arabic script, as typed on the keyboards of Arabic, Persian, Urdu and Pashto.
    **dict.fromkeys("ٱأإآ", "ا"),
    **dict.fromkeys("ىیېۍےئۓ", "ي"),
    **dict.fromkeys("ةھہۀەۂۃ", "ه"),
    "ک": "ك", "ڪ": "ك", "ګ": "گ", "ؤ": "و", "ں": "ن", "ڼ": "ن", "ڈ": "د", "ډ": "د", "ڑ": "ر", "ړ": "ر", "ٹ": "ت",
    "ټ": "ت", "ږ": "ژ", "ء": "", "ـ": "",
    # Indic scripts: long and short i and u, and the signs for a nasal, are written for each other.
    "ी": "ि", "ू": "ु", "ँ": "ं", "ਿ": "ਿ", "ੀ": "ਿ", "ੂ": "ੁ", "ੰ": "ਂ", "ੱ": "", "ી": "િ", "ૂ": "ુ", "ઁ": "ં",
    "ী": "ি", "ূ": "ু", "ঁ": "", "़": "", "਼": "", "઼": "", "়": "",
    # Latin letters that do not come apart, and letters that look Latin.
    "ł": "l", "ı": "i", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "s", "ð": "d", "ə": "a", "ɑ": "a", "ɩ": "i",
    **dict(zip("авеёікмнорстухѕјһԁӏүԛԝɡ", "abeeikmhopctyxsjhdiyqwg", strict=True)),
    **dict(zip("αβεηικνορτυχω", "abenikvoptuxw", strict=True)),
}  # fmt: skip
_LEET = {"0": "o", "1": "i", "2": "to", "3": "e", "4": "a", "5": "s", "7": "t", "8": "ate", "@": "a", "$": "s"} | {
    "!": "i",
    "|": "l",
}
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, letter in enumerate(row)
}
_EMERGENCY_NUMBERS = {"999": "9", "112": "12", "911": "91"}
"""Numbers that a phrase may name, doubled digits once; every other number is just a number."""
LONG_WORD = 6
"""Letters from which on a word may hold one slip of the finger."""


class _Letters(dict[int, str]):
    """For `str.translate`: each code point as the letters it is compared in, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = made = "".join(_letter(each) for each in unicodedata.normalize("NFKD", chr(code).lower()))
        return made


def _letter(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    code, category = ord(character), unicodedata.category(character)
    is_indic_sign = 0x0900 <= code <= 0x0DFF
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category[0] == "L" or (category[0] == "M" and is_indic_sign):
        return character
    return character if character in _LEET or character in f"*{NUMBER}" else ""


_LETTERS = _Letters()


@dataclass(frozen=True, slots=True)
class Squeezed:
    """The letters of a text without spaces, and its words.

    Word `n` begins at `begins[n]` of the letters and was written at `written[n]` (start, end) of the
    text, and `finishes[n]` is where it ends; `ends` leads from such a place to the last word that ends
    there. A letter that ends one word and begins the next stands once; `shared` holds the places after those.
    """

    letters: str
    begins: list[int]
    ends: dict[int, int]
    finishes: list[int]
    shared: set[int]
    written: list[tuple[int, int]]


def squeeze(text: str, respell: Mapping[str, str]) -> Squeezed:
    """The text as it is compared; `respell` leads from a normal word to the one that is meant."""
    begins: list[int] = []
    finishes: list[int] = []
    written: list[tuple[int, int]] = []
    shared: set[int] = set()
    letters: list[str] = []
    last, length = "", 0
    apart = [match.span() for match in _APART.finditer(text)]
    for match in _WORD.finditer(text):
        word, (start, end) = match.group(), match.span()
        if match.lastgroup:
            made = ""
        elif apart and end - start == 1 and any(low <= start < high for low, high in apart):
            made = word.translate(_LETTERS)
        else:
            made = normal(word, respell)
        for piece in made.split():
            is_shared = piece[0] == last
            if is_shared:
                shared.add(length)
            begins.append(length - is_shared)
            letters.append(piece[is_shared:])
            length += len(piece) - is_shared
            last = piece[-1]
            finishes.append(length)
            written.append((start, end))
        if match.lastgroup and last != STOP:
            letters.append(STOP)
            last, length = STOP, length + 1
    ends = {finish: word for word, finish in enumerate(finishes)}
    return Squeezed("".join(letters), begins, ends, finishes, shared, written)


def normal(word: str, respell: Mapping[str, str]) -> str:
    """One word in the letters that are compared, "#" for a number; several words where `respell` says so."""
    made = word.lower() if word.isascii() and word.isalpha() else word.translate(_LETTERS)
    if made not in respell:
        if not made.isalpha() and not _LEET.keys().isdisjoint(made):
            if made.isdigit():
                return _EMERGENCY_NUMBERS.get(made, NUMBER)
            made = _unleet(made)
        if _DOUBLE.search(made):
            made = _RUN.sub(r"\1", made)
    return respell.get(made, made)


def joined(words: Iterable[str]) -> str:
    """Words in a row without the spaces between; a letter that ends one and begins the next stands once."""
    return _RUN.sub(r"\1", "".join(words))


def _unleet(made: str) -> str:
    if made.startswith("4") and not made[1:2].isdigit():
        made = f"for{made[1:]}"
    made = made.replace("11", "ll")
    return "".join(
        _LEET.get(each, each)
        if not (each.isdigit() and (made[place - 1 : place].isdigit() or made[place + 1 : place + 2].isdigit()))
        else each
        for place, each in enumerate(made)
    )


def slips(word: str) -> Iterator[str]:
    """The ways to mistype a long word once: a letter left out, two swapped, the key beside; never the first."""
    for place in range(1, len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        yield _RUN.sub(r"\1", before + after)
        if after:
            yield before + after[0] + letter + after[1:]
        for other in _NEIGHBOURS.get(letter, ""):
            yield _RUN.sub(r"\1", before + other + after)
