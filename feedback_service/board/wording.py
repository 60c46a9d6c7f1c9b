"""The few words that a live board needs in the reader's language, handed to its script as JSON."""

from typing import Any

from flask_babel import gettext as _

from feedback_service.labels import RESPONSES, STAGES


def board_wording() -> dict[str, Any]:
    """Words by key; the script fills in what stands in braces."""
    return {
        "stages": {str(key): str(label) for key, label in STAGES.items()},
        "responses": {str(key): str(label) for key, label in RESPONSES.items()},
        "promised": _("Promised by %(date)s", date="{date}"),
        "live": _("Live: new answers appear by themselves"),
        "connecting": _("Connecting"),
        "reconnecting": _("Reconnecting. This page may be a little behind"),
        "polling": _("Live: checking every few seconds"),
        "paused": _("Paused. Nothing changes until you go on"),
        "pause": _("Pause"),
        "go_on": _("Go on"),
        "news": _("New on the board: %(count)s", count="{count}"),
    }
