"""Taking in a text, from Twilio's webhook or from the simulated phone: one use case for both."""

from collections.abc import Callable

from channels.sms.parsing import InboundText
from feedback_service import texts
from feedback_service.intake import NewFeedback, accept


def receive(text: InboundText) -> str | None:
    """Store the text as feedback and return the reply, None where there is nothing to say.

    The commit is on disk when this returns. A second delivery of the same text, concurrent or
    later, gets the very same reply and is not stored again.
    """
    new = NewFeedback(
        channel=text.channel,
        provider_reference=text.message_sid,
        words=text.body,
        media_count=text.media_count,
        sender=text.sender,
        sender_channel=text.channel,
        receipt=_receipt_for(text),
        stops=text.opts_out,
    )
    return accept(new).receipt


def _receipt_for(text: InboundText) -> Callable[[str, str], str] | None:
    """How to thank; not at all where nobody can be answered, or where the network blocks replies after STOP."""
    if text.sender is None or text.opts_out:
        return None
    if text.body.strip():
        return texts.receipt
    return texts.receipt_for_media if text.media_count else texts.receipt_without_words
