"""The texts for one person, put together in their language.

A text is its sentences and nothing else; a safety sentence that nobody has confirmed in the
person's language is followed by the same in English, the signpost always is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date
from flask import current_app
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service.keywords.words import Keyword, display
from feedback_service.languages import DEFAULT, spoken_or_default
from feedback_service.texts import overrides, reviews
from feedback_service.texts.catalogue import SAFETY
from feedback_service.texts.overrides import Overrides
from feedback_service.texts.segments import plain, segments
from feedback_service.texts.translations import translated
from feedback_service.vocabulary import MAX_TEXT

WORDS_TO_REPLY = {
    "yes": Keyword.YES,
    "no": Keyword.NO,
    "private": Keyword.PRIVATE,
    "status": Keyword.STATUS,
    "delete": Keyword.DELETE,
    "stop": Keyword.STOP,
    "start": Keyword.START,
}
TWO_PARTS = 2
ONE_LINE = 60


@dataclass(frozen=True)
class Voice:
    """How a person is written to: their language, and which safety texts may stand in it alone.

    `overrides` are the words that administrators put in place of the shipped ones, in this language and in English.
    """

    language: str
    confirmed: frozenset[str]
    overrides: Overrides = field(default_factory=dict)

    def filled(self, key: str, language: str, values: dict[str, object]) -> str:
        """The words of a text in this language or in English, with their blanks filled in."""
        return self.overrides.get((language, key), translated(key, language)) % values


def voice(session: Session, language: str | None) -> Voice:
    """The voice for a language, English where texts are not written in it or none is known."""
    known = spoken_or_default(language)
    used = overrides.in_force(session, {known, DEFAULT})
    return Voice(known, reviews.confirmed_safety(session, known, used), used)


def say(to: Voice, key: str, **values: object) -> str:
    """One text of the catalogue with its blanks filled in; a draft of a safety text with the English after it."""
    words = to.filled(key, to.language, _values(to.language, values))
    if key in SAFETY and key not in to.confirmed and to.language != DEFAULT:
        return f"{words}\n{to.filled(key, DEFAULT, _values(DEFAULT, values))}"
    return words


def receipt(to: Voice, key: str, reference: str, token: str) -> str:
    """Thanks for what the person said, by one of the keys of receipts, and that this is not for emergencies."""
    thanks = say(to, key, reference=reference, link=follow_link(token))
    return f"{thanks}\n{say(to, 'not_for_emergencies')}"


def signpost(to: Voice, reference: str) -> str:
    """Where to get help at once, in the person's language and in English, and that a person will read it."""
    settings = _settings()
    parts = [to.filled("signpost", to.language, _values(to.language, {}))]
    if to.language != DEFAULT:
        parts.append(to.filled("signpost", DEFAULT, _values(DEFAULT, {})))
    parts.append(say(to, "signpost_reference", reference=reference, hours=settings.inbox_watched))
    return "\n".join(parts)


def help_text(to: Voice) -> str:
    """What can be texted, and that this is not for emergencies."""
    return f"{say(to, 'help', complaints=_settings().complaints_line)}\n{say(to, 'not_for_emergencies')}"


def preview(to: Voice, reference: str, token: str, words: str) -> str:
    """How it would look on the board: all of it where that is short, else its beginning and the link to all of it."""
    shown = plain(" ".join(words.split()))
    whole = say(to, "preview", reference=reference, words=shown)
    if segments(whole) <= _most_parts(lambda part: say(to, "preview", reference=reference, words=part), shown):
        return whole

    def beginning(part: str) -> str:
        return say(to, "preview_in_part", reference=reference, words=part, link=follow_link(token))

    most = _most_parts(beginning, shown)
    return _fitted(beginning, shown, lambda text: segments(text) <= most)


def _most_parts(frame: Callable[[str], str], words: str) -> int:
    """Two parts, or as many as it takes to show a line of the words in a language whose letters cost more."""
    return max(TWO_PARTS, segments(frame(words[:ONE_LINE])))


def answer(to: Voice, key: str, reference: str, token: str, signed_as: str, words: str) -> str:
    """The answer itself with the link, and the question whether it helped; `key` is `answer` or `promise_kept`.

    Twilio takes 1,600 characters: a longer answer is cut at a word, and the link leads to all of it.
    """
    asks = say(to, "verdict_question")

    def whole(part: str) -> str:
        said = say(to, key, reference=reference, signed_as=signed_as, words=part, link=follow_link(token))
        return f"{said}\n{asks}"

    return _fitted(whole, plain(words.strip()), lambda text: len(text) <= MAX_TEXT)


def decision(to: Voice, key: str, reference: str, token: str, reason: str) -> str:
    """That something is not on the board, why, and what the person can do next; `key` is one of the decisions.

    Two parts at most, as far as a line of the reason can stand in them: the link leads to all of it.
    """
    complaints, shown = _settings().complaints_line, plain(" ".join(reason.split()))

    def whole(part: str) -> str:
        return say(to, key, reference=reference, reason=part, complaints=complaints, link=follow_link(token))

    most = _most_parts(whole, shown)
    return _fitted(whole, shown, lambda text: segments(text) <= most)


def another_day(to: Voice, reference: str, token: str, due_on: date) -> str:
    """What we promised will take until another day; the reason stands behind the link."""
    day = day_in_words(due_on, to.language)
    return say(to, "promise_moved", reference=reference, day=day, link=follow_link(token))


def status(to: Voice, reference: str, token: str, where: str, stage: str | None, due_on: date | None = None) -> str:
    """How it stands: `where` is a moderation status, `stage` one of the board's, None where nothing more will come."""
    day = day_in_words(due_on, to.language) if due_on else ""
    words = say(
        to,
        "status",
        reference=reference,
        where=say(to, f"status_{where}"),
        stage=say(to, f"stage_{stage}", day=day) if stage else "",
        link=follow_link(token),
    )
    return words.replace("  ", " ")


def day_in_words(day: date, language: str) -> str:
    """`1 December 2026` in the language."""
    return str(format_date(day, "d MMMM y", locale=language))


def follow_link(token: str) -> str:
    """The full address of the person's own page, as it stands in a text."""
    return f"{_settings().public_url}/follow/{token}"


def entry_link(entry_id: int) -> str:
    """The full address of an entry on the board."""
    return f"{_settings().public_url}/entries/{entry_id}"


def _fitted(frame: Callable[[str], str], words: str, fits: Callable[[str], bool]) -> str:
    """`frame(words)`, with as many of the words as `fits` lets stand; cut between words, with three dots after it."""
    text = frame(words)
    if fits(text):
        return text
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(frame(_cut(words, middle))) else (low, middle - 1)
    return frame(_cut(words, low))


def _cut(words: str, length: int) -> str:
    """At most `length` characters of the words, ending between two where there is a gap, then three dots."""
    part = words[:length]
    if length < len(words) and not words[length].isspace() and " " in part:
        part = part.rsplit(" ", 1)[0]
    return f"{part.rstrip()}..."


def _values(language: str, values: dict[str, object]) -> dict[str, object]:
    settings = _settings()
    return {
        **{blank: display(keyword, language) for blank, keyword in WORDS_TO_REPLY.items()},
        "emergency": settings.emergency_number,
        "crisis": settings.crisis_number,
        "option": settings.crisis_option,
        "samaritans": settings.samaritans_number,
        "shout": settings.shout_number,
        **values,
    }


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
