"""What the answer's form asks for while it is written: the checklist, and the words of a template."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from moderation.actions.perform import NotPermitted, Unknown
from moderation.answering import editor
from moderation.guard import member, staff_blueprint
from moderation.items.typed import Typed
from moderation.items.views import show_typed
from moderation.permissions import Action

blueprint = staff_blueprint("desk_answering", __name__)


@blueprint.post("/items/<reference>/checklist")
def checklist(reference: str) -> ResponseReturnValue:
    """The checklist and the warnings for what is being typed, as a part of the page; nothing is kept."""
    try:
        checked = editor.check(reference, member(), request.form)
    except Unknown:
        abort(404)
    except NotPermitted:
        abort(403)
    return render_template("desk/answer_checklist.html", checked=checked)


@blueprint.post("/items/<reference>/insert-template")
def insert_template(reference: str) -> ResponseReturnValue:
    """The item page with the chosen template's words added to what was typed; nothing is sent."""
    return show_typed(reference, Typed(Action.RESPOND, editor.with_template(request.form)))
