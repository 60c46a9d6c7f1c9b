"""The person sees what the public would read, before the public does, where it is not what they wrote.

a moderator approves the words and asks ──> preview ──> yes: on the board at once, in exactly these words
                                               ├──────> private: it stays off
                                               ├──────> own words: they take the old ones' place; read, asked again
                                               └──────> nothing: it stays private
"""

from sqlalchemy.orm import Session

from feedback_service import agreed_words, answers, audit, consent, lifecycle, outbox, publishing
from feedback_service.conversation import questions
from feedback_service.conversation.questions import Asking
from feedback_service.conversation.telling import tell
from feedback_service.models import Feedback, InboundMessage, Question
from feedback_service.public_words import public_words
from feedback_service.texts import wording
from feedback_service.vocabulary import Asked, Moderation, OutboundKind

ASKED = "preview_asked"
REWORDED = "reworded"


class CannotAsk(Exception):
    """There is nobody to ask by text, nothing to show, or an open safety flag."""


def can_ask(feedback: Feedback) -> bool:
    """Whether the person can be asked by text about the words as they are now."""
    found = publishing.obstacles(feedback)
    is_reachable = feedback.contact is not None and feedback.contact.stopped_at is None
    asks_help = publishing.Obstacle.PREVIEW in found or publishing.Obstacle.CONSENT in found
    is_safe = not {publishing.Obstacle.SAFETY_FLAG, publishing.Obstacle.NO_WORDS} & set(found)
    return is_reachable and asks_help and is_safe and feedback.status == Moderation.PENDING


def ask(session: Session, feedback: Feedback, staff_id: int, seconded_by: int | None = None) -> None:
    """Approve the words as they are and text them to the person: a yes publishes exactly these.

    `seconded_by` is who proposed it where a second member is needed: the yes publishes nothing that one alone
    approved. Call it with the feedback locked. Raises CannotAsk, or publishing.CannotPublish without that second.
    """
    contact = feedback.contact
    if contact is None or not can_ask(feedback):
        raise CannotAsk
    publishing.check_second(session, feedback, staff_id, seconded_by)
    to = wording.voice(session, contact.language)
    body = wording.preview(to, feedback.reference, feedback.follow_token, public_words(feedback))
    text = outbox.queue_to(session, contact, feedback, OutboundKind.QUESTION, body, language=to.language)
    questions.close(session, {Asked.PREVIEW}, feedback.id)
    words = agreed_words.words_index(feedback)
    asking = Asking(Asked.PREVIEW, feedback, words_index=words, staff_id=staff_id, seconded_by=seconded_by)
    questions.add(session, contact, text, asking)
    lifecycle.changed(session, feedback, ASKED, staff_id=staff_id)


def agree(session: Session, feedback: Feedback, question: Question) -> bool:
    """The person's yes to a preview; True when it went on the board with it.

    It does when the words are still those that were shown and approved, and nothing else stands in
    the way; otherwise the yes is kept and a person decides.
    """
    was_waiting = feedback.status == Moderation.PENDING
    consent.settle(session, feedback, agrees=True)
    if not agreed_words.are_words(feedback, question.words_index):
        return False
    consent.agree_to_words(session, feedback)
    if question.staff_id is None or not was_waiting or publishing.obstacles(feedback):
        return False
    if publishing.lacks_second(session, feedback, question.staff_id, question.seconded_by):
        # A place's rule came to it after one member had approved it: the person's yes does not stand for the second.
        return False
    details = {"proposed_by": question.seconded_by} if question.seconded_by else {}
    audit.record(session, "feedback.published", f"feedback:{feedback.id}", staff_id=question.staff_id, details=details)
    waiting = answers.waiting(session, feedback)
    publishing.publish(session, feedback, question.staff_id, seconded_by=question.seconded_by)
    tell(session, feedback, [each for each in waiting if each.given_at])
    return True


def reword(session: Session, feedback: Feedback, message: InboundMessage) -> None:
    """The person's own words take the place of the old ones; the old ones stay for staff.

    They may be a proposal or a refusal: a moderator reads them and asks again before anything is public.
    """
    for each in feedback.messages:
        each.is_public_words = each is message
    consent.ask_again(session, feedback)
    lifecycle.changed(session, feedback, REWORDED)
