"""Sending what the outbox holds through Twilio. A job; every text is claimed before it is sent.

One text at a time: what one person is told stays in order, and Twilio itself sends from one number only
a few a second. A call takes a fraction of a second, twenty seconds when Twilio does not answer; then the
round ends, as it does when Twilio takes nothing, and the next one begins within seconds.
"""

import time
from datetime import timedelta

import structlog
from flask import current_app

from channels.sms import client
from channels.sms.client import Account, NotNow, OutcomeUnknown, Refused
from config.settings import Settings
from feedback_service import clock, hours, outbox
from feedback_service.outbox import Claimed
from feedback_service.vocabulary import TEXT_CHANNELS

ROUND_SECONDS = 30
"""A round ends before the job's lease could, so that no second process begins beside it."""
PAUSE = timedelta(minutes=1)
"""How long a text waits that Twilio did not take for a reason of Twilio's."""
FRESH = timedelta(minutes=1)
"""A claim that is older was held up, by a machine that stood still: somebody else may hold the text soon."""
log = structlog.get_logger()


def deliver_texts() -> int:
    """Send the texts that are due; returns how many were tried.

    At night only what goes out at any hour is sent, the rest waits for the morning. What Twilio does not
    take now waits without counting as a try, so that no outage, however long, uses up a text's tries.
    """
    settings: Settings = current_app.extensions["settings"]
    account, tried, ends_at = Account(settings), 0, time.monotonic() + ROUND_SECONDS
    while time.monotonic() < ends_at:
        text = outbox.claim_next(TEXT_CHANNELS, at_night=not hours.may_disturb(settings.timezone))
        if text is None:
            break
        tried += 1
        if not _send(account, text):
            break
    return tried


def _send(account: Account, text: Claimed) -> bool:
    """Send the text and settle what became of it; False when it is no use to go on now."""
    if clock.now() - text.at >= FRESH:
        return True
    try:
        reference = account.send(text)
    except Refused as refusal:
        log.warning("text_refused", text=text.id, code=refusal.code, permanent=refusal.permanent)
        outbox.failed(text.id, text.attempt, refusal.code, permanent=refusal.permanent)
    except NotNow as answer:
        log.warning("texts_not_taken_now", text=text.id, code=answer.code)
        outbox.put_off(text.id, text.attempt, answer.code, clock.now() + PAUSE)
        return False
    except OutcomeUnknown:
        log.warning("text_outcome_unknown", text=text.id)
        outbox.outcome_unknown(text.id, text.attempt)
        return False
    else:
        outbox.sent(text.id, text.attempt, reference, is_template=not client.carries_words(text))
    return True
