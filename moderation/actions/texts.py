"""What staff do with one message of the person's: put it where it belongs, translate it, let responders read it."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle
from feedback_service.conversation import moving
from feedback_service.conversation.moving import CannotMove
from feedback_service.languages import DEFAULT
from feedback_service.models import Feedback, InboundMessage, MessageTranslation
from moderation.auth.sessions import Member
from moderation.told.data import Elsewhere, InEnglish, OneText, Refused


def move(session: Session, feedback: Feedback, member: Member, data: Elsewhere) -> None:
    """Put a message to other feedback of the person's, or make it feedback of its own."""
    try:
        moving.move(session, feedback, data.message_id, data.to, member.id)
    except CannotMove:
        raise Refused("to", _("That text cannot go there. Look at the conversation again.")) from None


def translate(session: Session, feedback: Feedback, member: Member, data: InEnglish) -> None:
    """Keep what a message says in English, for those who read the words as they were written."""
    message = _message(feedback, data.message_id)
    message.translations = [each for each in message.translations if each.language != DEFAULT]
    # Two rows with one key must not meet.
    session.flush()
    message.translations.append(
        MessageTranslation(language=DEFAULT, words=data.words, staff_id=member.id, created_at=clock.now())
    )
    lifecycle.changed(session, feedback, "text_translated", staff_id=member.id)


def open_to_responders(session: Session, feedback: Feedback, member: Member, data: OneText) -> None:
    """Let those who answer read, without what is hidden, what the person added after the decision."""
    _addition(feedback, data).is_open_to_responders = True
    lifecycle.changed(session, feedback, "text_opened", staff_id=member.id)


def close_to_responders(session: Session, feedback: Feedback, member: Member, data: OneText) -> None:
    """Keep it to moderators again."""
    _addition(feedback, data).is_open_to_responders = False
    lifecycle.changed(session, feedback, "text_closed", staff_id=member.id)


def _addition(feedback: Feedback, data: OneText) -> InboundMessage:
    message = _message(feedback, data.message_id)
    if message.is_public_words:
        raise Refused("message", _("Everybody who may open this reads that text already."))
    return message


def _message(feedback: Feedback, message_id: int) -> InboundMessage:
    message = next((each for each in feedback.messages if each.id == message_id and each.body.strip()), None)
    if message is None:
        raise Refused("message", _("That text is not here any more. Look at the conversation again."))
    return message
