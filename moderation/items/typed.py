"""A form of the item page that comes back: its values, what is wrong with them, and nothing of it lost."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from feedback_service import labels
from moderation.permissions import Action
from moderation.told.reasons import OWN, WORDS

_NAMES: dict[Action, dict[str, Any]] = {
    Action.RESPOND: {
        "kind": _l("What is the answer?"),
        "words": _l("The answer"),
        "translation": _l("The answer in their language"),
        "signed_as": _l("Signed as"),
        "owner": _l("Who sees to it"),
        "due_on": _l("By when"),
        "evidence": _l("Evidence (optional)"),
        "note": _l("What should change?"),
    },
    Action.KEEP_PRIVATE: {
        "because": _l("Why?"),
        "words": _l("In your own words"),
        "note": _l("A note for staff (optional)"),
    },
    Action.KEEP_PROMISE: {
        "words": _l("What was done"),
        "evidence": _l("What shows it"),
        "signed_as": _l("Signed as"),
    },
    Action.SET_DUE: {"due_on": _l("By when?"), "reason": _l("Why? (for staff)")},
    Action.MOVE_PROMISE: {"due_on": _l("The new day"), "reason": _l("Why?")},
    Action.REJECT: {"because": _l("Why?"), "words": _l("In your own words")},
    Action.WITHDRAW: {"because": _l("Why?"), "words": _l("In your own words")},
    Action.RECORD_CONSENT: {"words": _l("How do we know?")},
    Action.FLAG: {"words": _l("What worries you?")},
    Action.CLEAR_FLAG: {"words": _l("What was done?")},
    Action.TRANSLATE_TEXT: {"words": _l("In English")},
    Action.SEND_BACK: {"words": _l("Why not?")},
    Action.JUDGE_RACISM: {"words": _l("Why?")},
    Action.TRANSLATE_ANSWER: {"words": _l("The answer in their language")},
}
"""The fields of each form that hold what somebody thought about, by what the form calls them."""

_OF_ANSWER = frozenset(
    {
        Action.ANSWER_ON,
        Action.ANSWER_OFF,
        Action.TRANSLATE_ANSWER,
        Action.SHARE_ANSWER,
        Action.KEEP_PROMISE,
        Action.MOVE_PROMISE,
    }
)
_OF_TEXT = frozenset({Action.MOVE_TEXT, Action.TRANSLATE_TEXT, Action.OPEN_TEXT, Action.CLOSE_TEXT})
_CHOICES: dict[str, dict[str, Any]] = {
    "kind": {str(kind): label for kind, label in labels.RESPONSES.items()},
    "because": {**WORDS, OWN: _l("Another reason")},
}


@dataclass(frozen=True)
class Typed:
    """`action` is None on a fresh page. `version` is that of the page that the form was on."""

    action: Action | None = None
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, action: Action, name: str, default: str = "") -> str:
        """What was typed into this field of this action's form."""
        return self.values.get(name, default) if self.action == action else default

    def error(self, action: Action, name: str) -> str | None:
        """What is wrong with it."""
        return self.errors.get(name) if self.action == action else None

    def anchor(self, name: str) -> str:
        """The id of the place on the page where the error of this field can be put right."""
        if self.action in _OF_ANSWER:
            return "responses-title"
        if self.action in _OF_TEXT:
            return "conversation-title"
        return "words" if self.action in {Action.REDACT, Action.UNREDACT, Action.LEAVE} else f"{self.action}-{name}"

    def within(self, action: Action, name: str, number: int) -> bool:
        """Whether it is the form of this action for the message or answer with this number."""
        return self.action == action and self.values.get(name) == str(number)

    @property
    def chosen(self) -> frozenset[str]:
        """The words that were chosen for hiding."""
        return frozenset(self.values.getlist("word"))

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """What each field is called and what was typed into it, for reading where the form is gone."""
        names = _NAMES.get(self.action, {}) if self.action else {}
        filled = [(names[name], name, self.values[name]) for name in names if self.values.get(name)]
        return [(label, _CHOICES.get(name, {}).get(value, value)) for label, name, value in filled]

    @property
    def version(self) -> int | None:
        """None where the form has no version that could be one."""
        raw = self.values.get("version", "")
        return int(raw) if raw.isdecimal() and len(raw) < 10 else None
