"""The list of rules, the form that makes one and the button that retires one; for moderators and administrators."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service import places
from feedback_service.hiding_rules import NewRule
from feedback_service.storage import reading
from feedback_service.vocabulary import Hidden, RuleSort
from feedback_service.web.typed import clean_line
from moderation.auth.guard import member, staff_blueprint
from moderation.changing import NotPossible, Unknown
from moderation.hiding import rules
from moderation.manage.typed import number
from moderation.permissions import HIDING_RULERS

blueprint = staff_blueprint("desk_hiding", __name__, roles=HIDING_RULERS)


@blueprint.get("/hiding-rules")
def listing() -> ResponseReturnValue:
    """The rules that hold, or those that were retired."""
    return _page({}, {})


@blueprint.post("/hiding-rules")
def create() -> ResponseReturnValue:
    """Make one; 422 with what was typed when it cannot be."""
    typed = {name: clean_line(request.form.get(name, "")) for name in ("sort", "words", "kind", "place")}
    errors = {}
    if typed["sort"] not in set(RuleSort):
        errors["sort"] = _("Choose what the rule does")
    if typed["kind"] not in set(Hidden):
        errors["kind"] = _("Choose what the words are")
    if errors:
        return _page(typed, errors), 422
    # A number that no place has is refused with the list of places.
    place = (number(typed["place"]) or 0) if typed["place"] else None
    try:
        rules.add(NewRule(RuleSort(typed["sort"]), typed["words"], Hidden(typed["kind"]), place_id=place), member().id)
    except NotPossible as error:
        return _page(typed, {error.field: error.message}), 422
    flash(str(_("The rule holds for what arrives from now on.")))
    return redirect(url_for("desk_hiding.listing"), 303)


@blueprint.post("/hiding-rules/<int:rule_id>/retire")
def retire(rule_id: int) -> ResponseReturnValue:
    """Let one do nothing more."""
    try:
        rules.retire(rule_id, member().id)
    except Unknown:
        abort(404)
    flash(str(_("The rule is retired. What it hid stays hidden.")))
    return redirect(url_for("desk_hiding.listing"), 303)


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    is_retired = request.args.get("retired") == "yes"
    with reading() as session:
        found = rules.listing(session, retired=is_retired, before=number(request.args.get("before", "")))
        groups = places.by_borough(session)
    return render_template(
        "desk/hiding_rules.html",
        rules=found[: rules.SHOWN],
        more=found[rules.SHOWN - 1].rule.id if len(found) > rules.SHOWN else None,
        is_retired=is_retired,
        groups=groups,
        typed=typed,
        errors=errors,
    )
