"""Text messages and WhatsApp through Twilio.

Twilio ──> views ──> signature ──> parsing ──> receiving ──> conversation      (and back as TwiML)
outbox ──> delivery ──> client ──> Twilio ──> views (status) ──> outbox
outbox <── reconciling <── client <── Twilio's list ──> client ──> catching_up ──> receiving
"""

import structlog
from flask import Flask

from channels.sms import catching_up, delivery, reconciling, views
from config.settings import Settings
from feedback_service import outbox
from feedback_service.scheduler import Job

log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    """Register Twilio's calls on `app`; without an auth token they answer 503."""
    app.extensions["csrf"].exempt(views.blueprint)
    app.register_blueprint(views.blueprint)
    if settings.twilio_configured and not _can_send(settings):
        log.warning("texts_are_not_sent", reason="neither TWILIO_FROM nor TWILIO_MESSAGING_SERVICE_SID is set")


def jobs(settings: Settings) -> list[Job]:
    """Sending and looking after it, while there is an account to send from; the simulated phone has jobs of its own."""
    if not _can_send(settings):
        return []
    return [
        Job("deliver_texts", 5, delivery.deliver_texts),
        Job("sweep_abandoned_texts", 60, outbox.sweep_abandoned_claims),
        Job("reconcile_texts", 60, reconciling.reconcile_texts),
        Job("catch_up", 60, catching_up.catch_up),
    ]


def _can_send(settings: Settings) -> bool:
    return settings.twilio_configured and bool(settings.twilio_from or settings.twilio_messaging_service_sid)
