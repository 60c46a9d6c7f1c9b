from flask import Blueprint
blueprint = Blueprint("follow", __name__)
@blueprint.get("/follow/<token>")
def show(token): return "stub"
