from flask import Blueprint, Flask
from config.settings import Settings
blueprint = Blueprint("web_form", __name__)
@blueprint.get("/feedback")
def write(): return "stub"
def init_app(app: Flask, settings: Settings) -> None: app.register_blueprint(blueprint)
