from flask import Blueprint
blueprint = Blueprint("desk", __name__)
@blueprint.get("/staff/")
def queue(): return "stub"
def init_app(app, settings, socketio): app.register_blueprint(blueprint)
def jobs(): return []
