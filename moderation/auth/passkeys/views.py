"""Signing in with a passkey: what the browser asks for, and the form that carries its answer."""

from flask import Blueprint, current_app, make_response, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from config.settings import Settings
from feedback_service.web.problems import problem
from moderation.auth import entering, guard, sessions, tries
from moderation.auth.attempts import Purpose
from moderation.auth.doors import let_in
from moderation.auth.entering import Refused
from moderation.auth.passkeys import ceremony

blueprint = Blueprint("desk_passkeys", __name__, url_prefix=guard.PREFIX, template_folder=guard.TEMPLATES)


@blueprint.post("/sign-in/passkey/options")
def options() -> ResponseReturnValue:
    """What the browser is told to sign, as JSON; for the second step where the password was given already."""
    settings: Settings = current_app.extensions["settings"]
    if settings.oidc_only:
        return problem(403, "Forbidden", "Passkeys are not in use here.")
    if not tries.asking_allowed("passkey"):
        return problem(429, "Too Many Requests", "Wait a minute and try again.")
    half = entering.waiting(browser.get(Purpose.SECOND_FACTOR))
    browser[Purpose.PASSKEY], asked = ceremony.ask_to_sign_in(half.staff_id if half else None)
    return current_app.response_class(asked, content_type="application/json")


@blueprint.post("/sign-in/passkey")
def check() -> ResponseReturnValue:
    """The answer: 303 to where the member wanted to go, or the sign-in page with what went wrong."""
    settings: Settings = current_app.extensions["settings"]
    if settings.oidc_only:
        return _sorry(_("Sign in with %(name)s.", name=settings.oidc_name), 403)
    if not tries.asking_allowed("passkey-answer"):
        return _sorry(_("Too many tries. Please wait a minute and try again."), 429)
    proved = ceremony.proved(browser.pop(Purpose.PASSKEY, None), request.form.get("answer", ""))
    if proved is None:
        return _sorry(_("That passkey was not accepted. Try again, or use your password."), 401)
    found = entering.by_passkey(proved, browser.get(Purpose.SECOND_FACTOR))
    if isinstance(found, Refused):
        return _sorry(_("That passkey was not accepted. Try again, or use your password."), 401)
    if (present := guard.whoever()) is not None:
        sessions.end(present)
    return let_in(found, request.form.get("next", ""), request.form.get("kept", ""))


@blueprint.errorhandler(CSRFError)
def not_checked(_error: CSRFError) -> ResponseReturnValue:
    """A form without the cookie that belongs to it."""
    return _sorry(_("This page was open too long, or your browser does not keep cookies. Please try again."), 400)


def _sorry(message: str, status: int) -> ResponseReturnValue:
    form = request.form if guard.is_from_our_page() else {}
    page = render_template(
        "desk/sign_in.html",
        email="",
        next=form.get("next", ""),
        kept=form.get("kept", ""),
        expired=False,
        errors={"passkey": message},
    )
    return make_response(page, status)
