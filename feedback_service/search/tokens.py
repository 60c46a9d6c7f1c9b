"""What stands in the index: for a word a keyed hash of it, for where feedback stands a plain mark.

The hash is HMAC-SHA256 under a key derived from FIELD_KEYS, cut to 32 bits: enough that a wrong find is rare, and not
enough to be sure which word it was. Marks say what the feedback's own columns say in the clear (its status, channel,
place …), so that any filter and any words are looked up together. A mark begins with a letter that no hash has.
"""

from collections.abc import Iterable

from feedback_service.models import Feedback
from feedback_service.search import words
from feedback_service.storage import current_cipher
from feedback_service.vocabulary import Channel, Moderation, WaitsFor

PURPOSE = "search"
DIGITS = 8
WAITING, PROMISED, REOPENED = "zwaiting", "zpromised", "zreopened"


def of_text(text: str) -> set[str]:
    """The tokens of the text's words, under the key that writes."""
    cipher = current_cipher()
    return {cipher.index(PURPOSE, form)[:DIGITS] for form in words.forms(text)}


def of_word(form: str) -> list[str]:
    """The tokens that the word may stand under: one for each key."""
    return [token[:DIGITS] for token in current_cipher().indexes(PURPOSE, form)]


def rule() -> str:
    """Names the key and the rules by which documents are written now, and nothing about either."""
    return f"{words.VERSION}.{current_cipher().index(PURPOSE, ' the key')[:16]}"


def status(value: Moderation | str) -> str:
    """Feedback with this status."""
    return f"zs{value}"


def waits_for(value: WaitsFor | str) -> str:
    """Feedback that waits for this."""
    return f"zw{value}"


def channel(value: Channel | str) -> str:
    """Feedback that came this way."""
    return f"zc{value}"


def language(value: str | None) -> str:
    """Feedback in this language, None where it is not known."""
    return "zl" + _plain(value) if value else "zunknown"


def place(number: int | None) -> str:
    """Feedback about this very place."""
    return f"zp{number or 0}"


def team(number: int | None) -> str:
    """Feedback that this team answers; None: no team."""
    return f"zt{number or 0}"


def theme(number: int | None) -> str:
    """Feedback about this theme; None: about none, as far as anybody has said."""
    return f"zh{number or 0}"


def consent(value: bool | None) -> str:
    """Feedback whose person stands like this to being published."""
    return "znotasked" if value is None else "zagreed" if value else "zsaidno"


def of_standing(feedback: Feedback) -> set[str]:
    """Everything that is marked about the feedback."""
    marks = {
        status(feedback.status),
        channel(feedback.channel),
        language(feedback.language),
        place(feedback.place_id),
        team(feedback.team_id),
        consent(feedback.consent),
    }
    if feedback.waits_for is not None:
        marks |= {WAITING, waits_for(feedback.waits_for)}
    if feedback.promise_due_on is not None:
        marks.add(PROMISED)
    if feedback.reopened_at is not None:
        marks.add(REOPENED)
    return marks


def document(tokens: Iterable[str]) -> str:
    """The tokens as they are stored."""
    return " ".join(sorted(tokens))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())
