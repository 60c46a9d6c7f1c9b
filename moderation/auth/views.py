"""The pages for signing in and out: the password, then the code."""

from dataclasses import dataclass

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from flask_wtf.csrf import CSRFError

from config.settings import Settings
from moderation.auth import entering, guard, sessions, tries
from moderation.auth.attempts import Purpose
from moderation.auth.doors import carry_on, let_in, safe
from moderation.auth.entering import Half, Refused
from moderation.auth.oidc import leaving

blueprint = Blueprint("desk_auth", __name__, url_prefix=guard.PREFIX, template_folder=guard.TEMPLATES)


@dataclass(frozen=True)
class Typed:
    """What the sign-in forms carry; neither the password nor a code is ever shown again."""

    email: str
    password: str
    code: str
    next: str
    kept: str

    @classmethod
    def read(cls) -> "Typed":
        """From the posted form."""
        return cls(**{name: request.form.get(name, "") for name in ("email", "password", "code", "next", "kept")})


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The sign-in page; who is signed in already goes on to where they wanted to."""
    wanted = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(safe(wanted))
    if guard.whoever() is not None:
        return redirect(url_for("desk_account.set_up"))
    return render_template("desk/sign_in.html", email="", next=wanted, kept="", errors={})


@blueprint.post("/sign-in")
def check_sign_in() -> ResponseReturnValue:
    """The password: 303 to where the member wanted to go, or the page that asks for the second factor."""
    typed = Typed.read()
    if _settings().oidc_only:
        return _again(typed, {"email": _("Sign in with %(name)s.", name=_settings().oidc_name)}, 403)
    if errors := _missing(typed):
        return _again(typed, errors, 422)
    if not tries.password_allowed(typed.email):
        return _again(typed, {"email": _("Too many tries. Please wait a minute and try again.")}, 429)
    found = entering.by_password(typed.email, typed.password)
    tries.settle_password(typed.email, failed=found is None)
    if found is None:
        return _again(typed, {"email": _("The email address or the password is not right.")}, 401)
    if isinstance(found, Half):
        return _go_on(found, typed)
    return let_in(found, typed.next, typed.kept)


def _go_on(half: Half, typed: Typed) -> ResponseReturnValue:
    """To the second factor. What was typed in a form stays in the pages, so that there is no redirect then."""
    browser.clear()
    browser[Purpose.SECOND_FACTOR] = half.token
    if typed.kept:
        return _ask_for_code(typed, {}, 200)
    return redirect(url_for("desk_auth.second", next=typed.next or None), 303)


@blueprint.post("/sign-in/go-on")
def go_on() -> ResponseReturnValue:
    """Signed in meanwhile in another tab: the item page again with what had been typed. Nothing is done with it yet."""
    typed = Typed.read()
    if not current_user.is_authenticated:
        return _again(typed, {"provider": _("You are not signed in yet.")}, 401)
    return carry_on(typed.next, typed.kept)


@blueprint.get("/sign-in/code")
def second() -> ResponseReturnValue:
    """The page that asks for the second factor of who is half signed in."""
    return _ask_for_code(Typed("", "", "", request.args.get("next", ""), ""), {}, 200)


@blueprint.post("/sign-in/code")
def check_second() -> ResponseReturnValue:
    """A code of the app, or a recovery code: then they are in."""
    typed, token = Typed.read(), browser.get(Purpose.SECOND_FACTOR)
    half = entering.waiting(token)
    if half is None:
        return _over(typed)
    if not typed.code.strip():
        return _ask_for_code(typed, {"code": _("Enter the code")}, 422)
    if not tries.code_allowed(half.staff_id):
        return _ask_for_code(typed, {"code": _("Too many wrong codes. Wait a minute; after many, up to an hour.")}, 429)
    found = entering.by_code(token, typed.code)
    if found is Refused.OVER:
        return _over(typed)
    if isinstance(found, Refused):
        wrong = _("That code is not right, or it was used already. Wait for the next one that the app shows.")
        return _ask_for_code(typed, {"code": wrong}, 401)
    tries.forget_codes(half.staff_id)
    return let_in(found, typed.next, typed.kept)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session in the table and in the browser."""
    return _end()


def _end() -> ResponseReturnValue:
    present, way_out = guard.whoever(), None
    if present is not None:
        way_out = leaving.after(present, sessions.end(present))
        logout_user()
    browser.clear()
    if way_out is None:
        return redirect(url_for("desk_auth.sign_in"), 303)
    browser[Purpose.PROVIDER_OUT] = way_out
    return redirect(url_for("desk_oidc.signed_out"), 303)


@blueprint.errorhandler(CSRFError)
def not_checked(_error: CSRFError) -> ResponseReturnValue:
    """A form without the cookie that belongs to it: that for signing in, or for signing out on an older page.

    Who presses "Sign out" on any page of ours leaves; another site signs nobody out.
    """
    if request.endpoint == "desk_auth.sign_out":
        if guard.is_from_our_page():
            return _end()
        return redirect(url_for("desk_auth.sign_in"), 303)
    if request.endpoint == "desk_auth.go_on" and guard.is_from_our_page() and current_user.is_authenticated:
        # The sign-in in the other tab made the token of this page an old one.
        return go_on()
    typed = Typed.read() if guard.is_from_our_page() else Typed("", "", "", "", "")
    message = _("This page was open too long, or your browser does not keep cookies. Please try again.")
    return _again(typed, {"email": message}, 400)


def _over(typed: Typed) -> ResponseReturnValue:
    return _again(typed, {"email": _("That took more than ten minutes. Please sign in again.")}, 401)


def _again(typed: Typed, errors: dict[str, str], status: int) -> ResponseReturnValue:
    page = render_template(
        "desk/sign_in.html", email=typed.email, next=typed.next, kept=typed.kept, expired=False, errors=errors
    )
    return make_response(page, status)


def _ask_for_code(typed: Typed, errors: dict[str, str], status: int) -> ResponseReturnValue:
    half = entering.waiting(browser.get(Purpose.SECOND_FACTOR))
    if half is None:
        return redirect(url_for("desk_auth.sign_in", next=typed.next or None), 303)
    page = render_template("desk/sign_in_code.html", half=half, next=typed.next, kept=typed.kept, errors=errors)
    return make_response(page, status)


def _missing(typed: Typed) -> dict[str, str]:
    errors = {}
    if not typed.email.strip():
        errors["email"] = _("Enter your email address")
    if not typed.password:
        errors["password"] = _("Enter your password")
    return errors


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
