"""Sending what the outbox holds by email. Jobs; every email is claimed before it is sent."""

import structlog
from flask import current_app

from channels.email.client import OutcomeUnknown, Refused, Sender
from config.settings import Settings
from feedback_service import clock, hours, outbox
from feedback_service.outbox import Claimed
from feedback_service.vocabulary import Channel, OutboundStatus

CHANNELS = frozenset({Channel.EMAIL})
LOST = "answer_lost"
log = structlog.get_logger()


def deliver_emails() -> int:
    """Send every email that is due, at night only what cannot wait; returns how many were tried."""
    settings: Settings = current_app.extensions["settings"]
    if settings.mail_server is None:
        return 0
    sender, tried = Sender(settings, settings.mail_server), 0
    while email := outbox.claim_next(CHANNELS, at_night=not hours.may_disturb(settings.timezone)):
        _send(sender, email)
        tried += 1
    return tried


def resend_lost() -> int:
    """Send again what was claimed and whose outcome nobody knows; returns how many. An idempotent sweep.

    A mail server cannot be asked what it took, as Twilio can. So it is one of two mistakes, and these
    emails tell staff that somebody may be in danger: one that comes twice harms nobody and shows as one
    (the same Message-ID), one that never comes may harm somebody.
    """
    outbox.sweep_abandoned_claims()
    lost = outbox.unknown(CHANNELS, claimed_before=clock.now())
    for email in lost:
        log.warning("email_sent_again", email=email.id, attempt=email.attempt)
        outbox.failed(email.id, email.attempt, LOST, permanent=False)
    return len(lost)


def deliver_to_simulated_mailbox() -> int:
    """Without a mail server and beside the simulated phone: settle every email as delivered; returns how many."""
    count = 0
    while email := outbox.claim_next(CHANNELS):
        reference = f"simulated-{email.id}-{email.attempt}"
        outbox.sent(email.id, email.attempt, reference)
        outbox.reported(email.id, email.attempt, reference, OutboundStatus.DELIVERED)
        count += 1
    return count


def _send(sender: Sender, email: Claimed) -> None:
    try:
        reference = sender.send(email)
    except Refused as refusal:
        log.warning("email_refused", email=email.id, code=refusal.code, permanent=refusal.permanent)
        outbox.failed(email.id, email.attempt, refusal.code, permanent=refusal.permanent)
    except OutcomeUnknown:
        log.warning("email_outcome_unknown", email=email.id)
        outbox.outcome_unknown(email.id, email.attempt)
    except Exception:
        # One that breaks the sender must not keep the others waiting.
        log.exception("email_not_sent", email=email.id)
        outbox.outcome_unknown(email.id, email.attempt)
    else:
        outbox.sent(email.id, email.attempt, reference[:80])
