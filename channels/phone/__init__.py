"""The simulated phone, in place of Twilio: texts in by page or command, texts out to the page.

There only while no Twilio account is set and never in production; then its addresses do not exist.
"""

from flask import Flask

from channels.phone import delivery, views
from channels.phone.commands import phone_group
from config.settings import Settings
from feedback_service import outbox
from feedback_service.scheduler import Job


def init_app(app: Flask, settings: Settings) -> None:
    """Register the phone's pages where it is simulated; its command says so where it is not."""
    app.cli.add_command(phone_group)
    if settings.phone_is_simulated:
        # Nobody is signed in to a phone: a forged request could do nothing that its sender could not.
        app.extensions["csrf"].exempt(views.blueprint)
        app.register_blueprint(views.blueprint)


def jobs(settings: Settings) -> list[Job]:
    """Delivery to the simulated phones; with a Twilio account the text channel's job takes its place."""
    if not settings.phone_is_simulated:
        return []
    return [
        Job("deliver_to_simulated_phones", 2, delivery.deliver_texts),
        Job("sweep_abandoned_texts", 60, outbox.sweep_abandoned_claims),
    ]
