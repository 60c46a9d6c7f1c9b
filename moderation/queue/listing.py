"""What a page of the queue is asked to show: a tab, filters, words to search for, and from where on.

It is read from the address and written into every address that leads on, so that a page can be kept, shared and saved.
The words stand in it sealed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement

from feedback_service.models import SearchOpen, SearchOriginal
from feedback_service.search import tokens
from feedback_service.search import words as search_words
from feedback_service.search.finding import Groups, Shelf
from feedback_service.vocabulary import Role
from feedback_service.web.typed import clean_line
from moderation.permissions import sees_originals
from moderation.queue import filters, sealing
from moderation.queue.filters import FILTERS, Choices, Filter
from moderation.queue.tabs import EVERYTHING, Tab, choose

MOST_WORDS = 10
"""How many of the words that are typed count."""


@dataclass(frozen=True)
class Listing:
    """`chosen` are values by the name of their filter, `words` what was typed to search for."""

    tab: Tab
    role: Role
    there: Choices
    chosen: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    after: str | None = None

    @cached_property
    def forms(self) -> Sequence[str]:
        """The words that are searched for, each in the form that it is found by."""
        return list(dict.fromkeys(word.form for word in search_words.words(self.words)))[:MOST_WORDS]

    @property
    def is_narrowed(self) -> bool:
        """Whether it shows less than its tab holds."""
        return bool(self.chosen or self.words)

    @property
    def is_in_vain(self) -> bool:
        """Whether something was typed that nothing can be found by, such as a full stop or "the"."""
        return bool(self.words) and not self.forms

    @property
    def is_of_work(self) -> bool:
        """Whether what it shows is something that waits: little, in whichever order."""
        return self.tab.is_work or any(each.is_of_work for each in self.active)

    @property
    def is_looked_up(self) -> bool:
        """Whether the search index says what is shown."""
        return bool(self.words) or (bool(self.chosen) and not self.tab.is_work)

    @property
    def active(self) -> list[Filter]:
        """The filters that are on."""
        return [each for each in FILTERS if each.name in self.chosen]

    @property
    def shelf(self) -> Shelf:
        """The index that this member may search."""
        return SearchOriginal if sees_originals(self.role) else SearchOpen

    def conditions(self) -> list[ColumnElement[bool]]:
        """What the tab and the filters ask of the feedback."""
        return [self.tab.condition, *(each.condition(self.chosen[each.name], self.there) for each in self.active)]

    def groups(self) -> Groups:
        """What the tab, the filters and the words ask of the search index."""
        asked = [each.marks(self.chosen[each.name], self.there) for each in self.active]
        return [*([[self.tab.mark]] if self.tab.mark else []), *asked, *map(tokens.of_word, self.forms)]

    def at(self, tab: Tab) -> "Listing":
        """The same of another tab, from its beginning; without the words where the index does not know the tab."""
        return replace(self, tab=tab, words="" if tab.mark is None else self.words, after=None)

    @cached_property
    def sealed(self) -> str:
        """The words as an address holds them."""
        return sealing.sealed(self.words) if self.words else ""

    def query(self) -> dict[str, str]:
        """For a form and for keeping: this listing, without where in it the page began."""
        here = {"tab": self.tab.slug, "q": self.words, **self.chosen}
        return {name: value for name, value in here.items() if value}

    def address(self, **changes: str | None) -> dict[str, Any]:
        """The same for an address, with some of it changed."""
        here: dict[str, Any] = {"tab": self.tab.slug, "words": self.sealed, **self.chosen, **changes}
        return {name: value for name, value in here.items() if value}


def read(address: Any, role: Role, there: Choices) -> Listing:
    """The listing that the address asks for, or a form; what it cannot mean is left out."""
    typed = address.get("q") or sealing.opened(address.get("words", ""))
    words, tab = clean_line(typed), choose(role, address.get("tab"))
    if words and (tab.mark is None or not address.get("tab")):
        tab = choose(role, EVERYTHING.slug)
    return Listing(tab, role, there, filters.read(address, there), words, address.get("after") or None)
