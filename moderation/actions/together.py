"""Answering several feedback by one entry, taking one apart again, and giving everybody an answer that one had."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import lifecycle, together
from feedback_service.models import Feedback, Response
from moderation.auth.sessions import Member
from moderation.told.data import Join, Nothing, OneAnswer, Refused


def join(session: Session, feedback: Feedback, member: Member, data: Join) -> None:
    """Let one entry answer this feedback and another; whoever joins gets the answers that were given already."""
    lead = lifecycle.locked(session, data.to)
    if lead is None:
        raise Refused("to", _("We do not know this reference. Look at it again."))
    try:
        together.join(session, feedback, lead, member.id)
    except together.CannotJoin:
        raise Refused("to", _("These cannot be answered together as they stand now.")) from None


def apart(session: Session, feedback: Feedback, member: Member, _data: Nothing) -> None:
    """Answer this feedback by itself again."""
    try:
        together.apart(session, feedback, member.id)
    except together.NotTogether:
        raise Refused("apart", _("It is answered by itself already.")) from None


def share_answer(session: Session, feedback: Feedback, member: Member, data: OneAnswer) -> None:
    """Give the answer that this person had alone to everybody whose feedback is answered together with it."""
    response = session.get(Response, data.response_id)
    if response is None or not together.can_be_shared(feedback, response) or not together.others(session, feedback):
        raise Refused("response", _("That answer cannot be given to the others. Look at the answers again."))
    together.make_shared(session, feedback, response, member.id)
