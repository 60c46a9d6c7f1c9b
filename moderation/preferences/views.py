"""The settings of the desk: each with its default, who changed it and when, and a form of its own."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_service.storage import reading
from feedback_service.web.typed import clean_line, clean_text
from moderation.auth.guard import member, staff_blueprint
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.manage.typed import Typed
from moderation.permissions import MANAGERS
from moderation.preferences import changing, showing
from moderation.preferences.process import settings_shown
from moderation.preferences.showing import Shown

blueprint = staff_blueprint("desk_preferences", __name__, roles=MANAGERS)
GROUPS = {
    "time": _l("By when"),
    "sign_in": _l("Signing in"),
    "safety": _l("When somebody may be in danger"),
    "themes": _l("Suggesting themes"),
    "care": _l("Care for staff"),
    showing.OTHERS: _l("Other settings"),
}
"""The titles of groups; one without a title is shown by its name."""


@blueprint.get("/preferences")
def show() -> ResponseReturnValue:
    """Every setting."""
    return _page(Typed())


@blueprint.post("/preferences/<name>")
def change(name: str) -> ResponseReturnValue:
    """Decide one; 422 or 409 with what was typed."""
    with reading() as session:
        shown = showing.one(session, name)
    if shown is None:
        abort(404)
    raw = clean_text(request.form.get("value", ""))
    typed = Typed({name: raw})
    try:
        changing.decide(name, request.form.get("state", ""), _value(shown, raw), member().id)
    except NotPossible:
        return _page(typed.wrong({name: _why_not(shown)}), 422)
    except Overtaken:
        return _page(
            Typed({name: raw}, {}, {name: _("Somebody changed it meanwhile. What you typed is still here.")}), 409
        )
    return _done(name, _("It is saved and holds from now on."))


@blueprint.post("/preferences/<name>/reset")
def reset(name: str) -> ResponseReturnValue:
    """The default again."""
    try:
        changing.reset(name, request.form.get("state", ""), member().id)
    except Unknown:
        abort(404)
    except Overtaken:
        return _page(Typed(errors={name: _("Somebody changed it meanwhile.")}), 409)
    return _done(name, _("The default holds again."))


def _value(shown: Shown, raw: str) -> Any:
    """What was typed, as pydantic takes it."""
    if shown.kind == "switch":
        return raw == "yes"
    if shown.kind == "lines":
        return [line.strip() for line in raw.split("\n") if line.strip()]
    return raw if shown.kind == "text" else clean_line(raw)


def _why_not(shown: Shown) -> str:
    if shown.kind == "number" and shown.lowest is not None and shown.highest is not None:
        return str(_("Write a number from %(low)g to %(high)g", low=shown.lowest, high=shown.highest))
    return str(_("Write a number") if shown.kind == "number" else _("This cannot be saved. Look at what is asked for."))


def _done(name: str, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("desk_preferences.show", _anchor=name), 303)


def _page(typed: Typed, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        groups = showing.every(session)
    process = settings_shown(current_app.extensions["settings"])
    page = render_template("desk/preferences.html", groups=groups, titles=GROUPS, process=process, typed=typed)
    return page, status
