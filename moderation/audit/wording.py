"""Plain words for what is on record. An action without words of its own gets those of the history, or its code."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_service import labels
from feedback_service.vocabulary import SignedInBy
from moderation.wording import HISTORY

ACTIONS = {
    "alarm.read": _l("The alarm was read"),
    "answer_template.added": _l("An answer template was added"),
    "answer_template.changed": _l("An answer template was changed"),
    "answer_template.retired": _l("An answer template was retired"),
    "audit.exported": _l("The audit trail was exported"),
    "claim.let_go": _l("Let go"),
    "claim.taken": _l("Taken"),
    "claim.taken_over": _l("Taken over from a colleague"),
    "consent.asked_again": _l("The person was asked again whether it may be published"),
    "consent.given": _l("The person agreed to it being published"),
    "consent.taken_back": _l("The person took back their agreement"),
    "contact.erased": _l("Everything of a person was erased"),
    "contact.erasure_asked": _l("A person asked for everything to be erased"),
    "entry_point.brought_back": _l("A QR code was brought back"),
    "entry_point.changed": _l("A QR code was changed"),
    "entry_point.created": _l("A QR code was made"),
    "entry_point.retired": _l("A QR code was retired"),
    "feedback.answer_approved": _l("A colleague's answer was approved and sent"),
    "feedback.answer_draft_discarded": _l("The draft of an answer was thrown away"),
    "feedback.answer_drafted": _l("Somebody began to draft an answer, or took over a draft"),
    "feedback.promise_kept": _l("A promise was kept"),
    "feedback.confirmed": _l("Confirmed what somebody else had proposed"),
    "feedback.proposed": _l("Proposed a decision; a second member confirms it"),
    "feedback.racism_judged": _l("Said whether it is about racism or discrimination"),
    "feedback.returned": _l("Put back among those to decide"),
    "feedback.viewed": _l("Opened"),
    "filter.deleted": _l("A saved filter was deleted"),
    "filter.saved": _l("A filter was saved"),
    "hiding_rule.added": _l("A hiding rule was made"),
    "hiding_rule.retired": _l("A hiding rule was retired"),
    "glass.agreed": _l("A second member agreed to a number being seen"),
    "glass.alone": _l("An administrator decided alone to see a number"),
    "glass.asked": _l("Somebody asked to see a number"),
    "glass.ended": _l("A number can be seen no more"),
    "glass.refused": _l("A second member said no to a number being seen"),
    "glass.seen": _l("A number was seen"),
    "place.added": _l("A place was added"),
    "place.brought_back": _l("A place was brought back"),
    "place.changed": _l("A place was changed"),
    "place.retired": _l("A place was retired"),
    "preference.changed": _l("A setting was changed"),
    "preference.reset": _l("A setting was put back to its default"),
    "queue.viewed": _l("The queue was looked at"),
    "staff.added": _l("A member of staff was added"),
    "staff.app_added": _l("An authenticator app was set up"),
    "staff.app_begun": _l("Setting up an authenticator app was begun"),
    "staff.app_removed": _l("An authenticator app was removed"),
    "staff.changed": _l("A member of staff was changed"),
    "staff.deactivated": _l("The desk was closed to a member of staff"),
    "staff.factor_reset": _l("The second factor of a member of staff was taken away"),
    "staff.invitation_sent_again": _l("An invitation was sent again"),
    "staff.invitation_taken_back": _l("An invitation was taken back"),
    "staff.invited": _l("Somebody was invited"),
    "staff.joined": _l("Somebody who was invited joined"),
    "staff.language_set": _l("A member of staff chose their language"),
    "staff.linked": _l("A member of staff was linked to the trust's own sign-in"),
    "staff.passkey_added": _l("A passkey was added"),
    "staff.passkey_removed": _l("A passkey was removed"),
    "staff.password_asked": _l("A new password was asked for"),
    "staff.password_changed": _l("A member of staff changed their password"),
    "staff.password_link_made": _l("A link to a new password was made"),
    "staff.password_reset": _l("A forgotten password was replaced"),
    "staff.proved": _l("A member of staff gave their password once more"),
    "staff.reactivated": _l("The desk was opened to a member of staff again"),
    "staff.recovery_code_used": _l("A recovery code was used"),
    "staff.recovery_codes_made": _l("Recovery codes were made"),
    "staff.session_ended": _l("A session was ended"),
    "staff.sessions_ended": _l("A member of staff was signed out everywhere"),
    "staff.sign_in_failed": _l("Somebody tried to sign in and could not"),
    "staff.signed_in": _l("Signed in"),
    "staff.signed_out": _l("Signed out"),
    "team.added": _l("A team was added"),
    "team.brought_back": _l("A team was brought back"),
    "team.changed": _l("A team was changed"),
    "team.retired": _l("A team was retired"),
    "text.confirmation_taken_back": _l("A translation was made a draft again"),
    "text.confirmed": _l("A translation was confirmed"),
    "text.override_confirmed": _l("Other words for a text were confirmed"),
    "text.override_ended": _l("A text went back to the words that came with the service"),
    "text.override_proposed": _l("Other words for a text were proposed"),
    "text.override_refused": _l("Proposed words for a text were refused"),
    "theme.added": _l("A theme was added"),
    "theme.brought_back": _l("A theme was brought back"),
    "theme.renamed": _l("A theme was renamed"),
    "theme.retired": _l("A theme was retired"),
    "themes.learned": _l("Suggesting themes was learned anew"),
    "themes.learning_asked": _l("Learning themes anew was asked for"),
    "words.agreed": _l("The person agreed to the words as the public would read them"),
}
WRONG = {
    "changed": _l("the record was changed"),
    "missing": _l("the record is missing"),
    "inserted": _l("the record was inserted"),
    "reordered": _l("the record was put at another place"),
    "counter": _l("the counter does not end with it"),
    "rewritten": _l("the trail was written anew"),
}
KEYS = {
    "action": _l("what"),
    "agreed_by": _l("agreed by"),
    "because": _l("because"),
    "by": _l("with"),
    "count": _l("how many"),
    "due_on": _l("due on"),
    "feedback": _l("feedback"),
    "kind": _l("kind"),
    "language": _l("language"),
    "original": _l("before anything was hidden"),
    "place": _l("place"),
    "place_id": _l("place"),
    "proposed_by": _l("proposed by"),
    "reason": _l("reason"),
    "references": _l("pieces of feedback seen"),
    "renamed": _l("renamed"),
    "request": _l("request"),
    "role": _l("role"),
    "shared": _l("shared"),
    "team": _l("team"),
    "told": _l("the person is told"),
    "value": _l("now"),
    "was": _l("before"),
    "why": _l("why"),
}
"""What the codes of a record are called."""
VALUES: Mapping[str, Mapping[Any, Any]] = {
    "by": {
        SignedInBy.PASSWORD: _l("a password"),
        SignedInBy.CODE: _l("a code of an app"),
        SignedInBy.RECOVERY_CODE: _l("a recovery code"),
        SignedInBy.PASSKEY: _l("a passkey"),
        SignedInBy.PROVIDER: _l("the trust's own sign-in"),
    },
    "kind": ChainMap[Any, Any](labels.RESPONSES, labels.PLACE_KINDS, labels.HIDDEN_KIND),
    "role": labels.ROLES,
}
"""The commonest values, by the code that they stand with."""
SUBJECTS = {
    "audit": _l("the audit trail"),
    "answer_template": _l("answer template"),
    "contact": _l("a person"),
    "entry_point": _l("QR code"),
    "feedback": _l("feedback"),
    "filter": _l("saved filter"),
    "hiding_rule": _l("hiding rule"),
    "invitation": _l("invitation"),
    "place": _l("place"),
    "preference": _l("setting"),
    "queue": _l("queue"),
    "staff": _l("member of staff"),
    "team": _l("team"),
    "text": _l("text"),
    "theme": _l("theme"),
}
"""What a record is about, by the beginning of its subject."""
FEEDBACK = "feedback."


def audit_text(action: str) -> str:
    """What an action on record is called."""
    if action in ACTIONS:
        return str(ACTIONS[action])
    name = action.removeprefix(FEEDBACK)
    if action.startswith(FEEDBACK) and name in HISTORY:
        return str(HISTORY[name])
    return action.replace(".", ": ").replace("_", " ").capitalize()


def choices(known: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Every action with its words, and `known` ones besides, in the order of the words."""
    every = {*ACTIONS, *(f"{FEEDBACK}{name}" for name in HISTORY), *known}
    return sorted(((each, audit_text(each)) for each in every), key=lambda pair: (pair[1].casefold(), pair[0]))


def details_text(details: Mapping[str, Any]) -> str:
    """The codes of a record in words, `place: 3, before: 2`; a long list is counted, an unknown code stays as it is."""
    return ", ".join(
        f"{KEYS.get(name, name.replace('_', ' '))}: {_value(name, value)}" for name, value in details.items()
    )


def subject_text(subject: str) -> str:
    """What a record is about, `member of staff 4`; an unknown subject as it is."""
    sort, _colon, which = subject.partition(":")
    return f"{SUBJECTS[sort]} {which}".strip() if sort in SUBJECTS else subject


def wrong_text(code: str | None) -> str:
    """What is wrong with a record."""
    return str(WRONG.get(code or "", code or ""))


def _value(name: str, value: Any) -> str:
    return str(VALUES[name][value]) if isinstance(value, str) and value in VALUES.get(name, {}) else _short(value)


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return str(len(value)) if len(value) > MOST_NAMED else ", ".join(map(str, value)) or "–"
    return "–" if value is None else str(value)


MOST_NAMED = 6
"""Of a list."""
