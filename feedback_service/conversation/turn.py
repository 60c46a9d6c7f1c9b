"""One turn of the conversation: what came, and what goes back."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.conversation.deciding import Reading
from feedback_service.conversation.questions import Asking
from feedback_service.conversation.state import State
from feedback_service.models import Contact, Feedback, InboundMessage
from feedback_service.texts import wording
from feedback_service.texts.wording import Voice
from feedback_service.vocabulary import Moderation, OutboundKind


@dataclass(frozen=True)
class Turn:
    """A text of a person's, stored by now, and what it was decided to be. `state` is that before it came."""

    session: Session
    contact: Contact
    message: InboundMessage
    reading: Reading
    state: State
    is_danger: bool = False

    @property
    def voice(self) -> Voice:
        """How the person is written to, as their language is known by now."""
        return wording.voice(self.session, self.contact.language)

    @property
    def feedback(self) -> Feedback | None:
        """The feedback that the text belongs to or is about; locked."""
        return self.message.feedback


@dataclass(frozen=True)
class Reply:
    """What goes back. `is_apart`: its words may be kept in the equality room only; `is_last`: there is nobody
    left to write to."""

    text: str
    kind: OutboundKind = OutboundKind.RECEIPT
    asks: Asking | None = None
    is_apart: bool = False
    is_last: bool = False


def feedback_of(session: Session, contact: Contact, reference: str | None) -> Feedback | None:
    """The person's feedback with this reference, locked; None when it is not theirs."""
    if reference is None:
        return None
    statement = select(Feedback).where(Feedback.reference == reference, Feedback.contact_id == contact.id)
    session.flush()
    found = session.scalars(statement.with_for_update(of=Feedback, key_share=True)).unique().one_or_none()
    # Whoever held the row may have changed it, its words and its flags since the state was read.
    session.expire_all()
    return found


def is_still_open(feedback: Feedback) -> bool:
    """Whether nobody decided yet, so that further words belong to what the public may read."""
    return feedback.status == Moderation.PENDING
