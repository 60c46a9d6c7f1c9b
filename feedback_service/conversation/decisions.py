"""Telling people that their words are not on the board, and why: by text, as long as they wish.

    decided ──> waits a little ──> goes out, between eight and nine ──> their page has it too
                  │ decided otherwise, or the person switched it off: called off
                  │ a safety flag is open: held until it is cleared

Their page says it in any case. Whoever texted us is told by text unless they switch that off there, whoever wrote on a
form only once they switched it on.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from feedback_service import answers, outbox, reasons
from feedback_service.models import Feedback
from feedback_service.reasons import Why
from feedback_service.texts import wording
from feedback_service.vocabulary import TEXT_CHANNELS, Because, Moderation, OutboundKind

SETTLES_IN = timedelta(minutes=10)
"""How long a decision can be taken back before the person is told."""

_KEYS = {
    Moderation.REJECTED: "decision_rejected",
    Moderation.PRIVATE: "decision_private",
    Moderation.WITHDRAWN: "decision_withdrawn",
}


def can_be_texted(feedback: Feedback) -> bool:
    """Whether there is a phone to tell, whose owner has not asked for no more texts."""
    contact = feedback.contact
    return contact is not None and contact.channel in TEXT_CHANNELS and contact.stopped_at is None


def wishes(feedback: Feedback) -> bool:
    """Whether the person wants to be told by text: as they said, else as they wrote to us."""
    if feedback.tells_decisions is not None:
        return feedback.tells_decisions
    return feedback.channel in TEXT_CHANNELS


def tell(session: Session, feedback: Feedback, why: Why) -> None:
    """Ask for the text about the decision just taken, unless nobody wishes it or it says nothing new to them."""
    if not (why.says_something and can_be_texted(feedback) and wishes(feedback)) or _is_their_own_wish(feedback, why):
        return
    language = answers.language_of(feedback)
    text = outbox.queue(session, feedback, OutboundKind.DECISION, as_text(session, feedback, why), language=language)
    if text is not None:
        text.due_at += SETTLES_IN


def as_text(session: Session, feedback: Feedback, why: Why) -> str:
    """The text as this person would get it: staff's own words only where they are in the person's language."""
    language = answers.language_of(feedback)
    to = wording.voice(session, language)
    own = why.words if why.language == language else ""
    said = " ".join(filter(None, [reasons.in_language(why.code, language), own]))
    reason = said or wording.say(to, "reason_on_page")
    return wording.decision(to, _KEYS[Moderation(feedback.status)], feedback.reference, feedback.follow_token, reason)


def _is_their_own_wish(feedback: Feedback, why: Why) -> bool:
    """They said no to the board themselves and were told that it stays private."""
    return feedback.status == Moderation.PRIVATE and (why.code == Because.ASKED or feedback.consent is False)
