"""The themes by group, the form that adds one, and how good the suggestions are; for administrators."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.models import Theme
from feedback_service.themes import learning
from feedback_service.themes.framework import GROUPS
from feedback_service.web.typed import clean_line
from moderation.auth.guard import member, staff_blueprint
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.items.about import theme_name
from moderation.manage import typed as typed_forms
from moderation.manage.typed import Typed
from moderation.permissions import MANAGERS
from moderation.themes import managing
from moderation.themes.showing import show

blueprint = staff_blueprint("desk_themes", __name__, roles=MANAGERS)


@blueprint.get("/themes")
def listing() -> ResponseReturnValue:
    """The themes, and the model that suggests them."""
    return _page(Typed())


@blueprint.post("/themes")
def create() -> ResponseReturnValue:
    """Add a theme; 422 with what was typed when it cannot be."""
    typed = typed_forms.read("group", "name")
    try:
        theme = managing.add(typed.values["group"], typed.values["name"], member().id)
    except NotPossible as error:
        return _page(typed.wrong({error.field: error.message}), 422)
    return _done(theme, _("%(name)s is added.", name=theme_name(theme)))


@blueprint.post("/themes/<int:theme_id>/rename")
def rename(theme_id: int) -> ResponseReturnValue:
    """Another name; 422 or 409 with what was typed."""
    was, name = (clean_line(request.form.get(field, "")) for field in ("was", "name"))
    typed = Typed({"theme": str(theme_id), "name": name})
    try:
        theme = managing.rename(theme_id, was, name, member().id)
    except Unknown:
        abort(404)
    except NotPossible as error:
        return _page(typed.wrong({f"name-{theme_id}": error.message}), 422)
    except Overtaken:
        return _page(typed.overtaken(), 409)
    return _done(theme, _("The theme has another name now."))


@blueprint.post("/themes/<int:theme_id>/retire")
def retire(theme_id: int) -> ResponseReturnValue:
    """Nobody can give it to feedback any more."""
    return _step(theme_id, managing.retire, _("The theme is retired. What has it keeps it."))


@blueprint.post("/themes/<int:theme_id>/bring-back")
def bring_back(theme_id: int) -> ResponseReturnValue:
    """It can be given again."""
    return _step(theme_id, managing.bring_back, _("The theme is back."))


@blueprint.post("/themes/learn")
def learn() -> ResponseReturnValue:
    """Ask for a new model; it is made by the scheduler within minutes."""
    if not learning.is_installed():
        return _page(Typed(errors={"learn": _("The extra that learns is not installed on this server.")}), 422)
    asked = learning.ask(member().id)
    flash(_("A new model is being made. It takes a few minutes.") if asked else _("A model is being made already."))
    return redirect(url_for("desk_themes.listing", _anchor="suggestions-title"), 303)


def _step(theme_id: int, step: Callable[[int, int], Theme], message: str) -> ResponseReturnValue:
    try:
        return _done(step(theme_id, member().id), message)
    except Unknown:
        abort(404)


def _done(theme: Theme, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("desk_themes.listing", _anchor=f"theme-{theme.id}"), 303)


def _page(typed: Typed, status: int = 200) -> ResponseReturnValue:
    return render_template("desk/themes.html", page=show(), group_names=GROUPS, typed=typed), status
