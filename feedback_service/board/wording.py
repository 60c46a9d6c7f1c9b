"""The few words that a live board needs in the reader's language, handed to its script as JSON."""

from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from feedback_service.labels import RESPONSES, STAGES

_SAMPLES = range(2, 201)
"""Numbers that between them take every plural form of every language."""


def people_said(people: int | None) -> str:
    """`You said`, or `3 people said` where several did; None on an entry from before they were counted."""
    if not people or people < 2:
        return str(_("You said"))
    return str(ngettext("%(count)s person said", "%(count)s people said", people, count=people))


def _people_said_by_form() -> dict[str, str]:
    """The same for each plural form by its CLDR name, with `{count}` for the number."""
    locale = get_locale()
    forms = {"other": 100} | {locale.plural_form(number): number for number in reversed(_SAMPLES)} if locale else {}
    return {
        form: ngettext("%(count)s person said", "%(count)s people said", number, count="{count}")
        for form, number in forms.items()
    }


def board_wording() -> dict[str, Any]:
    """Words by key; the script fills in what stands in braces."""
    return {
        "stages": {str(key): str(label) for key, label in STAGES.items()},
        "responses": {str(key): str(label) for key, label in RESPONSES.items()},
        "you_said": people_said(1),
        "people_said": _people_said_by_form(),
        "promised": _("Promised by %(date)s", date="{date}"),
        "moved": _("Before: promised by %(date)s.", date="{date}"),
        "live": _("Live: new answers appear by themselves"),
        "connecting": _("Connecting"),
        "reconnecting": _("Reconnecting. This page may be a little behind"),
        "polling": _("Live: checking every few seconds"),
        "paused": _("Paused. Nothing changes until you go on"),
        "pause": _("Pause"),
        "go_on": _("Go on"),
        "news": _("New on the board: %(count)s", count="{count}"),
    }
