"""What the process was started with, for reading only and without a secret: what is set up and what is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.engine import make_url

from config.settings import Settings
from feedback_service.safety import on_call


@dataclass(frozen=True)
class Setting:
    """`is_on` None where the value itself says it."""

    title: Any
    is_on: bool | None
    value: str = ""


def settings_shown(settings: Settings) -> Sequence[Setting]:
    """In the order in which somebody would check them."""
    return (
        Setting(_l("Public address"), None, settings.public_url),
        Setting(_l("Production"), settings.is_production),
        Setting(_l("Database"), None, make_url(settings.database_url).get_backend_name()),
        Setting(_l("Redis, for several processes"), bool(settings.redis_url)),
        Setting(_l("Texts through Twilio"), settings.twilio_configured),
        Setting(_l("Simulated phone in place of Twilio"), settings.phone_is_simulated),
        Setting(_l("WhatsApp"), bool(settings.twilio_whatsapp_from)),
        Setting(_l("Mail server"), bool(settings.smtp_url)),
        Setting(_l("The trust's own sign-in"), settings.has_provider),
        Setting(_l("Somebody on call for alarms"), bool(on_call.on_call(settings))),
        Setting(_l("Jobs run in this process"), settings.embedded_scheduler),
        Setting(_l("Time zone"), None, settings.timezone),
        Setting(_l("Hours until staff sign in again"), None, str(settings.session_hours)),
    )
