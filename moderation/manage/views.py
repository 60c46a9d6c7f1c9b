"""The page that leads to everything that is managed."""

from flask import render_template
from flask.typing import ResponseReturnValue

from moderation.auth.guard import member, staff_blueprint
from moderation.manage import cards

blueprint = staff_blueprint("desk_manage", __name__, roles=cards.VIEWERS)


@blueprint.get("/manage")
def show() -> ResponseReturnValue:
    """A card for each page that the member may open."""
    return render_template("desk/manage.html", groups=cards.groups_for(member().role))
