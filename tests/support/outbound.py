"""Texts that wait to be sent."""

import uuid

from feedback_service import outbox
from feedback_service.intake import NewFeedback, accept
from feedback_service.models import Feedback
from feedback_service.storage import transaction
from feedback_service.vocabulary import Channel, OutboundKind
from tests.conftest import JOAN


def queue_answers(*bodies: str, channel: Channel = Channel.SMS) -> None:
    """Joan said something, and each of these goes back to her. Needs an application context."""
    said = accept(NewFeedback(channel, f"SM{uuid.uuid4().hex}", "Hello", sender=JOAN, sender_channel=channel))
    with transaction() as session:
        feedback = session.get_one(Feedback, said.feedback_id)
        for body in bodies:
            outbox.queue(session, feedback, OutboundKind.ANSWER, body)
