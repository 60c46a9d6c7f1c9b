"""Hiding words and showing them again; on the board the change shows at once."""

from collections import defaultdict

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle, publishing
from feedback_service.agreed_words import needs_preview
from feedback_service.models import Feedback, InboundMessage, Redaction
from feedback_service.public_words import stretches
from feedback_service.redaction import join_words
from feedback_service.vocabulary import Moderation
from moderation.actions.data import Hide, Refused, ShowAgain
from moderation.auth.sessions import Member


def hide(session: Session, feedback: Feedback, member: Member, data: Hide) -> None:
    """Hide the chosen words; those that follow each other become one stretch."""
    messages = {message.id: message for message in feedback.messages}
    chosen: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for message_id, start, end in data.words:
        chosen[message_id].append((start, end))
    for message_id, words in chosen.items():
        message = messages.get(message_id)
        if message is None:
            raise Refused("word", _("Some of the chosen words are not in this feedback. Choose the words again."))
        _hide_in(message, words, member, data)
    lifecycle.changed(session, feedback, "hidden", staff_id=member.id)
    publishing.refresh(session, feedback)


def _hide_in(message: InboundMessage, words: list[tuple[int, int]], member: Member, data: Hide) -> None:
    try:
        joined = join_words(message.body, words, stretches(message.redactions))
    except ValueError:
        raise Refused("word", _("Some of the chosen words are hidden already. Choose the words again.")) from None
    message.redactions += [
        Redaction(start=start, end=end, kind=data.kind, staff_id=member.id, created_at=clock.now())
        for start, end in joined
    ]


def show_again(session: Session, feedback: Feedback, member: Member, data: ShowAgain) -> None:
    """Show what was hidden."""
    for message in feedback.messages:
        for redaction in message.redactions:
            if redaction.id == data.redaction_id:
                message.redactions.remove(redaction)
                if feedback.status == Moderation.PUBLISHED and needs_preview(feedback):
                    raise Refused(
                        "word", _("The person agreed to the words without that. Take it off the board first.")
                    )
                lifecycle.changed(session, feedback, "shown_again", staff_id=member.id)
                publishing.refresh(session, feedback)
                return
    raise Refused("word", _("That is shown already."))
