"""The few words that a live board needs in the reader's language, handed to its script as JSON."""

from typing import Any

from flask_babel import gettext as _

from feedback_service.labels import RESPONSES, STAGES


def board_wording() -> dict[str, Any]:
    """Words by key; `{count}` and the like are filled in by the script."""
    return {
        "stages": {str(key): str(label) for key, label in STAGES.items()},
        "responses": {str(key): str(label) for key, label in RESPONSES.items()},
        "live": _("Live: new answers appear by themselves"),
        "reconnecting": _("Reconnecting. This page may be a little behind"),
        "polling": _("Live, checking every few seconds"),
        "paused": _("Paused: nothing changes until you go on"),
        "pause": _("Pause"),
        "go_on": _("Go on"),
        "new_one": _("1 new on the board"),
        "new_many": _("{count} new on the board"),
    }
