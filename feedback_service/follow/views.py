"""`/follow/<token>`: the page, and the person's yes or no."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from config.settings import Settings
from feedback_service.follow.consent import UnknownLink, WordsChanged, set_consent
from feedback_service.follow.queries import followed
from feedback_service.follow.texts import set_texts
from feedback_service.follow.verdict import say as give_verdict
from feedback_service.vocabulary import MAX_WORDS, Verdict
from feedback_service.web.limits import allowed
from feedback_service.web.typed import clean_text

MOST_DIGITS = 18
blueprint = Blueprint("follow", __name__, template_folder="templates")


@blueprint.get("/follow/<token>")
def show(token: str) -> str:
    """The person's own page; 404 for a token that is unknown or was never one."""
    page = followed(token)
    if page is None:
        abort(404)
    return render_template("follow/follow.html", page=page, token=token)


@blueprint.post("/follow/<token>/consent")
def consent(token: str) -> ResponseReturnValue:
    """`agrees` is yes or no; leads back to the page with 303."""
    settings: Settings = current_app.extensions["settings"]
    if not allowed(settings.form_limit, "consent", request.remote_addr or ""):
        abort(429)
    if request.form.get("agrees") not in {"yes", "no"}:
        abort(400)
    try:
        set_consent(token, request.form["agrees"] == "yes", request.form.get("words"))
    except UnknownLink:
        abort(404)
    except WordsChanged:
        return redirect(url_for("follow.show", token=token, changed=1), 303)
    return redirect(url_for("follow.show", token=token, saved=1), 303)


@blueprint.post("/follow/<token>/verdict")
def verdict(token: str) -> ResponseReturnValue:
    """`verdict` is yes, partly or no about the `answer` shown, `missing` what the person adds; 303 back to the page."""
    settings: Settings = current_app.extensions["settings"]
    if not allowed(settings.form_limit, "verdict", request.remote_addr or ""):
        abort(429)
    said, answer = request.form.get("verdict", ""), request.form.get("answer", "")
    if said not in set(Verdict) or not answer.isdecimal() or len(answer) > MOST_DIGITS:
        return redirect(url_for("follow.show", token=token, choose=1, _anchor="verdict"), 303)
    missing = clean_text(request.form.get("missing", "")).strip()
    if len(missing) > MAX_WORDS:
        abort(413)
    try:
        is_danger = give_verdict(token, int(answer), Verdict(said), missing)
    except UnknownLink:
        return redirect(url_for("follow.show", token=token, newer=1), 303)
    if is_danger:
        return redirect(url_for("follow.show", token=token, help=1), 303)
    return redirect(url_for("follow.show", token=token, thanks=1, _anchor="verdict"), 303)


@blueprint.post("/follow/<token>/texts")
def texts(token: str) -> ResponseReturnValue:
    """`texts` is yes or no to being told of decisions by text; leads back to the page with 303."""
    settings: Settings = current_app.extensions["settings"]
    if not allowed(settings.form_limit, "consent", request.remote_addr or ""):
        abort(429)
    if request.form.get("texts") not in {"yes", "no"}:
        abort(400)
    try:
        set_texts(token, request.form["texts"] == "yes")
    except UnknownLink:
        abort(404)
    return redirect(url_for("follow.show", token=token, saved=1), 303)


@blueprint.record_once
def _exempt(state: BlueprintSetupState) -> None:
    # The secret link is the authority; another site can neither know it nor borrow it.
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.after_request
def _keep_out_of_search(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
