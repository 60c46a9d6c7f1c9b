"""Sending what the outbox holds through Twilio. A job; every text is claimed before it is sent."""

from datetime import time
from zoneinfo import ZoneInfo

import structlog
from flask import current_app

from channels.sms.client import OutcomeUnknown, Refused, Sender
from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.outbox import Claimed

EARLIEST, LATEST = time(8), time(21)
log = structlog.get_logger()


def deliver_texts() -> int:
    """Send every text that is due; returns how many were tried. At night they wait for the morning.

    Replies to a person's own text are not held back: they go out as the answer to Twilio's call.
    """
    settings: Settings = current_app.extensions["settings"]
    sender, tried = Sender(settings), 0
    while may_disturb(settings.timezone) and (text := outbox.claim_next()):
        _send(sender, text)
        tried += 1
    return tried


def may_disturb(timezone: str) -> bool:
    """Whether the clock in `timezone` (an IANA name) shows 8 in the morning or later, but not yet 9 at night."""
    return EARLIEST <= clock.now().astimezone(ZoneInfo(timezone)).time() < LATEST


def _send(sender: Sender, text: Claimed) -> None:
    try:
        reference = sender.send(text)
    except Refused as refusal:
        log.warning("text_refused", text=text.id, code=refusal.code, permanent=refusal.permanent)
        outbox.failed(text.id, refusal.code, permanent=refusal.permanent)
    except OutcomeUnknown:
        log.warning("text_outcome_unknown", text=text.id)
        outbox.outcome_unknown(text.id)
    else:
        outbox.sent(text.id, reference)
