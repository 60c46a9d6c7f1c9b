"""Emails to staff, over SMTP: alerts to those on call, invitations, news of their own sign-in. Nobody writes to us by
email.

outbox ──> delivery ──> client ──> the mail server in SMTP_URL

While the phone is simulated and there is no mail server, emails count as delivered at once: the desk's
page of alarms then shows what would have gone out.
"""

import structlog
from flask import Flask

from channels.email import delivery
from config.settings import Settings
from feedback_service.scheduler import Job

log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:  # noqa: ARG001
    """Nothing comes in by email, so there is nothing to register; an alert that nothing sends is named."""
    if (settings.on_call_emails or settings.escalation_emails) and not jobs(settings):
        log.warning("emails_are_not_sent", reason="SMTP_URL is not set")


def jobs(settings: Settings) -> list[Job]:
    """Sending, and sending again what nobody knows the outcome of; or the simulated mailbox."""
    if settings.mail_server is not None:
        return [
            Job("deliver_emails", 5, delivery.deliver_emails),
            Job("resend_lost_emails", 30, delivery.resend_lost),
        ]
    if settings.phone_is_simulated:
        return [Job("deliver_to_simulated_mailbox", 2, delivery.deliver_to_simulated_mailbox)]
    return []
