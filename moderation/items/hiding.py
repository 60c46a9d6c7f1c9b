"""What the item page shows about hiding: suggestions, how many are undecided, and both sides of what is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from sqlalchemy.orm import Session

from feedback_service import suggestions
from feedback_service.difference import Row, rows
from feedback_service.languages import supported_or_default
from feedback_service.models import Feedback
from feedback_service.public_words import label, stretches
from feedback_service.suggestions import Suggestion
from feedback_service.vocabulary import Hidden


@dataclass(frozen=True)
class Hiding:
    """`undecided` are the suggestions in what the public reads, `kinds` those of them that lead to one person by
    themselves. `difference` is empty where nothing is hidden from the public, and for who reads no originals."""

    suggestions: Sequence[Suggestion]
    undecided: int
    kinds: Sequence[Hidden]
    difference: Sequence[Row]


def gather(session: Session, feedback: Feedback, *, suggests: bool, sees_originals: bool) -> Hiding:
    """For this feedback as it stands; nothing is suggested where nothing can be hidden."""
    found: list[Suggestion] = []
    if suggests and feedback.erased_at is None:
        found = suggestions.of_messages(session, feedback, feedback.messages)
    public = {message.id for message in feedback.messages if message.is_public_words}
    undecided = [each for each in found if each.message_id in public]
    return Hiding(
        suggestions=found,
        undecided=len(undecided),
        kinds=suggestions.that_name_somebody(undecided),
        difference=_difference(feedback) if sees_originals else [],
    )


def _difference(feedback: Feedback) -> list[Row]:
    messages = [each for each in feedback.messages if each.is_public_words and each.body.strip()]
    if not any(message.redactions for message in messages):
        return []
    with force_locale(supported_or_default(feedback.language)):
        return [row for message in messages for row in rows(message.body, stretches(message.redactions), label)]
