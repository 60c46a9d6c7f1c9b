"""Reading a text for names: whether a name begins at a word, and where it ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from feedback_service.identifying.cues import Cues
from feedback_service.identifying.lists import Level, Lists
from feedback_service.identifying.words import Word

LONGEST = 4
"""Words of one name."""
_SHORT_FORMS = frozenset(
    {
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "rev",
        "sr",
        "sra",
        "dra",
        "d",
        "د",
        "ਡਾ",
        "डॉ",
        "डा",
        "ડૉ",
        "ডা",
        "sig",
        "m",
        "mme",
        "st",
    }
)
_PARTICLES = frozenset(
    {
        "al", "el", "bin", "ibn", "bint", "abu", "de", "da", "do", "dos", "das", "di", "del", "della", "van", "von",
        "der", "den", "ul", "ur", "o", "mac", "le", "la", "bi",
    }
)  # fmt: skip
_LEAST_SMALL = 3


class Expecting(Enum):
    """How much the words before lead one to expect a name."""

    SURELY = auto()
    """A title or a job stands right before it."""
    AT_WORK = auto()
    """A job stands right before it, and may mean anybody who has it."""
    SAID = auto()
    """They say that it is a name."""
    LIKELY = auto()
    """A relation, a job with a word between, a greeting."""
    PERHAPS = auto()
    """`I am`: a name, or anything else."""
    LISTED = auto()
    """Nothing before; the lists know it."""
    SEEN = auto()
    """Nothing before; what is around it decides."""


@dataclass
class Reading:
    """`taken` are the places of words that belong to a name already."""

    words: Sequence[Word]
    cues: Cues
    lists: Lists
    language: str | None
    taken: set[int] = field(default_factory=set)

    @property
    def is_english(self) -> bool:
        """Whether the rules of English may be asked."""
        return self.language in {None, "en"}

    def cue(self, sort: str, place: int) -> int:
        return self.cues.length(sort, self.words, place)

    def gap(self, place: int) -> str:
        """What stands before this word; a line's end at the end of the text."""
        return self.words[place].gap if place < len(self.words) else "\n"

    def level(self, place: int) -> Level:
        return self.lists.level(self.words[place])

    def is_short_form(self, place: int) -> bool:
        """Whether a full stop after this word ends no sentence."""
        return self.words[place].folded in _SHORT_FORMS

    def name_at(self, place: int, how: Expecting) -> int | None:
        """Where the name that begins at `place` ends, None where none begins there."""
        if not self._may_begin(place, how):
            return None
        end = place + 1
        while end < len(self.words) and end - place < LONGEST:
            step = self._goes_on(end)
            if not step:
                break
            end += step
        if how not in {*_TITLED, Expecting.SAID} and self._is_place(place, end):
            return None
        return end

    def is_listed_name(self, place: int) -> bool:
        """Whether a list is enough: known names, small ones in English alone."""
        word, level = self.words[place], self.level(place)
        if level == Level.STRONG:
            is_long = len(word.folded) >= _LEAST_SMALL
            return word.is_capital or not word.has_case or (self.is_english and is_long)
        return (
            level == Level.CAPITAL and word.is_capital and (self.is_english or not word.opens) and len(word.folded) > 2
        )

    def may_be_somebody(self, place: int) -> bool:
        """Whether it is a capitalised word that could be a name, known or not."""
        word = self.words[place]
        return word.is_capital and len(word.text) > 1 and not self.cues.has("not_people", word)

    def begins_before(self, place: int) -> int:
        """`place`, or the place before where a name that is a word as well stands right before it: `Nana Yaa`."""
        before = place - 1
        if before < 0 or before in self.taken or self.gap(place) != " " or not self.words[place].is_capital:
            return place
        is_name = self.words[before].is_capital and self.level(before) == Level.WORD
        return before if is_name and not self.cues.has("never", self.words[before]) else place

    def stands_after_with(self, place: int) -> bool:
        """`told Rose`, `with Kehinde`: after words that a person follows."""
        for length in (3, 2, 1):
            before = place - length
            if before >= 0 and self.gap(place) in {" ", ", "} and self.cue("with", before) == length:
                is_known = self.level(place) >= Level.WORD
                return is_known or (not self.words[place].opens and self.words[before].folded not in _LOOSE)
        return False

    def acts(self, place: int, end: int) -> bool:
        """`Rose helped me`: before words that follow a person, even at the beginning of a sentence."""
        if not self.cue("act", end) or self.gap(end) != " ":
            return False
        word = self.words[place]
        return not (word.opens and self.cues.has("never", word))

    def _may_begin(self, place: int, how: Expecting) -> bool:
        word, level = self.words[place], self.level(place)
        if self.cues.has("never", word):
            certain = how in {Expecting.SURELY, Expecting.AT_WORK, Expecting.SAID, Expecting.LIKELY, Expecting.SEEN}
            return certain and word.is_capital and level >= Level.WORD and not word.text.isupper()
        if level == Level.NONE and self._is_phrase(word):
            return False
        if self.cues.has("staff", word) or self.cues.has("title", word):
            return how in _TITLED and level >= Level.CAPITAL
        if self.cues.has("not_people", word) and not (how in _TITLED and level >= Level.WORD):
            return False
        if not word.has_case:
            return self._may_begin_without_case(word, level, how)
        return self._may_begin_large(place, how) if word.is_capital else self._may_begin_small(word, level, how)

    def _is_phrase(self, word: Word) -> bool:
        """`You'd`, `Surely`, `Playing`: shaped like anything but a name."""
        head, mark, _tail = word.folded.partition("'")
        if mark and head in self.cues.single["never"]:
            return True
        return self.is_english and len(word.folded) > 5 and word.folded.endswith(_ENDINGS)

    def _may_begin_large(self, place: int, how: Expecting) -> bool:
        word, level = self.words[place], self.level(place)
        if how == Expecting.LISTED:
            return level >= Level.CAPITAL
        if how == Expecting.PERHAPS:
            follows = self.words[place + 1] if place + 1 < len(self.words) else None
            has_second = follows is not None and follows.gap == " " and follows.is_capital
            return level >= Level.CAPITAL or (has_second and not self.lists.is_common(word)) or self._ends_here(place)
        if len(word.text) == 1:
            return how in _TITLED
        if word.text.isupper() and len(word.text) < 5 and level == Level.NONE:
            return False
        return not self.lists.is_common(word)

    def _ends_here(self, place: int) -> bool:
        """`I am Hope, a carer`: a name that is a word too, with nothing but a comma behind it."""
        return self.level(place) == Level.WORD and self.gap(place + 1)[:1] in {",", "."}

    def _may_begin_small(self, word: Word, level: Level, how: Expecting) -> bool:
        if level == Level.STRONG:
            return True
        if how == Expecting.AT_WORK:
            return level >= Level.WORD and self.is_english
        if how in {Expecting.SURELY, Expecting.SAID}:
            is_unknown = level == Level.NONE and word.folded not in self.lists.common
            return len(word.folded) > 2 and self.is_english and (level >= Level.WORD or is_unknown)
        return how == Expecting.LIKELY and level == Level.CAPITAL and word.folded not in self.lists.common

    def _may_begin_without_case(self, word: Word, level: Level, how: Expecting) -> bool:
        if how in {Expecting.LISTED, Expecting.PERHAPS}:
            return level == Level.STRONG
        if how == Expecting.SEEN:
            return False
        if level >= Level.WORD:
            return True
        # Unknown: after a title or "my name is", unless it has the article of an adjective.
        return how in {*_TITLED, Expecting.SAID} and len(word.folded) > 1 and not word.folded.startswith("ال")

    def _goes_on(self, place: int) -> int:
        """How many words from `place` on belong to the name before it: 0, 1, or 2 with a particle."""
        word, before = self.words[place], self.words[place - 1]
        is_initial = len(before.text) == 1 and before.is_capital
        if word.gap != " " and not (is_initial and word.gap in {". ", "."}):
            return 0
        if word.folded in _PARTICLES and place + 1 < len(self.words):
            following = self.words[place + 1]
            if following.gap in {" ", "-"} and (following.is_capital or self.level(place + 1) >= Level.WORD):
                return 2
        return int(self._belongs(word, self.level(place), before))

    def _belongs(self, word: Word, level: Level, before: Word) -> bool:
        if self.cues.has("never", word) or self.cues.has("staff", word):
            return False
        if self.cues.has("not_people", word) and level < Level.CAPITAL:
            return False
        if not word.has_case:
            return level >= Level.WORD
        if word.is_capital:
            return not self.cues.has("place", word) or level >= Level.CAPITAL
        if before.is_capital or not self.is_english:
            return False
        return level == Level.STRONG or (level == Level.WORD and word.folded in _SURNAMES)

    def _is_place(self, start: int, end: int) -> bool:
        """`Rose Ward`, `Hope House`, and `Victoria station` as well."""
        if end >= len(self.words) or self.words[end].gap != " " or not self.cues.has("place", self.words[end]):
            return False
        word = self.words[end]
        if word.is_capital:
            return True
        return self.words[start].is_capital and end - start == 1 and self.level(start) < Level.STRONG


_TITLED = frozenset({Expecting.SURELY, Expecting.AT_WORK})
_LOOSE = frozenset(
    {
        "and",
        "by",
        "can",
        "like",
        "into",
        "about",
        "than",
        "both",
        "find",
        "see",
        "from",
        "miss",
        "ask",
        "helped",
        "calls",
        "called",
    }
)
"""Words that anything may follow: the name must be a known one."""
_ENDINGS = ("ly", "ing", "ed", "tion", "ness", "ment", "ity")
_SURNAMES = frozenset(
    {
        "brown", "white", "black", "green", "gray", "grey", "young", "hill", "wood", "stone", "cook", "baker", "carter",
        "ward", "king", "knight", "price", "banks", "field", "fields",
    }
)  # fmt: skip
"""Words that are family names often enough to count in small letters after a first name."""
