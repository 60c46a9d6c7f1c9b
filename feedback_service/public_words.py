"""What the public may read of a feedback: the person's words with everything identifying replaced."""

from collections.abc import Iterable

from flask_babel import force_locale

from feedback_service.labels import HIDDEN
from feedback_service.languages import supported_or_default
from feedback_service.models import Feedback, InboundMessage
from feedback_service.redaction import Stretch, redact
from feedback_service.vocabulary import Hidden


def public_words(feedback: Feedback) -> str:
    """The words of the person's messages that are for the public, redacted, with a blank line between messages.

    What was removed is named in the language of the feedback where the interface has it.
    """
    return redacted(feedback, (message for message in feedback.messages if message.is_public_words))


def opened_additions(feedback: Feedback) -> str:
    """What the person added after the decision and a moderator opened to those who answer, redacted."""
    return redacted(feedback, (each for each in feedback.messages if _is_opened_addition(each)))


def _is_opened_addition(message: InboundMessage) -> bool:
    return message.is_open_to_responders and not message.is_public_words


def redacted(feedback: Feedback, messages: Iterable[InboundMessage]) -> str:
    """The words of these messages of the feedback without what was hidden."""
    with force_locale(supported_or_default(feedback.language)):
        parts = [redact(message.body, stretches(message.redactions), label) for message in messages]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def stretches(redactions: list) -> list[Stretch]:
    """The stored redactions as pure stretches."""
    return [Stretch(each.start, each.end, Hidden(each.kind)) for each in redactions]


def label(kind: Hidden) -> str:
    """What stands in the place of something hidden, in the language of now."""
    return f"[{HIDDEN[kind]}]"
