"""The decisions about a piece of feedback, and what staff learned about it."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import answers, consent, lifecycle, publishing, risk, teams, withdrawals
from feedback_service.conversation import decisions as decision_texts
from feedback_service.conversation.telling import tell
from feedback_service.models import Feedback, Place
from feedback_service.vocabulary import Moderation
from moderation.actions import ruling
from moderation.approvals import deciding
from moderation.auth.sessions import Member
from moderation.told import undecided
from moderation.told.data import Approval, Consent, InPlace, Nothing, Private, Reason, Refused


def publish(session: Session, feedback: Feedback, member: Member, data: Approval | Nothing) -> None:
    """Put it on the board, with the answers that waited for it. Raises publishing.CannotPublish."""
    undecided.check(session, feedback, data)
    waiting = answers.waiting(session, feedback)
    publishing.publish(session, feedback, member.id, seconded_by=deciding.proposer(session, feedback, member))
    tell(session, feedback, [each for each in waiting if each.given_at])


def keep_private(session: Session, feedback: Feedback, member: Member, data: Private) -> None:
    """Keep it off the board, for a reason that the person reads; it is answered all the same.

    Whose answer goes out with the decision is told by that.
    """
    waiting = answers.waiting(session, feedback)
    publishing.keep_private(session, feedback, member.id, open_to_responders=data.open_to_responders, reason=data.why)
    given = [each for each in waiting if each.given_at]
    tell(session, feedback, given)
    if not given:
        decision_texts.tell(session, feedback, data.why)


def reject(session: Session, feedback: Feedback, member: Member, data: Reason) -> None:
    """Not publish it, for a reason that the person reads."""
    lifecycle.move(session, feedback, Moderation.REJECTED, staff_id=member.id, reason=data.why)
    decision_texts.tell(session, feedback, data.why)


def withdraw(session: Session, feedback: Feedback, member: Member, data: Reason) -> None:
    """Take it off every open board, for a reason that the person reads."""
    publishing.withdraw(session, feedback, data.why, member.id)
    decision_texts.tell(session, feedback, data.why)


def return_to_queue(session: Session, feedback: Feedback, member: Member, _data: Nothing) -> None:
    """Put it back among those to decide."""
    lifecycle.move(session, feedback, Moderation.PENDING, staff_id=member.id)


def record_consent(session: Session, feedback: Feedback, member: Member, data: Consent) -> None:
    """What the person told staff. A no takes it off the board: nothing stays there without consent.

    A yes to the words as they are now, without what is hidden, stands for their yes to a preview.
    """
    feedback.consent = data.agreed
    lifecycle.changed(session, feedback, "consent_recorded", staff_id=member.id, reason=data.how)
    if data.agreed and data.to_these_words:
        consent.agree_to_words(session, feedback)
    if not data.agreed:
        withdrawals.for_want_of_consent(session, feedback, recorded_by=member.id)


def set_place(session: Session, feedback: Feedback, member: Member, data: InPlace) -> None:
    """Say which place it is about. What one member decided is not moved to where it takes two."""
    before = risk.taken_in(session, feedback)
    place = session.get(Place, data.place_id) if data.place_id is not None else None
    if place is None and data.place_id is not None:
        raise Refused("place", _("Choose a place from the list"))
    # The team that came with the place goes with it; one that somebody chose stays.
    if feedback.team_id == teams.of_place(session, feedback.place_id):
        feedback.team_id = teams.of_place(session, data.place_id)
    feedback.place = place
    session.flush()
    is_first = not risk.reasons(before, member.id) and bool(risk.needs_second(session, feedback, member.id))
    if is_first and feedback.status != Moderation.PENDING:
        raise Refused("place", _("Two people decide there. Put it back among those to decide first."))
    risk.keep(session, feedback, before, member.id)
    ruling.apply_all(session, feedback)
    lifecycle.changed(session, feedback, "place_set", staff_id=member.id)
    publishing.refresh(session, feedback)
