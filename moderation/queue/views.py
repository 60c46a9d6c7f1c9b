"""The queue's page, the part of it that is fetched anew when something changed, and saved filters."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.storage import reading
from feedback_service.web.typed import clean_line
from moderation.auth.guard import member, staff_blueprint
from moderation.permissions import may_open
from moderation.queue import queries, saved, showing
from moderation.teams.standing import comes_to_team_first

blueprint = staff_blueprint("desk", __name__)


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    """The queue; the query chooses what it shows (`moderation.queue.listing`).

    Whoever answers for a team sees first what waits for it, by a filter that stands on the page. An address with words
    that can be read, such as an old bookmark, leads on to the one where they are sealed.
    """
    if request.args.get("q", "").strip():
        return _search(request.args, 302)
    if not request.args and comes_to_team_first():
        return redirect(url_for("desk.queue", tab="answer", team="mine"))
    return _page(request.args)


@blueprint.post("/")
def find() -> ResponseReturnValue:
    """Search for the words `q`: 303 to what is found. A whole reference leads to its item."""
    return _search(request.form, 303)


@blueprint.get("/queue/fragment")
def fragment() -> ResponseReturnValue:
    """The list and the counts alone, or 204 when the page's `state` is still the present one."""
    if request.args.get("state") == showing.state():
        return "", 204
    shown = showing.show(member(), request.args, request.args.get("shown", ""))
    return render_template("desk/queue_list.html", showing=shown)


@blueprint.get("/filters")
@blueprint.get("/filters/<int:filter_id>/delete")
def back(filter_id: int | None = None) -> ResponseReturnValue:  # noqa: ARG001
    """A form's address opened by hand or after a sign-in."""
    return redirect(url_for("desk.queue"))


@blueprint.post("/filters")
def save_filter() -> ResponseReturnValue:
    """Save what the form was sent from under a name; 303 back to it. 422 where the name does not do."""
    name, listing = clean_line(request.form.get("name", "")), showing.read(member(), request.form)
    try:
        saved.save(member(), name, listing, is_shared=bool(request.form.get("shared")))
    except saved.Refused as refused:
        return _page(request.form, {"name": name, "shared": request.form.get("shared"), "error": refused.message}, 422)
    flash(_("The filter is saved."))
    return redirect(url_for("desk.queue", **listing.address()), 303)


@blueprint.post("/filters/<int:filter_id>/delete")
def delete_filter(filter_id: int) -> ResponseReturnValue:
    """Delete a saved filter; what it showed stays on the page."""
    listing = showing.read(member(), request.form)
    try:
        name = saved.delete(member(), filter_id)
    except saved.Unknown:
        abort(404)
    flash(_("The filter “%(name)s” is deleted.", name=name))
    return redirect(url_for("desk.queue", **listing.address()), 303)


def _page(address: Any, typed: Mapping[str, Any] | None = None, status: int = 200) -> ResponseReturnValue:
    shown = showing.show(member(), address)
    return make_response(render_template("desk/queue.html", showing=shown, typed=typed or {}), status)


def _search(asked: Mapping[str, str], status: int) -> ResponseReturnValue:
    with reading() as session:
        feedback = queries.by_reference(session, asked.get("q", ""))
        found = feedback.reference if feedback and may_open(member().role, feedback) else None
    if found:
        return redirect(url_for("desk_items.show", reference=found), status)
    return redirect(url_for("desk.queue", **showing.read(member(), asked).address()), status)
