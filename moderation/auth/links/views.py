"""The pages behind a link from an email: joining, and choosing a new password. Opening one uses nothing up.

Mail programs open links by themselves; only the form does something.
"""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from config.settings import Settings
from feedback_service.staff import is_email, normal_email
from feedback_service.web.typed import clean_line
from moderation.auth import entering, guard, tries
from moderation.auth.attempts import Purpose
from moderation.auth.doors import let_in
from moderation.auth.entering import Half
from moderation.auth.links import invitations, letters, resets
from moderation.changing import NotPossible

blueprint = Blueprint("desk_links", __name__, url_prefix=guard.PREFIX, template_folder=guard.TEMPLATES)


@blueprint.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Who is invited chooses a password, or comes through the trust's own sign-in."""
    found = invitations.behind(token)
    return _invitation(token, found.name, {}, 200) if found is not None else _over()


@blueprint.post("/invitation/<token>")
def join(token: str) -> ResponseReturnValue:
    """Become a member of staff, and be signed in."""
    if not tries.asking_allowed("join"):
        return _invitation(token, _name(), {"password": _too_many()}, 429)
    found, password = invitations.behind(token), request.form.get("password", "")
    if found is None or _settings().oidc_only:
        return _over()
    if password != request.form.get("again", ""):
        return _invitation(token, _name(), {"again": _differs()}, 422)
    try:
        invitations.join(token, _name(), password)
    except NotPossible as error:
        if error.field == "token":
            return _over()
        return _invitation(token, _name(), {error.field: error.message}, 422)
    return _sign_in(found.email, password)


@blueprint.get("/forgotten")
def forgotten() -> ResponseReturnValue:
    """Ask for a new password."""
    return _forgotten({}, 200)


@blueprint.post("/forgotten")
def ask() -> ResponseReturnValue:
    """The same answer whether or not the address belongs to somebody."""
    email = normal_email(request.form.get("email", ""))
    if not letters.goes_by_email() or _settings().oidc_only:
        return _forgotten({}, 403)
    if not is_email(email):
        return _forgotten({"email": _("Enter an email address, such as name@example.org")}, 422)
    if not tries.asking_allowed("forgotten"):
        return _forgotten({"email": _too_many()}, 429)
    if tries.email_allowed(email):
        resets.ask(email)
    return render_template("desk/forgotten_sent.html", hours=int(resets.LASTS.total_seconds() // 3600))


@blueprint.get("/password/<token>")
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password."""
    return _new_password(token, {}, 200) if resets.behind(token) is not None else _over()


@blueprint.post("/password/<token>")
def choose(token: str) -> ResponseReturnValue:
    """Put it in the place of the old one, and sign in with it; the second factor is still asked for."""
    if not tries.asking_allowed("choose"):
        return _new_password(token, {"password": _too_many()}, 429)
    staff, password = resets.behind(token), request.form.get("password", "")
    if staff is None or _settings().oidc_only:
        return _over()
    if password != request.form.get("again", ""):
        return _new_password(token, {"again": _differs()}, 422)
    try:
        resets.choose(token, password)
    except NotPossible as error:
        return _over() if error.field == "token" else _new_password(token, {error.field: error.message}, 422)
    return _sign_in(staff.email, password)


@blueprint.errorhandler(CSRFError)
def not_checked(_error: CSRFError) -> ResponseReturnValue:
    """A form without the cookie that belongs to it: the page again, nothing used up."""
    token, message = (request.view_args or {}).get("token", ""), _("This page was open too long. Please try again.")
    if request.endpoint == "desk_links.join":
        return _invitation(token, "", {"password": message}, 400)
    if request.endpoint == "desk_links.choose":
        return _new_password(token, {"password": message}, 400)
    return _forgotten({"email": message}, 400)


def _sign_in(email: str, password: str) -> ResponseReturnValue:
    found = entering.by_password(email, password)
    if isinstance(found, Half):
        browser.clear()
        browser[Purpose.SECOND_FACTOR] = found.token
        return redirect(url_for("desk_auth.second"), 303)
    return let_in(found) if found is not None else redirect(url_for("desk_auth.sign_in"), 303)


def _invitation(token: str, name: str, errors: dict[str, str], status: int) -> ResponseReturnValue:
    found = invitations.behind(token)
    if found is None:
        return _over()
    page = render_template("desk/invitation.html", token=token, invitation=found, name=name, errors=errors)
    return make_response(page, status)


def _new_password(token: str, errors: dict[str, str], status: int) -> ResponseReturnValue:
    staff = resets.behind(token)
    if staff is None:
        return _over()
    return make_response(render_template("desk/new_password.html", token=token, staff=staff, errors=errors), status)


def _forgotten(errors: dict[str, str], status: int) -> ResponseReturnValue:
    sends = letters.goes_by_email() and not _settings().oidc_only
    email = request.form.get("email", "") if guard.is_from_our_page() else ""
    page = render_template("desk/forgotten.html", sends=sends, email=email, errors=errors)
    return make_response(page, status)


def _over() -> ResponseReturnValue:
    return make_response(render_template("desk/link_over.html"), 404)


def _name() -> str:
    return clean_line(request.form.get("name", ""))


def _differs() -> str:
    return str(_("The two passwords are not the same"))


def _too_many() -> str:
    return str(_("Too many tries. Please wait a minute and try again."))


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
