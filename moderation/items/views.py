"""The item page and its one way to act."""

from flask import (
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from feedback_service.publishing import CannotPublish, Obstacle
from moderation import problems, wording
from moderation.actions.perform import DECIDING, Done, Stale, perform
from moderation.alarms.wording import told_text
from moderation.answering.drafts import Overtaken
from moderation.auth.guard import form_not_ours, is_from_our_page, member, staff_blueprint
from moderation.claims.overtaken import changes
from moderation.claims.views import to_next
from moderation.items import estimates
from moderation.items.editor import open_editor
from moderation.items.forms import FORMS
from moderation.items.page import Closed, open_item
from moderation.items.typed import Typed
from moderation.items.wording import cost_text, costly_text
from moderation.permissions import IN_THE_EDITOR, Action, actions_of
from moderation.told import data

blueprint = staff_blueprint("desk_items", __name__)
ACT = "desk_items.act"
_BACK_TO = {
    Action.REDACT: "words",
    Action.UNREDACT: "words",
    Action.LEAVE: "suggestions",
    Action.TRANSLATE_TEXT: "words",
    Action.OPEN_TEXT: "words",
    Action.CLOSE_TEXT: "words",
    Action.TRANSLATE_ANSWER: "responses-title",
    Action.SET_THEMES: "about-title",
    Action.ANSWER_TOGETHER: "together",
    Action.TAKE_APART: "together",
    Action.SHARE_ANSWER: "responses-title",
    Action.KEEP_PROMISE: "responses-title",
    Action.MOVE_PROMISE: "responses-title",
}
"""Where on the page the work goes on."""


@blueprint.get("/items/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """The item page."""
    return _page(reference, Typed())


@blueprint.get("/items/<reference>/<action>")
def back(reference: str, action: str) -> ResponseReturnValue:  # noqa: ARG001
    """A form's address opened by hand, after a sign-in or a change of language: the page itself."""
    return redirect(url_for("desk_items.show", reference=reference))


@blueprint.post("/items/<reference>/estimate")
def estimate(reference: str) -> ResponseReturnValue:
    """What the text with the answer that is being typed would cost, as JSON; nothing is kept."""
    found = estimates.of_answer(reference, member(), request.form)
    return jsonify(
        segments=found.cost.segments if found.cost else 0,
        pence=found.cost.pence if found.cost else 0,
        body=found.body,
        summary=cost_text(found.cost) if found.cost else "",
        warning=costly_text(found.costly),
    )


@blueprint.post("/items/<reference>/<action>")
def act(reference: str, action: str) -> ResponseReturnValue:
    """Take the action; 303 back to the page. 409 when the page was old, 422 when something is missing or
    not possible: both give the same page with everything that was typed."""
    wanted = _action(action)
    if wanted not in actions_of(member().role):
        abort(403)
    form = FORMS[wanted](request.form)
    shown = Action.RESPOND if wanted in IN_THE_EDITOR else wanted
    if not form.validate():
        errors = {name: str(messages[0]) for name, messages in form.errors.items()}
        return _page(reference, Typed(shown, request.form, errors), 422)
    typed = Typed(shown, request.form)
    try:
        done = perform(wanted, reference, typed.version or 0, member(), form.read())
    except (Stale, Overtaken):
        return _page(reference, typed, 409)
    except data.Refused as error:
        return _page(reference, Typed(shown, request.form, {error.field: error.message}), 422)
    except CannotPublish as error:
        return _page(reference, Typed(shown, request.form, {"obstacles": _in_words(error.obstacles)}), 422)
    return _go_on(wanted, done, reference)


def _go_on(action: Action, done: Done, reference: str) -> ResponseReturnValue:
    """Where the work goes on: at this item, or at the next one where the member wished so."""
    message = str(wording.PROPOSED if done == Done.PROPOSED else wording.DONE[action])
    if action == Action.FLAG:
        message = f"{message} {told_text()}"
    if action in DECIDING and request.form.get("then") == "next":
        flash(f"{reference.upper()}: {message}")
        return to_next()
    flash(message)
    anchor = "suggestions" if request.form.get("suggestion") else _BACK_TO.get(action)
    return redirect(url_for("desk_items.show", reference=reference, _anchor=anchor), 303)


def resume(address: str, fields: dict[str, list[str]]) -> ResponseReturnValue | None:
    """The item page with a form filled in again that was sent to `address` after the session was over.

    None when the address is not that of an action. Nothing is done: the member sends it again.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(address, method="POST")
    except HTTPException:
        return None
    if endpoint != ACT:
        return None
    notice = _("You are signed in again. Nothing was sent yet: check what you had typed and send it again.")
    return _page(values["reference"], Typed(_action(values["action"]), MultiDict(fields)), notice=notice)


@blueprint.errorhandler(CSRFError)
def old_form(error: CSRFError) -> ResponseReturnValue:
    """A form from before the latest sign-in: filled in again, for the member to send."""
    view = request.view_args or {}
    # What another site posts must not stand in a form of ours, ready to be sent.
    if request.endpoint != ACT or not member().is_authenticated or not is_from_our_page():
        return form_not_ours(error)
    notice = _("This page was open since before you signed in. Nothing was sent: check it and send it again.")
    return _page(view["reference"], Typed(_action(view["action"]), request.form), 400, notice)


def show_typed(reference: str, typed: Typed, status: int = 200) -> ResponseReturnValue:
    """The item page with a form filled in: for the views behind a form's other buttons."""
    return _page(reference, typed, status)


def _page(reference: str, typed: Typed, status: int = 200, notice: str | None = None) -> Response:
    try:
        page = open_item(reference, member(), typed.version)
    except Closed:
        return _closed(reference, typed)
    if page is None:
        abort(404)
    is_stale = status == 409 or bool(page.changes)
    return make_response(
        render_template(
            "desk/item.html",
            page=page,
            typed=typed,
            notice=notice,
            is_stale=is_stale,
            editor=open_editor(page.feedback, page.public_words, typed, member())
            if Action.RESPOND in page.allowed
            else None,
        ),
        status,
    )


def _closed(reference: str, typed: Typed) -> Response:
    """Closed to the member: 403, or for a form from when it was not, 409 with what happened and what was typed."""
    happened = changes(reference, typed.version) if typed.action else []
    if not happened:
        return problems.page(403, is_closed=True)
    return make_response(render_template("desk/item_closed.html", changes=happened, typed=typed), 409)


def _action(raw: str) -> Action:
    try:
        return Action(raw)
    except ValueError:
        abort(404)


def _in_words(found: list[Obstacle]) -> str:
    return " ".join(str(wording.OBSTACLES[each]) for each in found)
