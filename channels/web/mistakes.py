"""Mistakes in a form, as the NHS components show them: a list at the top, a message at the field."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _


class Mistakes(Exception):
    """What to correct: a message by field name."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__(", ".join(messages))
        self.messages = messages


def shown(messages: Mapping[str, str]) -> dict[str, Any]:
    """For the template: `errors` by field, and `error_list` for the summary, linked to fields by their ids."""
    return {
        "errors": {name: {"text": text, "visuallyHiddenText": _("Error")} for name, text in messages.items()},
        "error_list": [{"text": text, "href": f"#{name}"} for name, text in messages.items()],
    }
