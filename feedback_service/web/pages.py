"""The pages that say how the service treats people: privacy and accessibility."""

from flask import Blueprint, render_template

blueprint = Blueprint("pages", __name__)


@blueprint.get("/privacy")
def privacy() -> str:
    return render_template("web/privacy.html")


@blueprint.get("/accessibility")
def accessibility() -> str:
    return render_template("web/accessibility.html")
