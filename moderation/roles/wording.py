"""Plain words for everything that can be done, and for every part of the desk."""

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
    Action.SET_THEMES: _l("Set the themes"),
    Action.ANSWER_TOGETHER: _l("Answer together with other feedback"),
    Action.TAKE_APART: _l("Answer by itself again"),
    Action.SHARE_ANSWER: _l("Give an answer to everybody who is answered together"),
    Action.ASSIGN: _l("Give it to a team"),
    Action.SET_DUE: _l("Set the day by which it should be done"),
    Action.ASK_REVIEW: _l("Ask a colleague to look at an answer"),
    Action.RETURN_DRAFT: _l("Give back the draft of an answer, with a note"),
    Action.APPROVE_ANSWER: _l("Approve and send a colleague's answer"),
    Action.KEEP_PROMISE: _l("Say that a promise is kept, with evidence"),
    Action.MOVE_PROMISE: _l("Give a promise another day, with a reason"),
    Action.CONFIRM: _l("Confirm what a colleague proposed"),
    Action.SEND_BACK: _l("Send back what a colleague proposed, or take back one's own"),
    Action.JUDGE_RACISM: _l("Say whether it is about racism or discrimination"),
}
AREAS = {
    "desk": _l("The queue"),
    "desk_items": _l("One piece of feedback"),
    "desk_claims": _l("Who has what open, and the next one"),
    "desk_bulk": _l("Deciding several at once"),
    "desk_glass": _l("Seeing how a person can be reached"),
    "desk_care": _l("Distressing words, and the pause"),
    "desk_alarms": _l("Safety alarms"),
    "desk_alarm_banner": _l("The banner of alarms"),
    "desk_auth": _l("Signing in and out"),
    "desk_account": _l("One's own sign-in"),
    "desk_passkeys": _l("Passkeys"),
    "desk_links": _l("Links by email: invitations and new passwords"),
    "desk_oidc": _l("Signing in through the trust"),
    "desk_invitations": _l("Inviting staff"),
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
    return ACTIONS[action]


def area_title(name: str) -> Any:
    """What the part of the desk is called."""
    return AREAS[name]
