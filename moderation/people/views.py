"""The staff: found, changed, and let in or out."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from feedback_service.web.typed import clean_line
from moderation.auth.guard import member, staff_blueprint
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.manage import typed as typed_forms
from moderation.manage.typed import Typed
from moderation.people import changing, queries
from moderation.permissions import MANAGERS

blueprint = staff_blueprint("desk_people", __name__, roles=MANAGERS)
_ACTIVE = {"": True, "no": False, "all": None}


@blueprint.get("/people")
def listing() -> ResponseReturnValue:
    """Those who fit the filters in the address."""
    given = request.args
    asked = {name: clean_line(given.get(name, "")) for name in ("q", "role", "team", "active")}
    wanted = queries.Wanted(
        words=asked["q"],
        role=Role(asked["role"]) if asked["role"] in set(Role) else None,
        team_id=typed_forms.number(asked["team"]),
        active=_ACTIVE.get(asked["active"], True),
    )
    with reading() as session:
        found, teams = queries.find(session, wanted), queries.teams_in_use(session)
    return render_template("desk/people.html", found=found, teams=teams, asked=asked)


@blueprint.get("/people/<int:staff_id>")
def show(staff_id: int) -> ResponseReturnValue:
    """One member of staff."""
    return _page(staff_id, Typed())


@blueprint.post("/people/<int:staff_id>")
def change(staff_id: int) -> ResponseReturnValue:
    """Save name, role and teams; 422 or 409 with what was typed."""
    typed, version = typed_forms.read("name", "role", lists=("teams",)), typed_forms.version()
    if typed.values["role"] not in set(Role):
        return _page(staff_id, typed.wrong({"role": _("Choose a role")}), 422)
    try:
        changing.change(
            staff_id, version, typed.values["name"], Role(typed.values["role"]), typed.lists["teams"], member().id
        )
    except Unknown:
        abort(404)
    except NotPossible as error:
        return _page(staff_id, typed.wrong({error.field: error.message}), 422)
    except Overtaken:
        return _page(staff_id, typed.overtaken(), 409)
    return _done(staff_id, _("It is saved. With a new role they sign in again."))


@blueprint.post("/people/<int:staff_id>/deactivate")
def deactivate(staff_id: int) -> ResponseReturnValue:
    """Close the desk to them."""
    try:
        changing.deactivate(staff_id, typed_forms.version(), member().id)
    except Unknown:
        abort(404)
    except NotPossible as error:
        return _page(staff_id, Typed(errors={error.field: error.message}), 422)
    except Overtaken:
        return _page(staff_id, Typed().overtaken(), 409)
    return _done(staff_id, _("They are signed out everywhere and cannot sign in any more."))


@blueprint.post("/people/<int:staff_id>/reactivate")
def reactivate(staff_id: int) -> ResponseReturnValue:
    """Open the desk to them again."""
    try:
        changing.reactivate(staff_id, typed_forms.version(), member().id)
    except Unknown:
        abort(404)
    except Overtaken:
        return _page(staff_id, Typed().overtaken(), 409)
    return _done(staff_id, _("They can sign in again."))


def _done(staff_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("desk_people.show", staff_id=staff_id), 303)


def _page(staff_id: int, typed: Typed, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        person, teams = queries.person(session, staff_id), queries.teams_in_use(session)
    if person is None:
        abort(404)
    return render_template("desk/person.html", person=person, teams=teams, typed=typed), status
