"""The queue's page, and the part of it that is fetched anew when something changed."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback_service.storage import reading
from moderation.guard import member, staff_blueprint
from moderation.queue import queries, showing
from moderation.queue.tabs import choose, tabs_of

blueprint = staff_blueprint("desk", __name__)


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    """The queue; `tab` and `after` in the query choose what it shows, `q` finds a reference."""
    wanted = request.args.get("q", "").strip()
    if wanted and (found := _found(wanted)):
        return redirect(url_for("desk_items.show", reference=found))
    shown = showing.show(member(), choose(member().role, request.args.get("tab")), request.args.get("after"))
    return render_template("desk/queue.html", showing=shown, tabs=tabs_of(member().role), wanted=wanted)


@blueprint.get("/queue/fragment")
def fragment() -> ResponseReturnValue:
    """The list and the counts alone, or 204 when the page's `state` is still the present one."""
    if request.args.get("state") == showing.state():
        return "", 204
    tab = choose(member().role, request.args.get("tab"))
    shown = showing.show(member(), tab, request.args.get("after"), request.args.get("shown", ""))
    return render_template("desk/queue_list.html", showing=shown, tabs=tabs_of(member().role))


def _found(typed: str) -> str | None:
    with reading() as session:
        return queries.find_reference(session, typed)
