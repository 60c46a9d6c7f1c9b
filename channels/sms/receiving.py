"""Taking in a text, from Twilio's webhook, its list of messages, or the simulated phone: one use case for all."""

from channels.sms.parsing import InboundText
from feedback_service.conversation.receiving import Inbound
from feedback_service.conversation.receiving import receive as take_turn


def receive(text: InboundText) -> str | None:
    """Store the text and return the reply, None where there is nothing to say.

    The commit is on disk when this returns. A second delivery of the same text, concurrent or
    later, gets the very same reply and is not stored again.
    """
    return take_turn(_inbound(text)).reply


def recover(text: InboundText) -> bool:
    """Store a text whose webhook never reached us; the reply goes through the outbox. False for one that is known."""
    return not take_turn(_inbound(text), reply_later=True).is_repeat


def _inbound(text: InboundText) -> Inbound:
    return Inbound(
        channel=text.channel,
        provider_reference=text.message_sid,
        words=text.body,
        sender=text.sender,
        media_count=text.media_count,
        network_mark=text.network_mark,
        sent_at=text.sent_at,
    )
