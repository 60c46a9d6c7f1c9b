"""Plain words for what can be done, and for the parts of the desk; what has none yet is shown by its name."""

from typing import Any

from flask_babel import lazy_gettext as _l

from moderation.permissions import Action

ACTIONS = {
    Action.REDACT: _l("Hide words"),
    Action.UNREDACT: _l("Show hidden words again"),
    Action.LEAVE: _l("Leave words that are suggested for hiding"),
    Action.PUBLISH: _l("Publish on the board"),
    Action.KEEP_PRIVATE: _l("Keep private"),
    Action.REJECT: _l("Not publish, with a reason"),
    Action.WITHDRAW: _l("Take off the board, with a reason"),
    Action.RETURN: _l("Put back among those to decide"),
    Action.FLAG: _l("Raise a safety flag"),
    Action.CLEAR_FLAG: _l("Clear a safety flag"),
    Action.RECORD_CONSENT: _l("Record what the person agreed to"),
    Action.SET_PLACE: _l("Set the place"),
    Action.RESPOND: _l("Answer"),
    Action.ANSWER_ON: _l("Put an answer on the board"),
    Action.ANSWER_OFF: _l("Take an answer off the board"),
    Action.TRANSLATE_ANSWER: _l("Translate an answer"),
    Action.ASK_PERSON: _l("Ask the person about changed words"),
    Action.MOVE_TEXT: _l("Move a text to other feedback"),
    Action.TRANSLATE_TEXT: _l("Translate a text for staff"),
    Action.OPEN_TEXT: _l("Open a text to responders"),
    Action.CLOSE_TEXT: _l("Close a text to responders"),
    Action.SET_LANGUAGE: _l("Set the language"),
}
AREAS = {
    "desk": _l("The queue"),
    "desk_items": _l("One piece of feedback"),
    "desk_alarms": _l("Safety alarms"),
    "desk_alarm_banner": _l("The banner of alarms"),
    "desk_auth": _l("Signing in and out"),
    "desk_manage": _l("The page “Manage”"),
    "desk_people": _l("Members of staff"),
    "desk_teams": _l("Teams"),
    "desk_roles": _l("Roles"),
    "desk_places": _l("Places"),
    "desk_entry_points": _l("QR codes and posters"),
    "desk_texts": _l("Texts to people"),
    "desk_preferences": _l("Settings"),
    "desk_answer_templates": _l("Answer templates"),
    "desk_answering": _l("Help with writing an answer"),
    "desk_hiding": _l("Hiding rules"),
    "desk_themes": _l("Themes"),
    "desk_audit": _l("Audit trail"),
}


def action_title(action: Action) -> Any:
    """What the action is called where it is spoken about."""
    return ACTIONS.get(action, str(action).replace("-", " ").capitalize())


def area_title(name: str) -> Any:
    """What the part of the desk is called."""
    return AREAS.get(name, name.removeprefix("desk_").replace("_", " ").capitalize())
