"""What each role may do."""

from flask import render_template
from flask.typing import ResponseReturnValue

from moderation.auth.guard import staff_blueprint
from moderation.permissions import MANAGERS
from moderation.roles import showing
from moderation.roles.wording import action_title, area_title

blueprint = staff_blueprint("desk_roles", __name__, roles=MANAGERS)


@blueprint.get("/roles")
def show() -> ResponseReturnValue:
    """The table of roles."""
    return render_template(
        "desk/roles.html",
        actions=showing.actions(),
        areas=showing.areas(),
        readers=showing.readers_of_originals(),
        action_title=action_title,
        area_title=area_title,
    )
