"""The pages for reaching a person. The number stands in the answer to one POST: in no address, on no other page."""

from collections.abc import Callable

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from moderation.auth import choosing, tries
from moderation.auth.guard import member, staff_blueprint
from moderation.glass import breaking, forms, seeing, showing
from moderation.glass.breaking import BREAKERS, NotOpen, NotYours, Unknown
from moderation.glass.forms import Typed
from moderation.told.data import Refused

blueprint = staff_blueprint("desk_glass", __name__, roles=BREAKERS)


@blueprint.get("/glass/strip")
def strip() -> ResponseReturnValue:
    """The strip alone, for pages that are open."""
    return render_template("desk/glass_strip.html")


@blueprint.get("/glass/ask/<reference>")
def ask(reference: str) -> ResponseReturnValue:
    """The form; who has asked already is led to the request."""
    return _ask_page(reference, Typed())


@blueprint.post("/glass/ask/<reference>")
def send(reference: str) -> ResponseReturnValue:
    """Ask; 303 to the request. 422 with what was typed where something is missing."""
    values = forms.read(request.form, "needed", "words", "tell", "quiet")
    asked, errors = forms.asking(values)
    if asked is None:
        return _ask_page(reference, Typed(values, errors), 422)
    try:
        made = breaking.ask(reference.upper(), member(), asked)
    except Unknown:
        abort(404)
    except NotYours:
        abort(403)
    except Refused as error:
        return _ask_page(reference, Typed(values, {error.field: error.message}), 422)
    return redirect(url_for("desk_glass.show", request_id=made), 303)


@blueprint.get("/glass/<int:request_id>")
def show(request_id: int) -> ResponseReturnValue:
    """One request, as it stands."""
    return _page(request_id, Typed())


@blueprint.get("/glass/<int:request_id>/<step>")
def back(request_id: int, step: str) -> ResponseReturnValue:  # noqa: ARG001
    """A form's address opened by hand, or after a sign-in: the request itself."""
    return redirect(url_for("desk_glass.show", request_id=request_id))


@blueprint.post("/glass/<int:request_id>/agree")
def agree(request_id: int) -> ResponseReturnValue:
    """The second person's yes."""
    values = forms.read(request.form, "quiet")
    if errors := forms.agreeing(values):
        return _page(request_id, Typed(values, errors), 422)
    done = _("You agreed: who asked can see the number now. There is nothing more for you to do. It is on record.")
    return _taken(request_id, lambda: breaking.agree(request_id, member(), values["quiet"]), values, done)


@blueprint.post("/glass/<int:request_id>/refuse")
def refuse(request_id: int) -> ResponseReturnValue:
    """The second person's no."""
    return _taken(request_id, lambda: breaking.refuse(request_id, member()))


@blueprint.post("/glass/<int:request_id>/alone")
def alone(request_id: int) -> ResponseReturnValue:
    """An administrator decides alone."""
    return _taken(request_id, lambda: breaking.decide_alone(request_id, member()))


@blueprint.post("/glass/<int:request_id>/close")
def close(request_id: int) -> ResponseReturnValue:
    """It is needed no more."""
    return _taken(request_id, lambda: breaking.close(request_id, member()))


@blueprint.post("/glass/<int:request_id>/see")
def see(request_id: int) -> ResponseReturnValue:
    """The number, after the password; kept by no cache."""
    shown = showing.one(request_id, member())
    if shown is None:
        abort(404)
    if not shown.is_mine:
        abort(403)
    if not tries.code_allowed(member().id):
        return _page(request_id, Typed({}, {"password": _("Too many tries. Please wait a minute and try again.")}), 429)
    if not _is_them():
        return _page(request_id, Typed({}, {"password": _("That is not your password.")}), 422)
    tries.forget_codes(member().id)
    try:
        reached = seeing.see(request_id, member())
    except (NotOpen, NotYours):
        return _page(request_id, Typed(), 409)
    answer = make_response(render_template("desk/glass_number.html", reached=reached, request_id=request_id))
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _is_them() -> bool:
    """The password again; who signs in at the trust's own sign-in and has none must have done so just now."""
    if not choosing.has_password(member()):
        return member().proved_lately
    return choosing.fits(member(), request.form.get("password", ""))


def _taken(
    request_id: int, take: Callable[[], None], values: dict[str, str] | None = None, done: str = ""
) -> ResponseReturnValue:
    try:
        take()
    except Unknown:
        abort(404)
    except NotYours:
        abort(403)
    except NotOpen:
        return _page(request_id, Typed(values or {}), 409)
    except Refused as error:
        return _page(request_id, Typed(values or {}, {error.field: error.message}), 422)
    flash(done or _("It is on record."))
    return redirect(url_for("desk_glass.show", request_id=request_id), 303)


def _page(request_id: int, typed: Typed, status: int = 200) -> ResponseReturnValue:
    shown = showing.one(request_id, member())
    if shown is None:
        abort(404)
    known = choosing.has_password(member())
    page = render_template("desk/glass.html", shown=shown, typed=typed, is_stale=status == 409, has_password=known)
    return make_response(page, status)


def _ask_page(reference: str, typed: Typed, status: int = 200) -> ResponseReturnValue:
    found = showing.about(reference, member())
    if found is None:
        abort(404)
    feedback, mine = found
    if mine is not None:
        return redirect(url_for("desk_glass.show", request_id=mine.request.id), 303)
    return make_response(render_template("desk/glass_ask.html", feedback=feedback, typed=typed), status)
