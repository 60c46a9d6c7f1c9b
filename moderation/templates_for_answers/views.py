"""`/staff/answer-templates`: the list with the form that adds one, and the page that changes one."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.models import AnswerTemplate
from feedback_service.storage import reading
from feedback_service.web.typed import clean_line, clean_text
from moderation.auth.guard import member, staff_blueprint
from moderation.changing import NotPossible, Overtaken, Unknown
from moderation.manage import typed as typed_forms
from moderation.permissions import TEMPLATE_MANAGERS
from moderation.templates_for_answers import managing, queries
from moderation.templates_for_answers.managing import Wanted

blueprint = staff_blueprint("desk_answer_templates", __name__, TEMPLATE_MANAGERS)


@blueprint.get("/answer-templates")
def listing() -> ResponseReturnValue:
    """Every template, and the form that adds one."""
    return _listing(Wanted("", "", "", "en"), {})


@blueprint.post("/answer-templates")
def create() -> ResponseReturnValue:
    """Add one; 422 with what was typed when it cannot be."""
    wanted = _wanted()
    try:
        managing.add(wanted, member().id)
    except NotPossible as error:
        return _listing(wanted, {error.field: error.message}), 422
    flash(_("The template is added."))
    return redirect(url_for("desk_answer_templates.listing"), 303)


@blueprint.get("/answer-templates/<int:template_id>")
def show(template_id: int) -> ResponseReturnValue:
    """One template, to change it."""
    template = _found(template_id)
    return _one(template, Wanted(template.name, template.kind, template.words, template.language), {})


@blueprint.post("/answer-templates/<int:template_id>")
def change(template_id: int) -> ResponseReturnValue:
    """Change it; 422 when it cannot be so, 409 beside the present words when somebody changed it meanwhile."""
    wanted = _wanted()
    try:
        managing.change(template_id, typed_forms.version(), wanted, member().id)
    except NotPossible as error:
        return _one(_found(template_id), wanted, {error.field: error.message}), 422
    except Unknown:
        abort(404)
    except Overtaken:
        return _one(_found(template_id), wanted, {}, is_stale=True), 409
    flash(_("The template is changed. Answers that were begun with it stay as they are."))
    return redirect(url_for("desk_answer_templates.listing"), 303)


@blueprint.post("/answer-templates/<int:template_id>/retire")
def retire(template_id: int) -> ResponseReturnValue:
    """Offer it no more."""
    try:
        managing.retire(template_id, typed_forms.version(), member().id)
    except Unknown:
        abort(404)
    except Overtaken:
        template = _found(template_id)
        typed = Wanted(template.name, template.kind, template.words, template.language)
        return _one(template, typed, {}, is_stale=True), 409
    flash(_("The template is retired. It is offered no more."))
    return redirect(url_for("desk_answer_templates.listing"), 303)


def _wanted() -> Wanted:
    form = request.form
    return Wanted(
        name=clean_line(form.get("name", "")),
        kind=clean_line(form.get("kind", "")),
        words=clean_text(form.get("words", "")).strip(),
        language=clean_line(form.get("language", "")),
    )


def _found(template_id: int) -> AnswerTemplate:
    with reading() as session:
        template = queries.one(session, template_id)
    if template is None:
        abort(404)
    return template


def _listing(typed: Wanted, errors: dict[str, str]) -> str:
    with reading() as session:
        templates = queries.every(session)
    return render_template("desk/answer_templates.html", templates=templates, typed=typed, errors=errors)


def _one(template: AnswerTemplate, typed: Wanted, errors: dict[str, str], *, is_stale: bool = False) -> str:
    return render_template(
        "desk/answer_template.html", template=template, typed=typed, errors=errors, is_stale=is_stale
    )
