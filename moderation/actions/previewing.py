"""Showing the person what the public would read, before the public does."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service.conversation import previews
from feedback_service.conversation.previews import CannotAsk
from feedback_service.models import Feedback
from moderation.approvals import deciding
from moderation.auth.sessions import Member
from moderation.told import undecided
from moderation.told.data import Approval, Nothing, Refused


def ask(session: Session, feedback: Feedback, member: Member, data: Approval | Nothing) -> None:
    """Approve the words as they are and text them to the person, whose yes puts them on the board at once.

    Who said no is not asked again: their own page takes a yes at any time.
    """
    if feedback.consent is False:
        raise Refused("ask", _("They said no to the board. Do not ask again."))
    undecided.check(session, feedback, data)
    try:
        previews.ask(session, feedback, member.id, seconded_by=deciding.proposer(session, feedback, member))
    except CannotAsk:
        raise Refused("ask", _("The person cannot be asked by text about it as it stands now.")) from None
