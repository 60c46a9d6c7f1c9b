"""The teams: the list, and each one's page."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.storage import reading
from moderation.auth.guard import member, staff_blueprint
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.manage import typed as typed_forms
from moderation.manage.typed import Typed
from moderation.permissions import MANAGERS
from moderation.teams import changing, queries

blueprint = staff_blueprint("desk_teams", __name__, roles=MANAGERS)


@blueprint.get("/teams")
def listing() -> ResponseReturnValue:
    """Every team."""
    return _list(Typed())


@blueprint.post("/teams")
def create() -> ResponseReturnValue:
    """Add a team; leads to its page, where members are chosen."""
    typed = typed_forms.read("name")
    try:
        team_id = changing.add(typed.values["name"], member().id)
    except NotPossible as error:
        return _list(typed.wrong({error.field: error.message})), 422
    return _done(team_id, _("The team is added. Choose who is in it."))


@blueprint.get("/teams/<int:team_id>")
def show(team_id: int) -> ResponseReturnValue:
    """One team."""
    return _page(team_id, Typed())


@blueprint.post("/teams/<int:team_id>")
def change(team_id: int) -> ResponseReturnValue:
    """Save its name and members; 422 or 409 with what was typed."""
    typed, version = typed_forms.read("name", lists=("members",)), typed_forms.version()
    try:
        changing.change(team_id, version, typed.values["name"], typed.lists["members"], member().id)
    except Unknown:
        abort(404)
    except NotPossible as error:
        return _page(team_id, typed.wrong({error.field: error.message}), 422)
    except Overtaken:
        return _page(team_id, typed.overtaken(), 409)
    return _done(team_id, _("It is saved."))


@blueprint.post("/teams/<int:team_id>/retire")
def retire(team_id: int) -> ResponseReturnValue:
    """It gets nothing new."""
    return _step(team_id, changing.retire, _("The team is retired. What it was given stays with it."))


@blueprint.post("/teams/<int:team_id>/bring-back")
def bring_back(team_id: int) -> ResponseReturnValue:
    """It is in use again."""
    return _step(team_id, changing.bring_back, _("The team is in use again."))


def _step(team_id: int, step: Callable[[int, int, int], None], message: str) -> ResponseReturnValue:
    try:
        step(team_id, typed_forms.version(), member().id)
    except Unknown:
        abort(404)
    except Overtaken:
        return _page(team_id, Typed().overtaken(), 409)
    return _done(team_id, message)


def _done(team_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("desk_teams.show", team_id=team_id), 303)


def _list(typed: Typed) -> str:
    with reading() as session:
        standing = queries.listing(session)
    return render_template("desk/teams.html", standing=standing, typed=typed)


def _page(team_id: int, typed: Typed, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        team, staff = queries.team(session, team_id), queries.choosable(session)
    if team is None:
        abort(404)
    return render_template("desk/team.html", team=team, staff=staff, typed=typed), status
