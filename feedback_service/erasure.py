"""Erasing a person: their number, their words, what was written to them; off every board.

    asked and confirmed ──> open safety flag? ── no ──> erased now
                                 │ yes
                    waits until a person has cleared it ──> the sweep erases

What stays is that something was received, when, and what was decided, without a word of it. An answer that was for
several people stays with the others: it was written for all of them, and what was for the person alone never is.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from feedback_service import audit, clock, consent, hiding_rules, lifecycle, outbox, sharing
from feedback_service.equality import answers as equality_answers
from feedback_service.intake import same_number
from feedback_service.models import (
    AnswerDraft,
    Contact,
    Feedback,
    FeedbackHistory,
    GlassRequest,
    InboundMessage,
    OutboundMessage,
    PromiseChange,
    Proposal,
    Response,
    SafetyFlag,
)
from feedback_service.storage import reading, transaction
from feedback_service.texts import wording
from feedback_service.vocabulary import Channel, Moderation

ERASED = "erased"
ASKED_FOR = "The person asked for everything to be erased."
"""For the record, which is in English."""


def request(session: Session, contact: Contact) -> bool:
    """Erase the person now, True; or note that they asked while somebody may be in danger, False.

    A flag stands for somebody whom a person may still have to reach: nothing is erased before it is cleared.
    Raises lifecycle.Moving.
    """
    feedback = _lock(session, contact)
    if _has_open_flag(session, contact):
        audit.record(session, "contact.erasure_asked", f"contact:{contact.id}")
        contact.erasure_asked_at = clock.now()
        for each in feedback:
            # What can be done at once is: nothing of theirs is public, or becomes so, while it waits.
            consent.settle(session, each, agrees=False)
            lifecycle.changed(session, each, "erasure_asked")
        return False
    _erase(session, contact, feedback)
    return True


def request_all(session: Session, contact: Contact) -> bool:
    """The same for everything from this number, by text and by WhatsApp; False when some of it has to wait. Raises
    lifecycle.Moving."""
    everybody = [contact, *same_number(session, contact)]
    _lock(session, *everybody)
    done = [request(session, each) for each in everybody]
    return all(done)


def erase_waiting() -> int:
    """Erase everybody who asked for it and is safe by now, and tell them; returns how many. An idempotent sweep.

    Each in a transaction of their own, which locks as everybody does: the person, then what they said.
    """
    with reading() as session:
        waiting = list(session.scalars(select(Contact.id).where(Contact.erasure_asked_at.is_not(None))))
    count = sum(_erase_if_still(contact_id) for contact_id in waiting)
    with transaction() as session:
        outbox.forget_last_addresses(session)
    return count


def _erase_if_still(contact_id: int) -> bool:
    """False where it has to wait for the next sweep: while staff keep joining and parting what is answered together,
    not all of it can be held."""
    try:
        return _erase_one(contact_id)
    except lifecycle.Moving:
        return False


def _erase_one(contact_id: int) -> bool:
    with transaction() as session:
        contact = session.get(Contact, contact_id, with_for_update={"key_share": True})
        if contact is None or contact.erasure_asked_at is None:
            return False
        feedback = _lock(session, contact)
        if _has_open_flag(session, contact):
            return False
        before = [each for each in feedback if each.received_at <= contact.erasure_asked_at]
        if len(before) < len(feedback):
            # They wrote again after they had asked: that was not what they meant, and they can still be told.
            contact.erasure_asked_at = None
            _blank_all(session, contact, before)
            return True
        done = wording.say(wording.voice(session, contact.language), "erased")
        channel, address, has_stopped = Channel(contact.channel), contact.address, contact.stopped_at is not None
        _erase(session, contact, feedback)
        if not has_stopped:
            outbox.queue_last(session, channel, address, done)
        return True


def _lock(session: Session, *contacts: Contact) -> list[Feedback]:
    """Their feedback, all of it locked at once before the counters, in the order in which everybody locks; with
    everybody's that is answered together with it, for somebody inherits its answers. Raises lifecycle.Moving."""
    session.flush()
    theirs = Feedback.contact_id.in_([each.id for each in contacts])
    lifecycle.lock_all(session, session.scalars(select(Feedback.reference).where(theirs)).all(), together=True)
    session.expire_all()
    return list(session.scalars(select(Feedback).where(theirs).order_by(Feedback.id)).unique())


