"""Who is told when somebody may be in danger: the people on call, and those told when nobody reads the alarm.

They are settings, not accounts: who is on call changes with the rota, often through one shared number.
"""

from dataclasses import dataclass
from enum import StrEnum

import structlog

from config.settings import Settings
from feedback_service.vocabulary import Channel

log = structlog.get_logger()


class Duty(StrEnum):
    """In what role somebody is alerted."""

    ON_CALL = "on_call"
    ESCALATION = "escalation"


@dataclass(frozen=True)
class Reached:
    """Where one alert goes: an E.164 number by text, or an email address."""

    channel: Channel
    address: str


def on_call(settings: Settings) -> list[Reached]:
    """Who is told at once. With nobody on call it is the escalation list: better them than nobody."""
    return _reached(settings, settings.on_call_numbers, settings.on_call_emails) or _escalation(settings)


def everybody(settings: Settings) -> list[Reached]:
    """Who is told once an alarm escalates: those on call again, and the escalation list."""
    return list(dict.fromkeys([*on_call(settings), *_escalation(settings)]))


def duty(settings: Settings, address: str) -> Duty | None:
    """In what role the address is on the lists as they are now, None once it is on neither."""
    if address in _listed(f"{settings.on_call_numbers},{settings.on_call_emails}"):
        return Duty.ON_CALL
    if address in _listed(f"{settings.escalation_numbers},{settings.escalation_emails}"):
        return Duty.ESCALATION
    return None


def warn_where_nobody(settings: Settings) -> None:
    """Say so in the log at the start: in production an alarm that nobody hears is a danger of its own."""
    if settings.is_production and not on_call(settings):
        log.warning("nobody_is_on_call", reason="neither ON_CALL_NUMBERS nor ON_CALL_EMAILS is set")


def _escalation(settings: Settings) -> list[Reached]:
    return _reached(settings, settings.escalation_numbers, settings.escalation_emails)


def _reached(settings: Settings, numbers: str, emails: str) -> list[Reached]:
    found = [Reached(Channel.SMS, each) for each in _listed(numbers)]
    # Without a mail server emails would wait for ever; the simulated phone stands in for one as well.
    if settings.smtp_url or settings.phone_is_simulated:
        found += [Reached(Channel.EMAIL, each) for each in _listed(emails)]
    return found


def _listed(setting: str) -> list[str]:
    return [part.strip() for part in setting.split(",") if part.strip()]
