"""The form's fields: reading what was typed, and checking it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from channels.web.mistakes import Mistakes
from feedback_service.phones import parse_mobile
from feedback_service.vocabulary import FFT_CODES, MAX_WORDS, Author
from feedback_service.web.typed import clean_line, clean_text, says_something

TRAP = "leave_empty"
"""A field that nobody sees. Its name is none that browsers fill in by themselves."""

BY_TEXT = "text"
BY_LINK = "link"


@dataclass(frozen=True)
class Typed:
    """What somebody put into the form: cleaned, not checked, shown again after a mistake.

    `key` is the idempotency key, `entry` the entry point's code, `place` a place's id as text.
    """

    key: str
    entry: str = ""
    words: str = ""
    author: str = ""
    place: str = ""
    fft: str = ""
    consent: str = ""
    answer: str = ""
    phone: str = ""
    is_trapped: bool = False


@dataclass(frozen=True)
class Answers:
    """What was said, checked. `sender` is an E.164 number, None where no text is wanted."""

    words: str
    author: Author | None
    place_id: int | None
    fft: int | None
    consent: bool
    sender: str | None


def new_key() -> str:
    """A fresh idempotency key."""
    return str(uuid.uuid4())


def read(form: MultiDict[str, str]) -> Typed:
    """What was sent; a field that is missing is empty, of repeated ones the first counts."""
    return Typed(
        key=_key(form.get("key", "")),
        words=clean_text(form.get("words", "")),
        is_trapped=bool(form.get(TRAP)),
        **{
            name: clean_line(form.get(name, ""))
            for name in ("entry", "author", "place", "fft", "consent", "answer", "phone")
        },
    )


def _key(raw: str) -> str:
    """The key in its usual spelling; a new one where it is missing or no UUID, so that nothing is refused for it."""
    try:
        return str(uuid.UUID(raw))
    except ValueError:
        return new_key()


def check(typed: Typed, place_ids: Collection[int]) -> Answers:
    """The answers, when they are all in order; raises Mistakes with a message by field."""
    messages = {
        "words": _words_mistake(typed.words.strip()),
        "author": _choice_mistake(typed.author, ["", *Author]),
        "place": _choice_mistake(typed.place, ["", *map(str, place_ids)]),
        "fft": _choice_mistake(typed.fft, ["", *map(str, FFT_CODES)]),
        "consent": None if typed.consent in {"yes", "no"} else _("Choose whether we can show what you wrote"),
        "answer": None if typed.answer in {BY_TEXT, BY_LINK} else _("Choose how you want to get an answer"),
    }
    sender = None
    if typed.answer == BY_TEXT:
        try:
            sender = parse_mobile(typed.phone)
        except ValueError:
            messages["phone"] = _phone_mistake(typed.phone)
    found = {name: message for name, message in messages.items() if message}
    if found:
        raise Mistakes(found)
    return Answers(
        words=typed.words.strip(),
        author=Author(typed.author) if typed.author else None,
        place_id=int(typed.place) if typed.place else None,
        fft=int(typed.fft) if typed.fft else None,
        consent=typed.consent == "yes",
        sender=sender,
    )


def _words_mistake(words: str) -> str | None:
    if not says_something(words):
        return _("Write what happened")
    if len(words) > MAX_WORDS:
        return _(
            "What you wrote is %(over)s characters too long. The longest we can take is %(longest)s",
            over=len(words) - MAX_WORDS,
            longest=MAX_WORDS,
        )
    return None


def _choice_mistake(value: str, allowed: Collection[str]) -> str | None:
    return None if value in allowed else _("Choose one of the answers shown")


def _phone_mistake(phone: str) -> str:
    if not phone:
        return _("Enter your mobile phone number, or choose not to be contacted")
    return _("Enter a mobile phone number, like 07700 900001 or +44 7700 900001")
