"""What the outbox holds, delivered to simulated phones at once: nobody sleeps beside them."""

import uuid

from channels.sms.client import WINDOW_LASTS
from feedback_service import outbox
from feedback_service.outbox import Claimed
from feedback_service.vocabulary import TEXT_CHANNELS, Channel, OutboundStatus


def deliver_texts() -> int:
    """Settle every text that is due as delivered, by the steps that a real one takes; returns how many were tried.

    WhatsApp's rule holds here too: who has not written for a day gets nothing, and staff see that.
    """
    count = 0
    while text := outbox.claim_next(TEXT_CHANNELS):
        if _may_arrive(text):
            reference = f"SM{uuid.uuid4().hex}"
            outbox.sent(text.id, text.attempt, reference)
            outbox.reported(text.id, text.attempt, reference, OutboundStatus.DELIVERED)
        else:
            outbox.failed(text.id, text.attempt, outbox.WINDOW, permanent=True)
        count += 1
    return count


def _may_arrive(text: Claimed) -> bool:
    if text.channel != Channel.WHATSAPP:
        return True
    return text.wrote_at is not None and text.at - text.wrote_at < WINDOW_LASTS
