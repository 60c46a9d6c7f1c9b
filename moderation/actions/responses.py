"""Answering: by the person's page and by text once the feedback is decided, and by the board where it is public."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import answers, clock, lifecycle, publishing
from feedback_service.conversation.telling import tell
from feedback_service.models import Feedback, Response
from moderation.actions.data import Answer, OneAnswer, Refused
from moderation.auth.sessions import Member


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
    answers.write(session, feedback, response)
    lifecycle.changed(session, feedback, "answered", staff_id=member.id)
    if response.given_at is not None:
        tell(session, feedback, [response])
    publishing.refresh(session, feedback)


def put_on_board(session: Session, feedback: Feedback, member: Member, data: OneAnswer) -> None:
    """Let the public read an answer that was given to the person alone."""
    _answer(session, feedback, data, is_public=False).is_public = True
    lifecycle.changed(session, feedback, "answer_put_on_board", staff_id=member.id)
    publishing.refresh(session, feedback)


def take_off_board(session: Session, feedback: Feedback, member: Member, data: OneAnswer) -> None:
    """Hide one answer from the public; the person can still read it."""
    response = _answer(session, feedback, data, is_public=True)
    response.is_public, response.entry_id = False, None
    lifecycle.changed(session, feedback, "answer_taken_off_board", staff_id=member.id)
    publishing.refresh(session, feedback)


def _answer(session: Session, feedback: Feedback, data: OneAnswer, *, is_public: bool) -> Response:
    response = session.get(Response, data.response_id)
    if response is None or response.feedback_id != feedback.id or response.is_public is not is_public:
        raise Refused("response", _("That answer is not there any more. Look at the answers again."))
    return response
