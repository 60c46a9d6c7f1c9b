"""The member's own choices: distressing words hidden first or not, and no more of the pause."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from moderation.auth.guard import member, staff_blueprint
from moderation.care import remembering

blueprint = staff_blueprint("desk_care", __name__)


@blueprint.post("/care/words")
def words() -> ResponseReturnValue:
    """`show` is `at-once` or `when-asked`; 303 to the queue."""
    wanted = request.form.get("show")
    if wanted not in {"at-once", "when-asked"}:
        abort(400)
    remembering.show_distressing(member(), at_once=wanted == "at-once")
    if wanted == "at-once":
        flash(_("Distressing words are shown to you at once from now on. You can hide them first again at any time."))
    else:
        flash(_("Distressing words are hidden until you ask for them."))
    return redirect(url_for("desk.queue"), 303)


@blueprint.post("/care/pause")
def no_pause() -> ResponseReturnValue:
    """No more of the pause in this sign-in; 303 to the item that `here` names, else to the queue."""
    remembering.no_more_of_it(member())
    here = request.form.get("here", "")
    address = url_for("desk_items.show", reference=here) if here else url_for("desk.queue")
    return redirect(address, 303)


@blueprint.get("/care/words")
@blueprint.get("/care/pause")
def back() -> ResponseReturnValue:
    """An address of these opened by hand, or after a sign-in."""
    return redirect(url_for("desk.queue"))
