"""What may not go out unnoticed: a number or an address of somebody's that is suggested for hiding and undecided."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import suggestions
from feedback_service.models import Feedback
from moderation.told.data import Approval, Nothing, Refused


def check(session: Session, feedback: Feedback, data: Approval | Nothing) -> None:
    """Raises Refused where the public could reach somebody by what it reads, and the member did not say so."""
    if isinstance(data, Approval) and data.despite:
        return
    if suggestions.that_name_somebody(suggestions.of_public_words(session, feedback)):
        raise Refused("despite", _("A number or an address can still be read. Hide it, or say that it may be read."))