def _has_open_flag(session: Session, contact: Contact) -> bool:
    flagged = (
        select(SafetyFlag.id).join(Feedback).where(Feedback.contact_id == contact.id, SafetyFlag.cleared_at.is_(None))
    )
    return session.scalar(flagged.limit(1)) is not None


def _erase(session: Session, contact: Contact, feedback: list[Feedback]) -> None:
    _blank_all(session, contact, feedback)
    mine = InboundMessage.contact_id == contact.id
    for message in session.scalars(select(InboundMessage).where(mine)):
        _empty(message)
    outbox.blank(session, OutboundMessage.contact_id == contact.id)
    session.flush()
    session.execute(delete(Contact).where(Contact.id == contact.id))


def _blank_all(session: Session, contact: Contact, feedback: list[Feedback]) -> None:
    """Take these feedback off everything and leave no word in them, nor of what was written about them."""
    ids = [each.id for each in feedback]
    audit.record(session, "contact.erased", f"contact:{contact.id}", details={"feedback": ids})
    for each in feedback:
        _take_off(session, each)
    session.flush()
    for message in session.scalars(select(InboundMessage).where(InboundMessage.feedback_id.in_(ids))):
        _empty(message)
    outbox.blank(session, OutboundMessage.feedback_id.in_(ids))
    hiding_rules.forget(session, ids)
    equality_answers.forget(session, ids)
    for each in feedback:
        _blank(session, each)
    session.flush()


def _empty(message: InboundMessage) -> None:
    message.body, message.redactions, message.refusals, message.translations = "", [], [], []


def _take_off(session: Session, feedback: Feedback) -> None:
    """Off the board and out of the queue, by the steps that there are."""
    consent.settle(session, feedback, agrees=False)
    if feedback.status == Moderation.PRIVATE:
        lifecycle.move(session, feedback, Moderation.PENDING)
    if feedback.status == Moderation.PENDING:
        lifecycle.move(session, feedback, Moderation.REJECTED, reason=ASKED_FOR)
    feedback.erased_at = clock.now()
    lifecycle.changed(session, feedback, ERASED)


def _blank(session: Session, feedback: Feedback) -> None:
    """What they ticked, and what staff wrote to them and about them."""
    feedback.contact_id = feedback.fft = feedback.author = feedback.agreed_index = None
    sharing.hand_over(session, feedback)
    sharing.forget(session, feedback)
    sharing.blank_translations(session, [feedback.id])
    mine = Response.feedback_id == feedback.id
    theirs = select(Response.id).where(mine)
    session.execute(delete(PromiseChange).where(PromiseChange.response_id.in_(theirs)))
    session.execute(delete(AnswerDraft).where(AnswerDraft.feedback_id == feedback.id))
    nothing = {"words": "", "translation": None, "evidence": None, "sketch": None, "is_public": False}
    session.execute(update(Response).where(mine).values(**nothing))
    session.execute(update(SafetyFlag).where(SafetyFlag.feedback_id == feedback.id).values(note=""))
    glass = {"words": "", "quiet_words": None, "agreed_words": None}
    session.execute(update(GlassRequest).where(GlassRequest.feedback_id == feedback.id).values(**glass))
    session.execute(update(Proposal).where(Proposal.feedback_id == feedback.id).values(data="", note=None))
    lines = FeedbackHistory.feedback_id == feedback.id
    session.execute(update(FeedbackHistory).where(lines, FeedbackHistory.reason.is_not(None)).values(reason=ASKED_FOR))
    session.execute(update(FeedbackHistory).where(lines).values(note=None, reason_language=None))
