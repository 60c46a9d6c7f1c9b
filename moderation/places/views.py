"""The places as a tree, the form that adds one, and each one's page; for administrators."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service import labels, places
from feedback_service.storage import reading
from feedback_service.vocabulary import PlaceKind
from moderation.auth.guard import member, staff_blueprint
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.manage import typed as typed_forms
from moderation.manage.typed import Typed
from moderation.people.queries import teams_in_use
from moderation.permissions import MANAGERS
from moderation.places import changing, queries
from moderation.places.adding import PARENTS, add

blueprint = staff_blueprint("desk_places", __name__, roles=MANAGERS)


@blueprint.get("/places")
def listing() -> ResponseReturnValue:
    """The tree of places."""
    return _list(Typed())


@blueprint.post("/places")
def create() -> ResponseReturnValue:
    """Add a place; 422 with what was typed when it cannot be."""
    typed = typed_forms.read("kind", "name", "parent")
    if typed.values["kind"] not in set(PlaceKind):
        return _list(typed.wrong({"kind": _("Choose what it is")})), 422
    parent = typed_forms.number(typed.values["parent"])
    try:
        place = add(PlaceKind(typed.values["kind"]), typed.values["name"], parent, member().id)
    except NotPossible as error:
        return _list(typed.wrong({error.field: error.message})), 422
    flash(str(_("%(name)s is added (%(kind)s).", name=place.name, kind=labels.PLACE_KINDS[place.kind])))
    return redirect(url_for("desk_places.listing"), 303)


@blueprint.get("/places/<int:place_id>")
def show(place_id: int) -> ResponseReturnValue:
    """One place."""
    return _page(place_id, Typed())


@blueprint.post("/places/<int:place_id>")
def change(place_id: int) -> ResponseReturnValue:
    """Save how it is to be; 422 or 409 with what was typed."""
    typed = typed_forms.read("name", "parent", "needs_second", "team")
    wanted = changing.Wanted(
        name=typed.values["name"],
        parent_id=typed_forms.number(typed.values["parent"]),
        needs_second=typed.values["needs_second"] == "yes",
        team_id=typed_forms.number(typed.values["team"]),
    )
    try:
        changing.change(place_id, typed_forms.version(), wanted, member().id)
    except Unknown:
        abort(404)
    except NotPossible as error:
        return _page(place_id, typed.wrong({error.field: error.message}), 422)
    except Overtaken:
        return _page(place_id, typed.overtaken(), 409)
    return _done(place_id, _("It is saved. The board shows it within a few minutes."))


@blueprint.post("/places/<int:place_id>/retire")
def retire(place_id: int) -> ResponseReturnValue:
    """It takes no new feedback by its name."""
    return _step(
        place_id, changing.retire, _("It is retired. What was said about it stays, and its codes go on working.")
    )


@blueprint.post("/places/<int:place_id>/bring-back")
def bring_back(place_id: int) -> ResponseReturnValue:
    """It is in use again."""
    return _step(place_id, changing.bring_back, _("It is in use again."))


def _step(place_id: int, step: Callable[[int, int, int], None], message: str) -> ResponseReturnValue:
    try:
        step(place_id, typed_forms.version(), member().id)
    except Unknown:
        abort(404)
    except NotPossible as error:
        return _page(place_id, Typed(errors={error.field: error.message}), 422)
    except Overtaken:
        return _page(place_id, Typed().overtaken(), 409)
    return _done(place_id, message)


def _done(place_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("desk_places.show", place_id=place_id), 303)


def _list(typed: Typed) -> str:
    with reading() as session:
        below, groups = queries.tree(session), places.by_borough(session)
    is_all = request.args.get("retired") == "yes"
    return render_template("desk/places.html", below=below, groups=groups, typed=typed, is_all=is_all)


def _page(place_id: int, typed: Typed, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        place = queries.place(session, place_id)
        if place is None:
            abort(404)
        above = queries.places_above(session, PlaceKind(place.kind), besides=place_id)
        teams = teams_in_use(session)
    may_stand_alone = None in PARENTS[PlaceKind(place.kind)]
    page = render_template(
        "desk/place.html", place=place, above=above, may_stand_alone=may_stand_alone, teams=teams, typed=typed
    )
    return page, status
