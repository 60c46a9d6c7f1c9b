"""What the answer's form asks for while it is written: the checklist, the words of a template, keeping a draft."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from moderation.answering import drafts
from moderation.auth.guard import member, staff_blueprint
from moderation.items import editor, saving
from moderation.items.form_parts import number
from moderation.items.typed import Typed
from moderation.items.views import show_typed
from moderation.permissions import Action

blueprint = staff_blueprint("desk_answering", __name__)


@blueprint.post("/items/<reference>/checklist")
def checklist(reference: str) -> ResponseReturnValue:
    """The checklist and the warnings for what is being typed, as a part of the page; nothing is kept."""
    checked = editor.check(reference, member(), request.form)
    return render_template("desk/answer_checklist.html", checked=checked)


@blueprint.post("/items/<reference>/insert-template")
def insert_template(reference: str) -> ResponseReturnValue:
    """The item page with the chosen template's words added to what was typed; nothing is sent."""
    return show_typed(reference, Typed(Action.RESPOND, editor.with_template(request.form)))


@blueprint.post("/items/<reference>/draft")
def save_draft(reference: str) -> ResponseReturnValue:
    """Keep what is typed: 303 back to the page, or for the page's script its new version as JSON. 409 with both texts
    when a colleague saved or sent it meanwhile."""
    try:
        version = saving.save(reference, member(), request.form, number(request.form.get("draft")) or 0)
    except drafts.Overtaken:
        return _overtaken(reference)
    if _is_script():
        return jsonify(draft=version)
    flash(_("The draft is saved. Your colleagues see it too."))
    return redirect(url_for("desk_items.show", reference=reference, draft=1, _anchor="action-respond"), 303)


@blueprint.post("/items/<reference>/discard-draft")
def discard_draft(reference: str) -> ResponseReturnValue:
    """Throw the draft away; 409 with both texts when it is not the one that the page showed."""
    try:
        saving.discard(reference, member(), number(request.form.get("draft")) or 0)
    except drafts.Overtaken:
        return _overtaken(reference)
    flash(_("The draft is thrown away."))
    return redirect(url_for("desk_items.show", reference=reference), 303)


def _overtaken(reference: str) -> ResponseReturnValue:
    if _is_script():
        return jsonify(theirs=editor.theirs(reference, member())), 409
    return show_typed(reference, Typed(Action.RESPOND, request.form), 409)


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
