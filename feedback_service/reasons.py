"""Why something is not on the board: a reason from a short list, words of staff's own beside it, or these alone.

The listed reasons are texts to people (`feedback_service.texts.catalogue`), translated once for the page, the
phone and the desk. That somebody is unhappy with us is never one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_service.languages import DEFAULT
from feedback_service.texts.translations import filled, is_translated
from feedback_service.vocabulary import Because, Moderation

LISTED: dict[Moderation, tuple[Because, ...]] = {
    Moderation.REJECTED: (
        Because.IDENTIFIES,
        Because.NOT_OURS,
        Because.REPEATED,
        Because.UNKIND,
        Because.ADVERT,
    ),
    Moderation.PRIVATE: (
        Because.ASKED,
        Because.NOT_AGREED,
        Because.PERSONAL,
        Because.IDENTIFIES,
        Because.LOOKED_INTO,
    ),
    Moderation.WITHDRAWN: (
        Because.IDENTIFIES,
        Because.MISTAKE,
        Because.LOOKED_INTO,
        Because.REPEATED,
        Because.UNKIND,
    ),
}
"""What staff choose from, for each decision; `Because.OWN` goes with every list."""


@dataclass(frozen=True)
class Why:
    """The reason for a decision. `words` are staff's own, for the person, in `language`; `note` is for staff alone."""

    code: Because | None = None
    words: str = ""
    language: str | None = None
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether the person can read a reason in it."""
        return self.code not in {None, Because.OWN} or bool(self.words.strip())


@dataclass(frozen=True)
class Part:
    """Some words of a reason, and the language that they are in, None where nobody knows."""

    words: str
    language: str | None


def in_language(code: str | None, language: str) -> str:
    """The listed reason in a language, English where it has none there; empty for own words and unknown codes."""
    return filled(_key(code), language, {}) if code in _WITH_WORDS else ""


def parts(why: Why, reader: str, spoken: str) -> Sequence[Part]:
    """The reason as somebody reads it on a page in the language `reader` who is written to in `spoken`: the listed one
    in their own language where it is translated, and in that of the page; then staff's own words."""
    languages = [spoken] if spoken not in {reader, DEFAULT} and _speaks(why.code, spoken) else []
    listed = [
        Part(in_language(why.code, each), each if _speaks(why.code, each) else DEFAULT) for each in [*languages, reader]
    ]
    return [each for each in [*listed, Part(why.words, why.language)] if each.words]


def _speaks(code: str | None, language: str) -> bool:
    return code in _WITH_WORDS and is_translated(_key(code), language)


def _key(code: str | None) -> str:
    return f"reason_{code}"


_WITH_WORDS = frozenset(Because) - {Because.OWN}
