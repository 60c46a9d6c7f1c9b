"""Whether the person has seen what the public would read of theirs, and said yes to exactly that."""

from feedback_service.models import Feedback
from feedback_service.public_words import public_words
from feedback_service.storage import current_cipher

_PURPOSE = "public words"


def words_index(feedback: Feedback) -> str:
    """Names exactly the present public words, without telling them."""
    return current_cipher().index(_PURPOSE, public_words(feedback))


def are_words(feedback: Feedback, index: str | None) -> bool:
    """Whether `index` names the present public words, whichever key made it."""
    return index in current_cipher().indexes(_PURPOSE, public_words(feedback))


def words_differ(feedback: Feedback) -> bool:
    """Whether the public would read something else than the person wrote."""
    return any(message.redactions for message in feedback.messages if message.is_public_words)


def needs_preview(feedback: Feedback) -> bool:
    """Whether the person must see the public words before anybody else does.

    Who can be texted is shown what was changed; who left no number agreed on the form to having
    hidden what could show who they are.
    """
    return feedback.contact is not None and words_differ(feedback) and not are_words(feedback, feedback.agreed_index)
