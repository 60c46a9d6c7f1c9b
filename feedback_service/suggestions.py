"""What is suggested for hiding in a message now: worked out from the words each time, never stored.

Left out is what is hidden already, what a moderator refused, and what a rule says is never to be suggested.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from feedback_service import hiding_rules
from feedback_service.identifying import finder
from feedback_service.identifying.found import Found
from feedback_service.identifying.rules import Match
from feedback_service.models import Feedback, InboundMessage
from feedback_service.redaction import left_of
from feedback_service.vocabulary import NAMES_SOMEBODY, Hidden, Meaning, RuleSort

_WORDS = frozenset({Meaning.FEEDBACK, Meaning.MORE})


@dataclass(frozen=True)
class Suggestion:
    """A stretch of one message, and why it is suggested."""

    message_id: int
    found: Found
    words: str

    @property
    def value(self) -> str:
        """How forms name it: `<message id>:<start>:<end>:<kind>`."""
        return f"{self.message_id}:{self.found.start}:{self.found.end}:{self.found.kind}"


def of_messages(session: Session, feedback: Feedback, messages: Iterable[InboundMessage]) -> list[Suggestion]:
    """What is undecided in these messages of the feedback, in order."""
    rules, above = hiding_rules.book(session), hiding_rules.places_of(session, feedback)
    return [
        each
        for message in messages
        if message.meaning in _WORDS and message.body.strip()
        for each in _of_message(feedback, message, rules.matches(message.body, RuleSort.NEVER, feedback.id, above))
    ]


def _of_message(feedback: Feedback, message: InboundMessage, never: list[Match]) -> list[Suggestion]:
    hidden = [(each.start, each.end) for each in message.redactions]
    suggestions = []
    for found in finder.find(message.body, feedback.language):
        refused = any(each.start < found.end and found.start < each.end for each in message.refusals)
        is_never = any(each.start <= found.start and found.end <= each.end for each in never)
        if refused or is_never:
            continue
        for start, end in left_of(message.body, found.start, found.end, hidden):
            part = replace(found, start=start, end=end)
            suggestions.append(Suggestion(message.id, part, message.body[start:end]))
    return suggestions


def of_public_words(session: Session, feedback: Feedback) -> list[Suggestion]:
    """What is undecided in the messages that the public reads."""
    return of_messages(session, feedback, (message for message in feedback.messages if message.is_public_words))


def that_name_somebody(suggestions: Iterable[Suggestion]) -> list[Hidden]:
    """The kinds among them that lead to one person by themselves, each once."""
    return list(dict.fromkeys(each.found.kind for each in suggestions if each.found.kind in NAMES_SOMEBODY))
