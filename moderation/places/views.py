"""The places as a tree, and the form that adds one; for administrators."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service import labels, places
from feedback_service.storage import reading
from feedback_service.vocabulary import PlaceKind
from feedback_service.web.typed import clean_line
from moderation.guard import member, staff_blueprint
from moderation.permissions import MANAGERS
from moderation.places import queries
from moderation.places.adding import NotPossible, add

blueprint = staff_blueprint("desk_places", __name__, roles=MANAGERS)


@blueprint.get("/places")
def listing() -> ResponseReturnValue:
    """The tree of places."""
    return _page({}, {})


@blueprint.post("/places")
def create() -> ResponseReturnValue:
    """Add a place; 422 with what was typed when it cannot be."""
    typed = {name: clean_line(request.form.get(name, "")) for name in ("kind", "name", "parent")}
    if typed["kind"] not in set(PlaceKind):
        return _page(typed, {"kind": _("Choose what it is")}), 422
    parent = int(typed["parent"]) if typed["parent"].isdecimal() and len(typed["parent"]) < 10 else None
    try:
        place = add(PlaceKind(typed["kind"]), typed["name"], parent, member().id)
    except NotPossible as error:
        return _page(typed, {error.field: error.message}), 422
    flash(str(_("%(name)s is added (%(kind)s).", name=place.name, kind=labels.PLACE_KINDS[place.kind])))
    return redirect(url_for("desk_places.listing"), 303)


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    with reading() as session:
        below = queries.tree(session)
        groups = places.by_borough(session)
    return render_template("desk/places.html", below=below, groups=groups, typed=typed, errors=errors)
