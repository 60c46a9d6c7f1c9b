"""What follows the form: the equality questions, apart and optional, and the page that thanks.

Every page here is found by the follow token; nothing that was said is shown again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TypeVar

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from channels.web.mistakes import Mistakes, shown
from config.settings import Settings
from feedback_service.equality import answers, questions
from feedback_service.equality.questions import AgeRange, Background, EthnicGroup, GenderSame, Sex
from feedback_service.intake import find_by_token, is_flagged
from feedback_service.storage import reading
from feedback_service.web.typed import clean_line

blueprint = Blueprint("web_sent", __name__, template_folder="templates")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Sent:
    """The feedback that these pages are about."""

    token: str
    reference: str
    consent: bool | None
    by_text: bool
    is_open: bool
    is_flagged: bool


def _page(view: Callable[[Sent], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """The view with what its token leads to; 404 for an unknown one."""

    @wraps(view)
    def found(token: str) -> ResponseReturnValue:
        with reading() as session:
            feedback = find_by_token(session, token)
            if feedback is None:
                abort(404)
            shown = Sent(
                token,
                feedback.reference,
                feedback.consent,
                by_text=feedback.contact_id is not None,
                is_open=answers.is_open(feedback),
                is_flagged=is_flagged(feedback),
            )
        return view(shown)

    return found


def _question(view: Callable[[Sent], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """A page of equality questions: once their day is over it leads on to the page that thanks."""

    def while_open(sent: Sent) -> ResponseReturnValue:
        try:
            return view(sent)
        except answers.Closed:
            return _to("sent", sent, closed=1)

    return _page(wraps(view)(while_open))


@blueprint.route("/feedback/<token>/equality", methods=["GET", "POST"])
@_question
def equality(sent: Sent) -> ResponseReturnValue:
    """Says that the feedback is stored, and asks whether to ask."""
    if request.method == "GET":
        return _to("sent", sent) if not sent.is_open else _render("start", sent)
    match request.form.get("wants"):
        case "yes":
            return _to("group", sent)
        case "no":
            return _to("sent", sent)
    return _render("start", sent, {"wants": _("Choose yes or no")})


@blueprint.route("/feedback/<token>/equality/group", methods=["GET", "POST"])
@_question
def group(sent: Sent) -> ResponseReturnValue:
    """The ethnic group, the first of the two steps."""
    if request.method == "GET":
        return _render("group", sent)
    try:
        chosen = _chosen("group", EthnicGroup)
    except Mistakes as mistakes:
        return _render("group", sent, mistakes.messages)
    answers.save_group(sent.token, chosen)
    return _to("about" if chosen in {None, EthnicGroup.NOT_SAID} else "background", sent)


@blueprint.route("/feedback/<token>/equality/background", methods=["GET", "POST"])
@_question
def background(sent: Sent) -> ResponseReturnValue:
    """The background within the group, the second step, and the person's own words for it."""
    chosen_group = answers.chosen_group(sent.token)
    if chosen_group in {None, EthnicGroup.NOT_SAID}:
        return _to("group", sent)
    if request.method == "POST":
        try:
            chosen = _chosen("background", Background)
            answers.save_background(sent.token, chosen, clean_line(request.form.get("own_words", "")))
            return _to("about", sent)
        except (Mistakes, ValueError):
            # The group was changed in another window since, or the answer was never one of ours.
            return _render("background", sent, {"background": _choose()}, group=chosen_group)
    return _render("background", sent, group=chosen_group)


@blueprint.route("/feedback/<token>/equality/about", methods=["GET", "POST"])
@_question
def about(sent: Sent) -> ResponseReturnValue:
    """Age range, sex and gender."""
    if request.method == "GET":
        return _render("about", sent)
    try:
        chosen = _chosen("age_range", AgeRange), _chosen("sex", Sex), _chosen("gender_same", GenderSame)
    except Mistakes as mistakes:
        return _render("about", sent, mistakes.messages)
    answers.save_about(sent.token, *chosen)
    return _to("sent", sent)


@blueprint.get("/feedback/<token>/sent")
@_page
def sent(sent: Sent) -> ResponseReturnValue:
    """The page that thanks, with the reference and the link to follow."""
    settings: Settings = current_app.extensions["settings"]
    link = settings.public_url + url_for("follow.show", token=sent.token)
    return render_template("web_form/sent.html", sent=sent, link=link)


@blueprint.after_request
def _keep_out_of_search(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _chosen(name: str, choices: type[Choice]) -> Choice | None:
    """The answer to a question, None when it was left out; raises Mistakes for one that was not offered."""
    raw = request.form.get(name, "")
    try:
        return choices(raw) if raw else None
    except ValueError:
        raise Mistakes({name: _choose()}) from None


def _choose() -> str:
    return _("Choose one of the answers shown")


def _to(name: str, sent: Sent, closed: int | None = None) -> ResponseReturnValue:
    return redirect(url_for(f"web_sent.{name}", token=sent.token, closed=closed), 303)


def _render(name: str, sent: Sent, messages: Mapping[str, str] | None = None, **values: object) -> ResponseReturnValue:
    page = render_template(
        f"web_form/equality_{name}.html",
        sent=sent,
        questions=questions,
        typed=request.form,
        **shown(messages or {}),
        **values,
    )
    return page, 422 if messages else 200
