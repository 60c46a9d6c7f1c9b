"""Words for the page of alarms."""

from typing import Any

from flask import Flask, current_app
from flask_babel import lazy_gettext as _l

from config.settings import Settings
from feedback_service import labels
from feedback_service.safety import on_call
from feedback_service.safety.on_call import Duty
from feedback_service.vocabulary import OutboundStatus
from moderation.alarms.banner import READERS, banner

DUTIES = {Duty.ON_CALL: _l("On call"), Duty.ESCALATION: _l("Escalation")}
OFF_THE_LISTS = _l("On no list any more")
NOT_DELIVERED = _l("Not delivered")
TOLD = _l("Those on call are alerted.")
NOBODY_TOLD = _l("Nobody is on call: nobody was alerted. Tell them yourself.")


def duty_text(duty: Duty | None) -> Any:
    """In what role somebody was alerted."""
    return DUTIES[duty] if duty else OFF_THE_LISTS


def told_text() -> str:
    """Whether anybody is alerted of a flag that was raised just now."""
    settings: Settings = current_app.extensions["settings"]
    return str(TOLD if on_call.on_call(settings) else NOBODY_TOLD)


def alert_text(status: OutboundStatus) -> Any:
    """Where an alert stands; it may be an email, so that no phone is spoken of."""
    return NOT_DELIVERED if status == OutboundStatus.TEMPORARY_FAILURE else labels.OUTBOUND[status]


def init_alarms(app: Flask) -> None:
    """What the templates need: the banner on every page, and these words."""
    app.jinja_env.globals |= {"alarm_banner": banner, "ALARM_READERS": READERS}
    app.add_template_filter(duty_text)
    app.add_template_filter(alert_text)
