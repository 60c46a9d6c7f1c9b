"""The pages for signing in and out."""

import json
from dataclasses import dataclass

from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError

from config.settings import Settings
from feedback_service.staff import normal_email
from feedback_service.storage import current_cipher
from feedback_service.web import limits
from moderation import guard
from moderation.auth import sessions
from moderation.items.views import resume

blueprint = Blueprint("desk_auth", __name__, url_prefix=guard.PREFIX, template_folder=guard.TEMPLATES)


@dataclass(frozen=True)
class Typed:
    """What the sign-in form carries; the password is never shown again."""

    email: str
    password: str
    next: str
    kept: str

    @classmethod
    def read(cls) -> "Typed":
        """From the posted form."""
        form = request.form
        return cls(form.get("email", ""), form.get("password", ""), form.get("next", ""), form.get("kept", ""))


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The sign-in page; who is signed in already goes on to where they wanted to."""
    wanted = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(_safe(wanted))
    return render_template("desk/sign_in.html", email="", next=wanted, kept="", errors={})


@blueprint.post("/sign-in")
def check_sign_in() -> ResponseReturnValue:
    """Sign in: 303 to where the member wanted to go, or the item page again with what they had typed."""
    typed = Typed.read()
    if errors := _missing(typed):
        return _again(typed, errors, 422)
    if not _within_limits(typed.email):
        return _again(typed, {"email": _("Too many tries. Please wait a minute and try again.")}, 429)
    member = sessions.sign_in(typed.email, typed.password)
    _settle_try(typed.email, failed=member is None)
    if member is None:
        return _again(typed, {"email": _("The email address or the password is not right.")}, 401)
    # A new session altogether: nothing that was put into this browser before comes along.
    session.clear()
    login_user(member)
    if typed.kept:
        return resume(typed.next, _kept_fields(typed.kept)) or redirect(_safe(typed.next), 303)
    return redirect(_safe(typed.next), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session in the table and in the browser."""
    return _end()


def _end() -> ResponseReturnValue:
    if current_user.is_authenticated:
        sessions.end(guard.member())
        logout_user()
    session.clear()
    return redirect(url_for("desk_auth.sign_in"), 303)


@blueprint.errorhandler(CSRFError)
def not_checked(_error: CSRFError) -> ResponseReturnValue:
    """A form without the cookie that belongs to it: that for signing in, or for signing out on an older page.

    Who presses "Sign out" on any page of ours leaves; another site signs nobody out.
    """
    if request.endpoint == "desk_auth.sign_out":
        if guard.is_from_our_page():
            return _end()
        return redirect(url_for("desk_auth.sign_in"), 303)
    typed = Typed.read() if guard.is_from_our_page() else Typed("", "", "", "")
    message = _("This page was open too long, or your browser does not keep cookies. Please try again.")
    return _again(typed, {"email": message}, 400)


def _again(typed: Typed, errors: dict[str, str], status: int) -> ResponseReturnValue:
    page = render_template(
        "desk/sign_in.html", email=typed.email, next=typed.next, kept=typed.kept, expired=False, errors=errors
    )
    return make_response(page, status)


def _missing(typed: Typed) -> dict[str, str]:
    errors = {}
    if not typed.email.strip():
        errors["email"] = _("Enter your email address")
    if not typed.password:
        errors["password"] = _("Enter your password")
    return errors


def _within_limits(email: str) -> bool:
    """Whether this member may try from this address. Someone else's tries, from elsewhere, lock nobody out.

    The try is counted at once, so that many at the same moment are not all let through.
    """
    limit, address = _sign_in_limit(), request.remote_addr or ""
    return limits.has_room(limits.tenfold(limit), "sign-in", address) and limits.allowed(
        limit, "sign-in-member", _index(email), address
    )


def _settle_try(email: str, *, failed: bool) -> None:
    """Only what failed counts: for the address too, or not at all."""
    limit, address = _sign_in_limit(), request.remote_addr or ""
    if failed:
        limits.allowed(limits.tenfold(limit), "sign-in", address)
    else:
        limits.forget(limit, "sign-in-member", _index(email), address)


def _sign_in_limit() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.sign_in_limit


def _index(email: str) -> str:
    """Names the member in a counter, which shows no email address."""
    return current_cipher().index("sign-in", normal_email(email))


def _safe(wanted: str) -> str:
    """`wanted` when it is an address of the desk itself, else the queue: no way out to other sites."""
    is_ours = wanted.startswith(f"{guard.PREFIX}/") and wanted.isprintable() and "\\" not in wanted
    return wanted if is_ours else url_for("desk.queue")


def _kept_fields(kept: str) -> dict[str, list[str]]:
    """The fields that the sign-in page carried along; whatever is not of their shape is left out."""
    try:
        found = json.loads(kept)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: [value for value in values if isinstance(value, str)]
        for name, values in found.items()
        if isinstance(values, list)
    }
