"""Words for the desk's pages: how long something waits, languages by name, what happened."""

import re
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from feedback_service import labels
from feedback_service.answers import ANSWERABLE
from feedback_service.models import Feedback, FeedbackHistory, Response
from feedback_service.places import full_name
from feedback_service.publishing import Obstacle
from feedback_service.vocabulary import Moderation, WaitsFor
from feedback_service.web.templating import days_since
from moderation.permissions import Action
from moderation.told import reasons

HISTORY = {
    "received": _l("Received"),
    str(Moderation.PENDING): _l("Put back among those to decide"),
    str(Moderation.PUBLISHED): _l("Published"),
    str(Moderation.PRIVATE): _l("Kept private"),
    str(Moderation.REJECTED): _l("Not published"),
    str(Moderation.WITHDRAWN): _l("Taken off the board"),
    "hidden": _l("Words hidden"),
    "hidden_by_rule": _l("Words hidden by a rule"),
    "suggestion_left": _l("A suggestion refused: the words may be read"),
    "shown_again": _l("Hidden words shown again"),
    "flagged": _l("Safety flag raised"),
    "flag_cleared": _l("Safety flag cleared"),
    "consent_recorded": _l("Consent recorded"),
    "consent_given": _l("The person agreed to it being published"),
    "consent_taken_back": _l("The person took back their agreement"),
    "words_agreed": _l("The person agreed to the words as the public would read them"),
    "preview_asked": _l("The person was asked about the words"),
    "reworded": _l("The person wrote it in other words"),
    "added": _l("The person added to it"),
    "danger_found": _l("The words sound as if somebody is in danger: flagged by the service"),
    "alarm_read": _l("The alarm was read"),
    "alarm_escalated": _l("Nobody read the alarm in time: more people were told"),
    "verdict_yes": _l("The person says: it answered me"),
    "verdict_partly": _l("The person says: it answered me partly"),
    "verdict_no": _l("The person says: it did not answer me. Opened again"),
    "texts_stopped": _l("The person asked for no more texts"),
    "texts_started": _l("The person asked for texts again"),
    "text_moved": _l("A text was moved"),
    "erasure_asked": _l("The person asked for everything to be erased; it waits for the safety flag"),
    "answer_given": _l("An answer that had waited was given"),
    "erased": _l("Everything was erased at the person's wish"),
    "corrected": _l("The person corrected their answers"),
    "place_set": _l("Place set"),
    "place_rule_kept": _l("It was at a place where two people decide: two still decide"),
    "staff_name_kept": _l("A member of staff was found in it in the language before: two people still decide"),
    "answered": _l("Answered"),
    "answer_put_on_board": _l("An answer put on the board"),
    "answer_taken_off_board": _l("An answer taken off the board"),
    "answer_translated": _l("An answer translated"),
    "answer_review_asked": _l("A colleague was asked to look at the answer"),
    "answer_given_back": _l("The draft of the answer was given back with a note"),
    "assigned": _l("Given to a team, or to nobody"),
    "due_set": _l("Another day was set"),
    "promise_moved": _l("The promise got another day"),
    "text_translated": _l("A text translated for staff"),
    "text_opened": _l("A text opened to responders"),
    "text_closed": _l("A text closed to responders"),
    "language_set": _l("Language set"),
    "themes_set": _l("Themes set"),
    "joined": _l("Answered together with others"),
    "taken_apart": _l("Answered by itself again"),
    "answer_shared": _l("An answer given to the others as well"),
    "decision_texts_on": _l("The person wants texts about decisions"),
    "decision_texts_off": _l("The person wants no texts about decisions"),
    "proposed_publish": _l("Proposed to publish it; a second member confirms it"),
    "proposed_keep_private": _l("Proposed to keep it private; a second member confirms it"),
    "proposed_reject": _l("Proposed to reject it; a second member confirms it"),
    "proposed_ask_person": _l("Proposed to ask the person about the words; a second member confirms it"),
    "sent_back": _l("The second member sent it back"),
    "taken_back": _l("Took back what they had proposed"),
    "racism_said": _l("Said to be about racism or discrimination"),
    "glass_asked": _l("Somebody asked to see how to reach the person"),
    "glass_agreed": _l("A second member agreed to it"),
    "glass_alone": _l("An administrator decided alone to see how to reach the person"),
    "glass_refused": _l("A second member said no to it"),
    "glass_opened": _l("The number was seen, and the person is told"),
    "glass_quiet": _l("The number was seen; the person is not told, because that would harm"),
    "glass_ended": _l("The number can be seen no more"),
    "racism_denied": _l("Said not to be about racism or discrimination"),
}

WAITS_FOR = {
    WaitsFor.DECISION: _l("Waits for a decision"),
    WaitsFor.APPROVAL: _l("Waits for a second member"),
    WaitsFor.ANSWER: _l("Waits for an answer"),
}

OBSTACLES = {
    Obstacle.CONSENT: _l("The person has not agreed to it being published."),
    Obstacle.PREVIEW: _l("The person has not seen the changed words yet, or not agreed to them."),
    Obstacle.SAFETY_FLAG: _l("There is an open safety flag."),
    Obstacle.NO_WORDS: _l("There are no words to show."),
    Obstacle.SECOND: _l("A second member of staff has not confirmed it."),
}

LANGUAGES = {"pa": _l("Panjabi")}
"""Where the census, the NHS and the people who speak it say it in another way than Babel's list."""

