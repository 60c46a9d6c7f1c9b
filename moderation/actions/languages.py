"""Setting the language that a person's words are in, and that they are answered in."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import answers, lifecycle, publishing, risk
from feedback_service.conversation.telling import tell
from feedback_service.languages import SPOKEN
from feedback_service.models import Feedback
from feedback_service.vocabulary import KnownBy
from moderation.auth.sessions import Member
from moderation.told.data import InLanguage, Refused


def set_language(session: Session, feedback: Feedback, member: Member, data: InLanguage) -> None:
    """Say which language it is in. The person is written to in it too, unless they told us theirs themselves.

    An answer that waited for a translation into the language before may be readable as it is now.
    """
    if data.language is not None and data.language not in {*SPOKEN, feedback.language}:
        raise Refused("language", _("Choose a language from the list"))
    before = risk.taken_in(session, feedback)
    known_by = KnownBy.STAFF if data.language else None
    feedback.language, feedback.language_by = data.language, known_by
    risk.keep(session, feedback, before, member.id)
    contact = feedback.contact
    if contact is not None and contact.language_by != KnownBy.PERSON:
        contact.language, contact.language_by = data.language, known_by
    lifecycle.changed(session, feedback, "language_set", staff_id=member.id)
    given = answers.give_waiting(session, feedback) if feedback.status in answers.ANSWERABLE else []
    tell(session, feedback, given)
    publishing.refresh(session, feedback, given)
