"""Staff put a text where it belongs: to other feedback of the same person, or to feedback of its own.

What a machine decided about a text is a first reading only. Words that come to feedback which was
decided already stay with staff: nothing gets on the board by being moved there.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import consent, lifecycle, publishing
from feedback_service.conversation import questions
from feedback_service.intake import FOLLOW_PURPOSE, is_flagged, screen_message
from feedback_service.models import Feedback, InboundMessage
from feedback_service.references import new_reference, new_token
from feedback_service.storage import current_cipher
from feedback_service.vocabulary import Asked, Meaning, Moderation

MOVED = "text_moved"


class CannotMove(Exception):
    """The text is not here any more, or not the person's other feedback; or the public reads it now."""


def others(session: Session, feedback: Feedback) -> list[Feedback]:
    """The person's other feedback, the latest first: where a text could belong instead."""
    if feedback.contact_id is None:
        return []
    mine = select(Feedback).where(
        Feedback.contact_id == feedback.contact_id, Feedback.id != feedback.id, Feedback.erased_at.is_(None)
    )
    return list(session.scalars(mine.order_by(Feedback.id.desc()).limit(50)).unique())


def move(session: Session, feedback: Feedback, message_id: int, to: str | None, staff_id: int) -> Feedback:
    """Move a message of locked feedback to the feedback with the reference `to`, or for None to one of its own.

    Returns where it is now. Raises CannotMove.
    """
    message = _theirs(session, feedback, message_id)
    if message is None or (feedback.status == Moderation.PUBLISHED and message.is_public_words):
        raise CannotMove
    target = _own(session, feedback, message) if to is None else _other(session, feedback, to)
    if message in feedback.messages:
        feedback.messages.remove(message)
    message.feedback = target
    message.meaning = Meaning.FEEDBACK if to is None else Meaning.MORE
    message.is_public_words = target.status == Moderation.PENDING
    message.is_open_to_responders = False
    _put_back(session, feedback)
    session.flush()
    # A flag stands for words: it is raised again where they go. Nobody is woken anew, the old flag stays as well.
    screen_message(session, target, message, wakes=False)
    for each in (feedback, target):
        questions.close(session, {Asked.PREVIEW}, each.id)
        lifecycle.changed(session, each, MOVED, staff_id=staff_id)
    if to is not None and message.is_public_words:
        consent.ask_again(session, target)
    is_safe = not (is_flagged(feedback) or is_flagged(target))
    if target.consent is None and target.status == Moderation.PENDING and is_safe:
        questions.ask_for_consent(session, target)
    publishing.refresh(session, feedback)
    return target


def _theirs(session: Session, feedback: Feedback, message_id: int) -> InboundMessage | None:
    """The message, where it stands with this feedback, or with its person and no feedback, such as a keyword.

    One without words has none to move: an answer that is kept apart, or what was erased.
    """
    message = session.get(InboundMessage, message_id)
    if message is None or not message.body.strip():
        return None
    is_persons = message.feedback_id is None and message.contact_id is not None
    if message.feedback_id == feedback.id or (is_persons and message.contact_id == feedback.contact_id):
        return message
    return None


def _put_back(session: Session, feedback: Feedback) -> None:
    """Words that a rewording had replaced count again once it has gone; a yes to the rewording was none to these."""
    words = [each for each in feedback.messages if each.meaning in {Meaning.FEEDBACK, Meaning.MORE}]
    if feedback.status == Moderation.PENDING and not any(each.is_public_words for each in words):
        for each in words:
            each.is_public_words = True
        consent.ask_again(session, feedback)


def _own(session: Session, feedback: Feedback, message: InboundMessage) -> Feedback:
    token = new_token()
    target = Feedback(
        reference=new_reference(),
        follow_token=token,
        follow_index=current_cipher().index(FOLLOW_PURPOSE, token),
        channel=message.channel,
        contact=feedback.contact,
        language=feedback.language,
        language_by=feedback.language_by,
        received_at=message.received_at,
    )
    lifecycle.received(session, target)
    return target


def _other(session: Session, feedback: Feedback, to: str) -> Feedback:
    if feedback.contact_id is None:
        raise CannotMove
    target = lifecycle.locked(session, to)
    if target is None or target.contact_id != feedback.contact_id or target.id == feedback.id:
        raise CannotMove
    return target
