"""Refusing a suggestion: the words may be read, and are not suggested again."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle
from feedback_service.models import Feedback, RefusedSuggestion
from moderation.actions import ruling
from moderation.auth.sessions import Member
from moderation.told.data import Leave, Refused


def leave(session: Session, feedback: Feedback, member: Member, data: Leave) -> None:
    """Let the suggested words stand, and with a reach the same words elsewhere."""
    messages = {message.id: message for message in feedback.messages}
    for message_id, start, end, kind in data.suggested:
        message = messages.get(message_id)
        if message is None or not 0 <= start < end <= len(message.body):
            raise Refused("word", _("Some of the chosen words are not in this feedback. Choose the words again."))
        if any((each.start, each.end) == (start, end) for each in message.refusals):
            raise Refused("word", _("That suggestion is refused already."))
        message.refusals.append(
            RefusedSuggestion(start=start, end=end, kind=kind, staff_id=member.id, created_at=clock.now())
        )
        if data.reach is not None:
            ruling.never_suggest(session, feedback, member, message.body[start:end], kind, data.reach)
    lifecycle.changed(session, feedback, "suggestion_left", staff_id=member.id)
