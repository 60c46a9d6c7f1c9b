"""The phones that one page shows: one alone, or several side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for

from channels.phone import conversation, handsets, suggestions, texting
from channels.phone.conversation import Bubble, Conversation, Notice
from channels.phone.handsets import Thread
from feedback_service import clock
from feedback_service.storage import reading
from feedback_service.texts.segments import segments


@dataclass(frozen=True)
class Draft:
    """What stands in the field, and what is wrong with it; `key` makes it one text however often it is sent."""

    body: str = ""
    error: str | None = None
    key: str = field(default_factory=texting.new_key)


@dataclass(frozen=True)
class Phone:
    """One phone on the page. `rests`: what it shows is shown once, and not looked up again by itself."""

    thread: Thread
    conversation: Conversation
    draft: Draft
    rests: bool = False

    @property
    def number(self) -> str:
        return handsets.shown(self.thread.handset)


@dataclass(frozen=True)
class Screen:
    """What the page shows, and the addresses that lead back to it."""

    threads: tuple[Thread, ...]
    is_together: bool = False

    @property
    def slugs(self) -> str | None:
        """The phones as addresses name them where there are several, None for one alone."""
        return ",".join(thread.slug for thread in self.threads) if self.is_together else None

    def address(self, thread: Thread) -> str:
        """The page, at the latest message of this phone."""
        return self._page(f"latest-{thread.slug}", thread, {})

    def suggesting(self, thread: Thread, suggestion: suggestions.Suggestion) -> str:
        """The page with this suggestion filled in on this phone."""
        return self._page(f"body-{thread.slug}", thread, {"try": suggestion.key, "on": thread.slug})

    def switched(self, thread: Thread) -> str:
        """The page with this phone on its other channel."""
        threads = tuple(each.other if each == thread else each for each in self.threads)
        return replace(self, threads=threads).address(thread.other)

    def _page(self, anchor: str, thread: Thread, query: dict[str, Any]) -> str:
        if self.is_together:
            return url_for("phone.together", phones=self.slugs, **query, _anchor=anchor)
        return url_for("phone.show", **of(thread), **query, _anchor=anchor)


def of(thread: Thread) -> dict[str, Any]:
    """What names the thread in an address."""
    return {"handset": thread.handset, "channel": thread.channel if thread.is_whatsapp else None}


def phones(threads: Sequence[Thread], drafts: dict[Thread, Draft]) -> list[Phone]:
    """The phones as they stand now."""
    with reading() as session:
        return [
            Phone(
                thread,
                conversation.conversation(session, thread.channel, thread.number),
                drafts.get(thread) or Draft(),
            )
            for thread in threads
        ]


def with_last_words(shown: Sequence[Phone], thread: Thread, body: str, reply: str) -> list[Phone]:
    """The phones, and on this one the text that erased everything with its receipt: nothing else is left of it."""
    moment = clock.now()
    bubbles = (Bubble(0, moment, body, True, None), Bubble(0, moment, reply, False, None, segments(reply)))
    last = Conversation(bubbles, Notice.ERASED)
    return [replace(each, conversation=last, rests=True) if each.thread == thread else each for each in shown]
