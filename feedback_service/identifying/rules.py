"""Words that staff decided are always hidden, or never suggested: one walk through a text for however many rules.

The rules make one tree of words. A text is walked once, from every word at most `LONGEST` words deep, so that what it
takes depends on the length of the text and not on the number of rules.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from feedback_service.identifying.words import JOINERS, MARKS, fold
from feedback_service.vocabulary import Hidden, RuleSort

LONGEST = 8
"""Words of one rule."""
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}{JOINERS}])*")
_BETWEEN = 3


@dataclass(frozen=True)
class Rule:
    """One rule as it is matched. Without a feedback and a place it holds everywhere."""

    id: int
    sort: RuleSort
    phrase: tuple[str, ...]
    kind: Hidden
    feedback_id: int | None = None
    place_id: int | None = None

    def holds(self, feedback_id: int, place_ids: Collection[int]) -> bool:
        """Whether it is about this feedback, whose place and those above are `place_ids`."""
        if self.feedback_id is not None:
            return self.feedback_id == feedback_id
        return self.place_id is None or self.place_id in place_ids


@dataclass(frozen=True)
class Match:
    """Code points `start` up to, not including, `end`, and the rule that wants them."""

    start: int
    end: int
    rule: Rule


@dataclass
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)


class RuleBook:
    """Rules made ready for matching."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._root = _Node()
        for rule in rules:
            node = self._root
            for word in rule.phrase:
                node = node.next.setdefault(word, _Node())
            node.rules.append(rule)

    def matches(self, text: str, sort: RuleSort, feedback_id: int, place_ids: Collection[int]) -> list[Match]:
        """The stretches that rules of this sort want, in order, without overlaps: the first, of those the longest."""
        if not self._root.next:
            return []

        def wants(rule: Rule) -> bool:
            return rule.sort == sort and rule.holds(feedback_id, place_ids)

        words = [(fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
        found: list[Match] = []
        for place in range(len(words)):
            if found and words[place][1] < found[-1].end:
                continue
            match = self._longest(words, place, wants)
            if match is not None:
                found.append(match)
        return found

    def _longest(
        self, words: Sequence[tuple[str, int, int]], place: int, wants: Callable[[Rule], bool]
    ) -> Match | None:
        node, best = self._root, None
        for here in range(place, min(place + LONGEST, len(words))):
            if here > place and words[here][1] - words[here - 1][2] > _BETWEEN:
                break
            following = node.next.get(words[here][0])
            if following is None:
                break
            node = following
            rule = next(filter(wants, node.rules), None)
            if rule is not None:
                best = Match(words[place][1], words[here][2], rule)
        return best


def phrase(words: str) -> tuple[str, ...]:
    """The words of a rule as they are matched; empty where there is none."""
    return tuple(fold(match.group()) for match in _WORD.finditer(words))
