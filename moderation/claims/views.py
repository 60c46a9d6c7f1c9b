"""Taking and letting go, the next one for a member, and what open pages ask for where no socket tells them."""

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback_service.storage import reading
from moderation import wording
from moderation.auth.guard import member, staff_blueprint
from moderation.claims import holding, next
from moderation.claims.announcing import REFERENCE
from moderation.claims.holders import holders
from moderation.claims.standing import Standing, standing

blueprint = staff_blueprint("desk_claims", __name__)


@blueprint.post("/next")
def next_one() -> ResponseReturnValue:
    """Opens the most urgent feedback that nobody has open; 303."""
    return to_next()


@blueprint.get("/next")
def back() -> ResponseReturnValue:
    """The button's address opened by hand, or after a sign-in: nothing is handed out unasked."""
    return redirect(url_for("desk.queue"))


def to_next() -> Response:
    """303 to the next one for the member, or to the queue where there is none."""
    reference = next.hand_out(member())
    if reference is None:
        flash(_("Nothing waits that nobody has open."))
        return redirect(url_for("desk.queue"), 303)
    return redirect(url_for("desk_items.show", reference=reference), 303)


@blueprint.post("/items/<reference>/claim")
def claim(reference: str) -> ResponseReturnValue:
    """`do` is `take`, with who has it (`held_by`) as the page showed it, or `let-go`; 303 back to the page."""
    wanted = request.form.get("do")
    try:
        if wanted == "take":
            _take(reference)
        elif wanted == "let-go":
            if holding.let_go(reference, member()):
                flash(_("You have let it go."))
        else:
            abort(400)
    except holding.Unknown:
        abort(404)
    return redirect(url_for("desk_items.show", reference=reference), 303)


def _take(reference: str) -> None:
    held_by = request.form.get("held_by", "")
    outcome = holding.take(reference, member(), int(held_by) if held_by.isdecimal() and len(held_by) < 10 else None)
    if outcome.held_by is None:
        flash(_("It is yours until you decide it or let it go. Everybody at the desk sees that."))
        return
    flash(_("%(name)s took it meanwhile. You can take it over from them.", name=outcome.held_by))


@blueprint.get("/claims")
def listing() -> ResponseReturnValue:
    """Who has what open, for a page whose socket is blocked; `open` is what that page has open itself."""
    opened = request.args.get("open", "")
    if REFERENCE.fullmatch(opened):
        holding.is_there(opened, member())
    with reading() as session:
        return jsonify(claims=[each.payload() for each in holders(session, member().role)])


@blueprint.get("/items/<reference>/standing")
def news(reference: str) -> ResponseReturnValue:
    """What happened since the page's `version`, in words, and what is possible now; 204 where nothing did."""
    version = request.args.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        abort(400)
    found = standing(reference, member(), int(version))
    if found is None:
        abort(404)
    if not found.changes:
        return "", 204
    allowed = sorted(str(each) for each in found.allowed)
    return jsonify(version=found.version, decided=found.is_decided, news=_in_words(found), allowed=allowed)


def _in_words(found: Standing) -> list[str]:
    words = []
    for line in found.changes:
        who = line.staff.name if line.staff else _("The person or the service")
        what = wording.history_text(line.action)
        if line.from_status != line.to_status:
            words.append(_("%(who)s decided this: %(what)s", who=who, what=what))
        else:
            words.append(_("%(who)s: %(what)s", who=who, what=what))
    return words
