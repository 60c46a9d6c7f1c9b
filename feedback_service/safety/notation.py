"""How a phrase of the table is written, and the plain phrases that it stands for.

want/need to die        one word or the other
(going to/about to) die one group of words or the other
[really] want           may be left out
{kill} myself           any of the words that a row of the kind `words` lists under this name
cut* my wrist*          any ending
hit … child             up to three other words in between
"""

import re
from collections.abc import Mapping
from itertools import product

ANY_ENDING = "*"
GAP = "…"
TOGETHER = 32
"""As many plain phrases may a part of a phrase stand for; one that stands for more is cut into parts."""

_TOKEN = re.compile(r"\s+|[\[\]()/]|[^\s\[\]()/{}]+")
_NAME = re.compile(r"\{([^}]*)\}")
_ENDING = re.compile(r"\*(?=\s|$)")
_CLOSES = {"(": ")", "[": "]"}


def parts(phrase: str, groups: Mapping[str, str]) -> list[list[str]]:
    """The phrase cut into parts, each as every plain wording of it; "" where a part may be left out.

    Raises ValueError for a bracket without its partner or a name that no row explains.
    """
    explained = _NAME.sub(lambda match: f"({_explained(match[1], groups)})", phrase)
    tokens = _TOKEN.findall(explained.strip())
    items, end = _items(tokens, 0, is_inside=False)
    if end != len(tokens):
        raise ValueError("a bracket closes that never opened")
    words: list[list[list[str]]] = [[]]
    for item in items:
        if item == [" "]:
            words.append([])
        else:
            words[-1].append(item)
    made: list[list[str]] = []
    for word in words:
        part = _joined(word)
        if made and len(made[-1]) * len(part) <= TOGETHER:
            made[-1] = list(dict.fromkeys(f"{first} {then}".strip() for first in made[-1] for then in part))
        else:
            made.append(part)
    return made


def examples(cut: list[list[str]]) -> list[str]:
    """Plain phrases that between them hold every wording of every part once."""
    first = [part[0] for part in cut]
    return [
        _ENDING.sub("", " ".join([*first[:place], wording, *first[place + 1 :]])).replace(GAP, " ").replace("#", "90")
        for place, part in enumerate(cut)
        for wording in part
    ]


def _explained(name: str, groups: Mapping[str, str]) -> str:
    if name not in groups:
        raise ValueError(f"no row of the kind words explains {{{name}}}")
    return groups[name]


def _items(tokens: list[str], at: int, is_inside: bool) -> tuple[list[list[str]], int]:
    """What stands between two slashes or brackets, and where it ends; a slash outside brackets joins two words."""
    items: list[list[str]] = []
    while at < len(tokens) and tokens[at] not in (")", "]", "/"):
        token = tokens[at]
        if token in _CLOSES:
            item, at = _bracket(tokens, at)
        else:
            item, at = [token if token.strip() else " "], at + 1
        items.append(item)
        while not is_inside and at < len(tokens) and tokens[at] == "/":
            other, at = _one_item(tokens, at + 1)
            items[-1] = items[-1] + other
    return items, at


def _one_item(tokens: list[str], at: int) -> tuple[list[str], int]:
    if at >= len(tokens) or not tokens[at].strip():
        raise ValueError("a slash needs a word on each side")
    return _bracket(tokens, at) if tokens[at] in _CLOSES else ([tokens[at]], at + 1)


def _bracket(tokens: list[str], at: int) -> tuple[list[str], int]:
    """Every wording of the bracket that opens at `at`: inside, a slash parts whole wordings."""
    closing, made, opening = _CLOSES[tokens[at]], list[str](), tokens[at]
    while True:
        items, at = _items(tokens, at + 1, is_inside=True)
        made += _joined(items)
        if at >= len(tokens) or tokens[at] not in ("/", closing):
            raise ValueError("a bracket stays open")
        if tokens[at] == closing:
            return ([*made, ""] if opening == "[" else made), at + 1


def _joined(items: list[list[str]]) -> list[str]:
    return list(dict.fromkeys(" ".join("".join(each).split()) for each in product(*items)))
