"""The page of what was chosen in the queue, and the one reason for all of it."""

from collections.abc import Mapping, Sequence

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from feedback_service.vocabulary import Role
from moderation.auth.guard import member, staff_blueprint
from moderation.bulk import chosen as choosing
from moderation.bulk.chosen import MOST, Chosen
from moderation.bulk.deciding import OFFERED, Outcome, decide
from moderation.items.forms import FORMS
from moderation.items.typed import Typed
from moderation.permissions import Action, actions_of, sees_originals
from moderation.wording import desk_state

DECIDERS = frozenset(role for role in Role if sees_originals(role) and set(OFFERED) <= actions_of(role))
OUTCOMES = {
    Outcome.PROPOSED: _l("It needs a second member of staff: your decision waits for their look."),
    Outcome.CHANGED: _l("Somebody changed it meanwhile, so nothing was done to it."),
    Outcome.FLAGGED: _l("It has a safety flag. Open it and decide it by itself."),
    Outcome.NOT_POSSIBLE: _l("This is not possible for it as it stands."),
    Outcome.UNKNOWN: _l("There is no such feedback any more."),
}
blueprint = staff_blueprint("desk_bulk", __name__, roles=DECIDERS)


@blueprint.get("/chosen")
@blueprint.get("/chosen/<action>")
def back(action: str = "") -> ResponseReturnValue:  # noqa: ARG001
    """An address of these opened by hand, or after a sign-in: there is nothing chosen."""
    return redirect(url_for("desk.queue"))


@blueprint.post("/chosen")
def look() -> ResponseReturnValue:
    """What was chosen, and what can be done with all of it."""
    return _page(choosing.read(request.form.getlist("item")), Typed())


@blueprint.post("/chosen/<action>")
def act(action: str) -> ResponseReturnValue:
    """Do it to each: 303 to the queue when all are done, else 409 with what became of each and what was typed."""
    if action not in OFFERED:
        abort(404)
    wanted = Action(action)
    chosen = choosing.read(request.form.getlist("item"))
    form = FORMS[wanted](request.form)
    if not form.validate() or not 0 < len(chosen) <= MOST:
        errors = {name: str(messages[0]) for name, messages in form.errors.items()}
        return _page(chosen, Typed(wanted, request.form, errors), 422)
    became = decide(wanted, chosen, member(), form.read())
    done = sum(outcome == Outcome.DONE for outcome in became.values())
    flash_done = ngettext("%(num)d is done.", "%(num)d are done.", done)
    if done == len(became):
        flash(flash_done)
        return redirect(url_for("desk.queue"), 303)
    return _page(_again(became), Typed(wanted, request.form), 409, became, flash_done)


def _again(became: Mapping[str, Outcome]) -> list[Chosen]:
    """What changed, and what this was not possible for, stays chosen as it is now, to be decided again."""
    left = {Outcome.CHANGED, Outcome.NOT_POSSIBLE}
    return [Chosen(reference, 0) for reference, outcome in became.items() if outcome in left]


def _page(
    chosen: Sequence[Chosen],
    typed: Typed,
    status: int = 200,
    became: Mapping[str, Outcome] | None = None,
    done: str = "",
) -> Response:
    problem = ""
    if not chosen and not became:
        problem = _("Choose at least one in the queue.")
    elif len(chosen) > MOST:
        problem = _("Choose %(most)d at most. You chose %(count)d.", most=MOST, count=len(chosen))
    shown = [] if problem else choosing.lines(member(), chosen)
    lines = [each for each in shown if not each.is_flagged]
    page = render_template(
        "desk/bulk.html",
        lines=lines,
        offered=[action for action in OFFERED if any(action in each.allowed for each in lines)],
        flagged=[each for each in shown if each.is_flagged],
        typed=typed,
        teams=choosing.teams() if shown else [],
        problem=problem,
        done=done,
        left={reference: OUTCOMES[each] for reference, each in (became or {}).items() if each in OUTCOMES},
        impossible={reference for reference, each in (became or {}).items() if each == Outcome.NOT_POSSIBLE},
        standing={each.feedback.reference: desk_state(each.feedback) for each in shown},
    )
    return make_response(page, 422 if problem else status)
