"""Seeing the number: who asked, while it is open, after their password; each look is on record, the person is told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feedback_service import audit, clock, lifecycle, outbox
from feedback_service.models import Feedback, GlassRequest
from feedback_service.storage import transaction
from feedback_service.texts import wording
from feedback_service.vocabulary import Channel, OutboundKind
from moderation.auth.sessions import Member
from moderation.glass.breaking import NotOpen, NotYours, is_open, locked

OPENED, QUIET = "glass_opened", "glass_quiet"
"""The line of the history at the first look; the person's own page shows the first of them."""


@dataclass(frozen=True)
class Reached:
    """How to reach the person; `address` is None where it was erased meanwhile."""

    reference: str
    channel: Channel | None
    address: str | None
    has_stopped: bool
    until: datetime


def see(request_id: int, member: Member) -> Reached:
    """The number, for who asked; they proved just now who they are. Raises Unknown, NotYours or NotOpen."""
    with transaction() as session:
        feedback, request = locked(session, request_id)
        if request.staff_id != member.id:
            raise NotYours
        if not is_open(request) or request.opens_until is None:
            raise NotOpen
        audit.record(
            session,
            "glass.seen",
            f"feedback:{feedback.id}",
            staff_id=member.id,
            details={"request": request.id, "agreed_by": request.agreed_by, "told": not request.agreed_words},
        )
        if request.seen_at is None:
            request.seen_at = clock.now()
            _tell(session, feedback, request, member)
        contact = feedback.contact
        return Reached(
            reference=feedback.reference,
            channel=Channel(contact.channel) if contact else None,
            address=contact.address if contact else None,
            has_stopped=contact is not None and contact.stopped_at is not None,
            until=request.opens_until,
        )


def _tell(session: Session, feedback: Feedback, request: GlassRequest, member: Member) -> None:
    """On their own page, and by a text at a decent hour; neither where both said that it would harm."""
    if request.agreed_words:
        lifecycle.changed(session, feedback, QUIET, staff_id=member.id)
        return
    lifecycle.changed(session, feedback, OPENED, staff_id=member.id)
    if feedback.contact is not None and feedback.contact.stopped_at is None:
        to = wording.voice(session, feedback.contact.language)
        link = wording.follow_link(feedback.follow_token)
        body = wording.say(to, "looked_up", reference=feedback.reference, link=link)
        outbox.queue(session, feedback, OutboundKind.DISCLOSURE, body, language=to.language)