DONE = {
    Action.REDACT: _l("The words are hidden."),
    Action.UNREDACT: _l("The words are shown again."),
    Action.LEAVE: _l("The words stay as they are, and are not suggested again."),
    Action.PUBLISH: _l("It is on the board now. You can take it off at any time."),
    Action.KEEP_PRIVATE: _l("It is kept private, and the person can read why. You can put it back to decide."),
    Action.REJECT: _l("It is not published. The person can read your reason."),
    Action.WITHDRAW: _l("It is off every board. The person can read why. You can put it back to decide."),
    Action.RETURN: _l("It is back among those to decide."),
    Action.FLAG: _l("The safety flag is raised."),
    Action.CLEAR_FLAG: _l("The safety flag is cleared."),
    Action.RECORD_CONSENT: _l("What the person told us is on record."),
    Action.SET_PLACE: _l("The place is set."),
    Action.RESPOND: _l("Your answer is saved."),
    Action.ANSWER_ON: _l("The answer is on the board now. You can take it off at any time."),
    Action.ANSWER_OFF: _l("The public cannot read the answer any more. The person still can."),
    Action.TRANSLATE_ANSWER: _l("The translation is saved."),
    Action.ASK_PERSON: _l("The person is asked by text. A yes puts it on the board; until then it stays private."),
    Action.MOVE_TEXT: _l("The text is moved."),
    Action.TRANSLATE_TEXT: _l("The translation is saved. Only those who read the words as they were written see it."),
    Action.OPEN_TEXT: _l("Responders can read the text now, without what is hidden."),
    Action.CLOSE_TEXT: _l("Responders cannot read the text any more."),
    Action.SET_LANGUAGE: _l("The language is set."),
    Action.SET_THEMES: _l("The themes are set."),
    Action.ANSWER_TOGETHER: _l("They are answered together now. You can take them apart again."),
    Action.TAKE_APART: _l("It is answered by itself now."),
    Action.SHARE_ANSWER: _l("Everybody who is answered together gets this answer."),
    Action.ASSIGN: _l("It is with the team now, or with nobody."),
    Action.SET_DUE: _l("The day is set. Only staff see it."),
    Action.ASK_REVIEW: _l("A colleague looks at the answer before it goes."),
    Action.RETURN_DRAFT: _l("The draft is back with its writer, with your note."),
    Action.APPROVE_ANSWER: _l("The answer is approved and saved."),
    Action.KEEP_PROMISE: _l("The promise is kept, and everybody who was promised it is told."),
    Action.MOVE_PROMISE: _l("The promise has its new day, and everybody who was promised it is told."),
    Action.CONFIRM: _l("You confirmed it: it is done."),
    Action.SEND_BACK: _l("It waits for a decision again."),
    Action.JUDGE_RACISM: _l("What you say about it is on record."),
}
PROPOSED = _l("It is proposed. Nothing happens before a second member of staff has confirmed it.")


def waits_text(since: datetime) -> str:
    """`today`, `1 day`, `12 days`."""
    days = days_since(since)
    return str(ngettext("%(num)d day", "%(num)d days", days)) if days else str(_("today"))


def desk_state(feedback: Feedback) -> str:
    """Where it stands for staff: what was decided, and what it waits for."""
    decided = "" if feedback.status == Moderation.PENDING and feedback.waits_for else labels.MODERATION[feedback.status]
    waits = WAITS_FOR[feedback.waits_for] if feedback.waits_for else ""
    return " · ".join(str(each) for each in (decided, waits) if each)


def language_name(code: str | None) -> str:
    """The language's name in the reader's language; the code itself where nobody named it; empty for none."""
    if not code:
        return ""
    if code in LANGUAGES:
        return str(LANGUAGES[code])
    try:
        return Locale.parse(code, sep="-").get_display_name(get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def history_text(action: str) -> Any:
    """What a line of the history says."""
    return HISTORY.get(action, action.replace("_", " "))


def listed_reason(line: FeedbackHistory) -> str:
    """The listed reason of a decision in the reader's language; empty where there is none."""
    return str(reasons.WORDS.get(line.reason_code or "", ""))


def answer_standing(response: Response, status: Moderation) -> str:
    """Who can read an answer to feedback with this status."""
    if response.given_at is None:
        return str(_("waits for a translation") if status in ANSWERABLE else _("waits for the decision"))
    if not response.is_public:
        return str(_("given in private"))
    return str(_("on the board") if status == Moderation.PUBLISHED else _("on the board again once this is published"))


def consent_text(consent: bool | None) -> str:
    """How the person stands to being published."""
    if consent is None:
        return str(_("not asked"))
    return str(_("agreed") if consent else _("said no"))


def apart(name: str) -> Markup:
    """A name within other words, so that its script and theirs do not turn each other's order round."""
    return Markup("<bdi>{}</bdi>").format(name)


def breakable(email: str) -> Markup:
    """An email that a narrow line breaks before its @ and its full stops, and nowhere else."""
    return Markup(re.sub(r"([@.])", r"<wbr>\1", str(escape(email))))  # noqa: S704


def init_wording(app: Flask) -> None:
    """Make them filters of the templates."""
    app.jinja_env.globals |= {"OBSTACLES": OBSTACLES, "reasons": reasons}
    app.add_template_filter(full_name, "full_place_name")
    own = (
        waits_text,
        desk_state,
        language_name,
        history_text,
        consent_text,
        answer_standing,
        listed_reason,
        apart,
        breakable,
    )
    for wording in own:
        app.add_template_filter(wording)
