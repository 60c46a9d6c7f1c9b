"""The form itself."""

from collections.abc import Mapping

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from channels.web import form, submission
from channels.web.mistakes import Mistakes, shown
from config.settings import Settings
from feedback_service.languages import current_language
from feedback_service.places import full_name
from feedback_service.web.limits import allowed

blueprint = Blueprint("web_form", __name__, template_folder="templates")
FORM = "form-title"
"""The id that a message links to when it is about the form as a whole."""


@blueprint.route("/feedback", methods=["GET", "POST"])
def write() -> ResponseReturnValue:
    """The form; `entry` in the query is an entry point's code. A POST is stored, then leads on with 303.

    422 for mistakes and 429 for too many tries, each with the form and everything typed.
    """
    if request.method == "POST":
        return _receive(form.read(request.form))
    code = request.args.get("entry", "")
    offer = submission.offer(code)
    place = str(offer.entry_point.place_id) if offer.entry_point else ""
    return _page(form.Typed(form.new_key(), entry=code, place=place), offer)


def _receive(typed: form.Typed) -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    offer = submission.offer(typed.entry)
    if not allowed(settings.form_limit, "form", request.remote_addr or ""):
        return _page(
            typed, offer, {FORM: _("Many people are sending feedback. Wait a minute, then send it again")}, 429
        )
    if typed.is_trapped:
        # A program filled in what nobody sees: it gets its 200 and nothing is stored. Should it have
        # been a person's browser after all, their words are still there and the trap is empty again.
        return _page(typed, offer, {FORM: _("Please send it once more. Nothing was stored yet")}, 200)
    try:
        answers = form.check(typed, offer.place_ids)
    except Mistakes as mistakes:
        return _page(typed, offer, mistakes.messages, 422)
    accepted = submission.send(answers, typed.key, offer.entry_point, current_language().code)
    if accepted.is_flagged:
        # Nothing more is asked of somebody who may be in danger: where there is help comes first.
        return redirect(url_for("web_sent.sent", token=accepted.follow_token), 303)
    again = 1 if accepted.is_repeat else None
    return redirect(url_for("web_sent.equality", token=accepted.follow_token, again=again), 303)


def _page(
    typed: form.Typed, offer: submission.Offer, messages: Mapping[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "web_form/form.html", typed=typed, offer=offer, full_name=full_name, trap=form.TRAP, **shown(messages or {})
    )
    response = make_response(page, status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


@blueprint.app_template_filter()
def radio_items(choices: Mapping[object, object]) -> list[dict[str, str]]:
    """Values with their labels, as the radios component takes them."""
    return [{"value": str(value), "text": str(label)} for value, label in choices.items()]
