"""Answering. An answer reaches the person once the feedback is decided: by its page, by the board, by text."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock, lifecycle, outbox, publishing, texts
from feedback_service.languages import supported_or_default
from feedback_service.models import Feedback, OutboundMessage, Response
from feedback_service.vocabulary import OutboundKind
from moderation.actions.data import Answer, Refused
from moderation.auth.sessions import Member
from moderation.permissions import ANSWERABLE


def respond(session: Session, feedback: Feedback, member: Member, data: Answer) -> None:
    """Write an answer. On pending feedback it waits for the decision; else it goes out at once."""
    settings: Settings = current_app.extensions["settings"]
    if data.due_on is not None and data.due_on < clock.today(settings.timezone):
        raise Refused("due_on", _("The date must be today or later"))
    response = Response(
        feedback_id=feedback.id,
        kind=data.kind,
        words=data.words,
        language=data.language,
        signed_as=data.signed_as,
        owner=data.owner,
        due_on=data.due_on,
        evidence=data.evidence,
        staff_id=member.id,
        created_at=clock.now(),
    )
    session.add(response)
    lifecycle.changed(session, feedback, "answered", staff_id=member.id)
    if feedback.status in ANSWERABLE:
        _tell(session, feedback, response)
    publishing.refresh(session, feedback)


def tell_what_waits(session: Session, feedback: Feedback) -> None:
    """Send the person to the answers that were written before the decision; once, however often it is decided."""
    latest = session.scalars(
        select(Response).where(Response.feedback_id == feedback.id).order_by(Response.id.desc()).limit(1)
    ).one_or_none()
    told_at = session.scalar(
        select(func.max(OutboundMessage.created_at)).where(
            OutboundMessage.feedback_id == feedback.id, OutboundMessage.kind == OutboundKind.ANSWER
        )
    )
    if latest is not None and (told_at is None or told_at < latest.created_at):
        _tell(session, feedback, latest)


def _tell(session: Session, feedback: Feedback, response: Response) -> None:
    """The person can read the answer from now on; who has a phone gets a text with the way to it."""
    feedback.answered_at = feedback.answered_at or clock.now()
    contact_language = feedback.contact.language if feedback.contact else None
    with force_locale(supported_or_default(feedback.language or contact_language)):
        body = texts.answer(feedback.reference, feedback.follow_token, response.signed_as)
    outbox.queue(session, feedback, OutboundKind.ANSWER, body)
