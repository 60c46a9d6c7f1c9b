"""The review of the translations: the languages, the texts of one, confirming a text and taking that back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.texts import reviews
from feedback_service.texts.reviews import NotTheseWords
from moderation.guard import member, staff_blueprint
from moderation.permissions import TEXT_REVIEWERS
from moderation.texts import showing

blueprint = staff_blueprint("desk_texts", __name__, TEXT_REVIEWERS)


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


def _page(language: str, status: int = 200, changed: str | None = None) -> ResponseReturnValue:
    texts = showing.texts(language)
    if texts is None:
        abort(404)
    return render_template("desk/texts_language.html", code=language, texts=texts, changed=changed), status
