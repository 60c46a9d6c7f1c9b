"""The page of alarms, the button that says "I have read it", and the banner for pages that are open."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config.settings import Settings
from feedback_service.safety import on_call
from feedback_service.storage import reading as reading_database
from moderation.alarms import queries, reading
from moderation.alarms.banner import READERS, banner
from moderation.auth.guard import member, staff_blueprint

banner_blueprint = staff_blueprint("desk_alarm_banner", __name__)
blueprint = staff_blueprint("desk_alarms", __name__, roles=READERS)


@banner_blueprint.get("/alarms/fragment")
def fragment() -> ResponseReturnValue:
    """The banner alone; `here` is the feedback whose page asks."""
    return render_template("desk/alarm_banner.html", alarms=banner())


@blueprint.get("/alarms")
def listing() -> ResponseReturnValue:
    """The alarms of the last month, and whom each of them reached."""
    settings: Settings = current_app.extensions["settings"]
    with reading_database() as session:
        recent = queries.recent(session, settings)
    return render_template("desk/alarms.html", recent=recent, nobody_on_call=not on_call.on_call(settings))


@blueprint.get("/alarms/<reference>/read")
def back(reference: str) -> ResponseReturnValue:
    """The button's address opened by hand, or after a sign-in: what there is to read."""
    return redirect(url_for("desk_items.show", reference=reference))


@blueprint.post("/alarms/<reference>/read")
def read(reference: str) -> ResponseReturnValue:
    """The member has read it and is seeing to it: silence. 303 to the feedback, so that they do read it."""
    outcome = reading.see_to(reference.upper(), member().id, _last())
    if outcome is None:
        abort(404)
    if outcome.is_first:
        flash(_("Everybody can see now that you are seeing to %(reference)s.", reference=reference.upper()))
    elif outcome.reader:
        flash(_("%(name)s has read the alarm already and is seeing to it.", name=outcome.reader))
    return redirect(url_for("desk_items.show", reference=reference.upper()), 303)


def _last() -> int | None:
    """The latest alarm that the page showed; without it every one is meant."""
    given = request.form.get("alarm", "")
    if not given:
        return None
    if not given.isdecimal() or len(given) > 15:
        abort(400)
    return int(given)
