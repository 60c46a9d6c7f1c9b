"""What becomes of a promise: it is kept, with evidence, or gets another day, with a reason."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle, publishing
from feedback_service.conversation.telling import tell_another_day
from feedback_service.models import Feedback, PromiseChange, Response
from feedback_service.vocabulary import ResponseKind
from moderation.actions import responses
from moderation.actions.days import check_day
from moderation.answering.cautions import exposing
from moderation.answering.second_look import needs_review
from moderation.auth.sessions import Member
from moderation.told.data import AnotherDay, Answer, Kept, Refused


def keep(session: Session, feedback: Feedback, member: Member, data: Kept) -> None:
    """Answer that it is done, with what shows it; everybody who was promised it is told, and the public where it reads
    the promise: also where this person's own words are private."""
    promise = _standing(session, feedback, data.response_id)
    responses.check_author(session, feedback, member)
    _check_is_for_one(session, feedback, "words")
    answer = Answer(ResponseKind.DID, data.words, data.signed_as, evidence=data.evidence, confirmed=data.confirmed)
    kept = responses.draft(feedback, answer)
    kept.sent_despite = responses.passed_over(session, feedback, answer)
    kept.keeps, kept.entry_id = promise, promise.entry_id
    responses.give(session, feedback, kept, author=member.id)


def move(session: Session, feedback: Feedback, member: Member, data: AnotherDay) -> None:
    """Give it another day; everybody who was promised it is told, and the days before stay to be read with the reason.

    What two decide gets another day by an answer, which a colleague looks at.
    """
    promise = _standing(session, feedback, data.response_id)
    _check_is_for_one(session, feedback, "reason")
    check_day(data.due_on)
    if data.due_on == promise.due_on:
        raise Refused("due_on", _("That is the day that it has already"))
    responses.check_confirmed(exposing(feedback, data.reason), data.confirmed)
    assert promise.due_on is not None
    promise.changes.append(
        PromiseChange(from_on=promise.due_on, to_on=data.due_on, reason=data.reason, staff_id=member.id, at=clock.now())
    )
    promise.due_on = data.due_on
    lifecycle.changed(session, feedback, "promise_moved", staff_id=member.id)
    tell_another_day(session, feedback, promise)
    publishing.refresh(session, feedback, [promise])


def _check_is_for_one(session: Session, feedback: Feedback, field: str) -> None:
    if needs_review(session, feedback):
        raise Refused(
            field,
            _("A colleague looks at what becomes of this promise: write it as an answer, with evidence or a new day."),
        )


def _standing(session: Session, feedback: Feedback, response_id: int) -> Response:
    promise = responses.standing_promise(session, feedback)
    if promise is None or promise.id != response_id:
        raise Refused("response", _("That promise does not stand any more. Look at the answers again."))
    return promise
