"""What becomes of a promise: it is kept, with evidence, or gets another day, with a reason."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle, publishing
from feedback_service.conversation.telling import tell_another_day
from feedback_service.models import Feedback, PromiseChange, Response
from feedback_service.vocabulary import ResponseKind
from moderation.actions import responses
from moderation.actions.data import AnotherDay, Answer, Kept, Refused
from moderation.actions.days import check_day
from moderation.answering.second_look import needs_review
from moderation.auth.sessions import Member


def keep(session: Session, feedback: Feedback, member: Member, data: Kept) -> None:
    """Answer that it is done, with what shows it; everybody who was promised it is told."""
    promise = _standing(session, feedback, data.response_id)
    if needs_review(session, feedback):
        raise Refused(
            "words", _("A colleague has to look at this before it goes: write it as an answer with its evidence.")
        )
    kept = responses.draft(feedback, Answer(ResponseKind.DID, data.words, data.signed_as, evidence=data.evidence))
    kept.keeps_id = promise.id
    responses.give(session, feedback, kept, author=member.id)


def move(session: Session, feedback: Feedback, member: Member, data: AnotherDay) -> None:
    """Give it another day; the person is told, and the days before stay to be read with the reason."""
    promise = _standing(session, feedback, data.response_id)
    check_day(data.due_on)
    if data.due_on == promise.due_on:
        raise Refused("due_on", _("That is the day that it has already"))
    assert promise.due_on is not None
    promise.changes.append(
        PromiseChange(from_on=promise.due_on, to_on=data.due_on, reason=data.reason, staff_id=member.id, at=clock.now())
    )
    promise.due_on = data.due_on
    lifecycle.changed(session, feedback, "promise_moved", staff_id=member.id)
    tell_another_day(session, feedback, promise)
    publishing.refresh(session, feedback)


def _standing(session: Session, feedback: Feedback, response_id: int) -> Response:
    promise = responses.standing_promise(session, feedback)
    if promise is None or promise.id != response_id:
        raise Refused("response", _("That promise does not stand any more. Look at the answers again."))
    return promise
