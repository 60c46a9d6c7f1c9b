"""The review of the translations: the languages, the texts of one, confirming a text and taking that back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_service.texts import overrides, reviews
from feedback_service.texts.overrides import Problem
from feedback_service.texts.reviews import NotTheseWords
from feedback_service.web.typed import clean_text
from moderation.auth.guard import member, staff_blueprint
from moderation.manage.typed import Typed
from moderation.permissions import TEXT_REVIEWERS
from moderation.texts import showing

blueprint = staff_blueprint("desk_texts", __name__, TEXT_REVIEWERS)
PROBLEMS = {
    Problem.EMPTY: _l("Write the words"),
    Problem.BLANKS: _l("Keep exactly the blanks of the English, each at least once"),
    Problem.PERCENT: _l("A per cent sign can only stand in a blank"),
    Problem.LETTERS: _l("English texts use plain letters only: no curly quotation marks, no long dashes, no emoji"),
    Problem.LONG: _l("It is too long: it would cost more texts than the words that came with the service"),
    Problem.SAME: _l("These are the words that are used already"),
}


@blueprint.get("/texts")
def listing() -> ResponseReturnValue:
    """The languages with how many drafts each has."""
    return render_template("desk/texts.html", spoken=showing.languages())


@blueprint.get("/texts/<language>")
def show(language: str) -> ResponseReturnValue:
    """Every text of one language."""
    return _page(language)


@blueprint.post("/texts/<language>/<key>/confirm")
def confirm(language: str, key: str) -> ResponseReturnValue:
    """The member has read these very words and stands for them; 409 when they changed meanwhile."""
    try:
        reviews.confirm(language, key, request.form.get("wording", ""), member().id)
    except NotTheseWords:
        return _page(language, 409, key)
    flash(_("Confirmed. People get it in these words."))
    return redirect(url_for("desk_texts.show", language=language, _anchor=key), 303)


@blueprint.post("/texts/<language>/<key>/take-back")
def take_back(language: str, key: str) -> ResponseReturnValue:
    """It is a draft again."""
    reviews.take_back(language, key, request.form.get("wording", ""), member().id)
    flash(_("It is a draft again."))
    return redirect(url_for("desk_texts.show", language=language, _anchor=key), 303)


@blueprint.post("/texts/<language>/<key>/propose")
def propose(language: str, key: str) -> ResponseReturnValue:
    """Better words, for a second member to confirm; 422 with what was typed."""
    words = clean_text(request.form.get("words", "")).strip()
    try:
        overrides.propose(language, key, words, member().id)
    except overrides.Overtaken:
        abort(404)
    except overrides.NotPossible as error:
        return _page(language, 422, typed=Typed({key: words}, errors={key: str(PROBLEMS[error.problem])}))
    flash(_("The words wait for a second member of staff."))
    return redirect(url_for("desk_texts.show", language=language, _anchor=key), 303)


@blueprint.post("/texts/<language>/<key>/shipped")
def shipped(language: str, key: str) -> ResponseReturnValue:
    """The words that came with the service again."""
    if showing.texts(language) is None:
        abort(404)
    overrides.back_to_shipped(language, key, member().id)
    flash(_("People get the words that came with the service again."))
    return redirect(url_for("desk_texts.show", language=language, _anchor=key), 303)


@blueprint.post("/texts/<language>/proposals/<int:proposal_id>/<step>")
def decide(language: str, proposal_id: int, step: str) -> ResponseReturnValue:
    """`confirm` or `refuse` words that a colleague proposed; 409 where somebody decided before."""
    steps = {"confirm": overrides.confirm, "refuse": overrides.refuse}
    if step not in steps or showing.texts(language) is None:
        abort(404)
    try:
        found = steps[step](proposal_id, member().id)
    except overrides.OwnProposal:
        abort(403)
    except overrides.Overtaken:
        gone = Typed(errors={"texts": _("These words do not wait any more: somebody decided before you.")})
        return _page(language, 409, typed=gone)
    flash(_("People get it in these words from now on.") if step == "confirm" else _("The words are not used."))
    return redirect(url_for("desk_texts.show", language=found.language, _anchor=found.key), 303)


def _page(
    language: str, status: int = 200, changed: str | None = None, typed: Typed | None = None
) -> ResponseReturnValue:
    texts = showing.texts(language)
    if texts is None:
        abort(404)
    page = render_template(
        "desk/texts_language.html", code=language, texts=texts, changed=changed, typed=typed or Typed()
    )
    return page, status
