"""`/staff/account`, and `/staff/set-up` for who must have a second factor and has none."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from feedback_service import languages
from feedback_service.web.problems import problem
from feedback_service.web.typed import clean_line
from moderation.auth import choosing, devices, guard, sessions, tries
from moderation.auth.account import changing, page
from moderation.auth.account.changing import Changed, NeedsOne
from moderation.auth.attempts import Purpose
from moderation.auth.doors import safe, swap
from moderation.auth.passkeys import ceremony
from moderation.auth.passkeys.keeping import LONGEST_NAME
from moderation.auth.proof import proved
from moderation.auth.sessions import Member

SET_UP = frozenset(
    f"desk_account.{name}"
    for name in (
        "set_up",
        "begin_app",
        "app",
        "confirm_app",
        "passkey_options",
        "add_passkey",
        "prove",
        "check_proof",
    )
)
"""All that opens while a second factor is missing: setting one up, and the proof that it needs of who signed in a while
ago, before the rule was made stricter."""

blueprint = Blueprint("desk_account", __name__, url_prefix=guard.PREFIX, template_folder=guard.TEMPLATES)


@blueprint.before_request
def require_somebody() -> ResponseReturnValue | None:
    """The door: a signed-in member, or who has to set up a second factor, and then only that."""
    present = guard.whoever()
    if present is None:
        return guard.ask_to_sign_in(keep=False)
    if present.must_set_up and request.endpoint not in SET_UP:
        return redirect(url_for("desk_account.set_up"), 303)
    sessions.note_seen(present)
    return None


blueprint.register_error_handler(CSRFError, guard.form_not_ours)


@blueprint.get("/account")
def show() -> ResponseReturnValue:
    """How the member signs in, and where they are signed in."""
    return _page({}, 200)


@blueprint.get("/set-up")
def set_up() -> ResponseReturnValue:
    """The way to a second factor for who must have one."""
    if not guard.member().must_set_up:
        return redirect(url_for("desk_account.show"))
    return render_template("desk/set_up.html", errors={})


@blueprint.get("/account/prove")
def prove() -> ResponseReturnValue:
    """Asks who they are once more, before something important."""
    return _prove({}, 200)


@blueprint.post("/account/prove")
def check_proof() -> ResponseReturnValue:
    """The password once more; 303 to where the proof was needed."""
    if not tries.code_allowed(guard.member().id):
        return _prove({"password": _("Too many tries. Please wait a minute and try again.")}, 429)
    found = changing.prove(guard.member(), request.form.get("password", ""))
    if found is None:
        return _prove({"password": _("That is not your password.")}, 422)
    tries.forget_codes(found.id)
    swap(found)
    return redirect(_next(), 303)


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """A new password, for who knows the old one."""
    present, new = request.form.get("present", ""), request.form.get("password", "")
    if not tries.code_allowed(guard.member().id):
        return _page({"present": _("Too many tries. Please wait a minute and try again.")}, 429)
    if not choosing.fits(guard.member(), present):
        return _page({"present": _("That is not your password.")}, 422)
    tries.forget_codes(guard.member().id)
    if new != request.form.get("again", ""):
        return _page({"again": _("The two passwords are not the same")}, 422)
    found = choosing.change(guard.member(), new)
    if isinstance(found, str):
        return _page({"password": found}, 422)
    swap(found)
    return _done(_("Your password is changed. Everywhere else you are signed out."))


@blueprint.post("/account/app/begin")
@proved(back="desk_account.show")
def begin_app() -> ResponseReturnValue:
    """Draw a secret for an authenticator app."""
    changing.begin_app(guard.member())
    return redirect(url_for("desk_account.app"), 303)


@blueprint.get("/account/app")
def app() -> ResponseReturnValue:
    """The code to scan, and the field for the app's first code."""
    return _app({}, 200)


@blueprint.post("/account/app")
@proved(back="desk_account.show")
def confirm_app() -> ResponseReturnValue:
    """The app's first code."""
    if not tries.code_allowed(guard.member().id):
        return _app({"code": _("Too many wrong codes. Wait a minute; after many, up to an hour.")}, 429)
    changed = changing.confirm_app(guard.member(), request.form.get("code", ""))
    if changed is None:
        return _app({"code": _("That code is not right. Wait for the next one that the app shows.")}, 422)
    tries.forget_codes(changed.member.id)
    return _with_codes(changed, _("Your authenticator app is set up."))


@blueprint.post("/account/app/remove")
@proved(back="desk_account.show")
def remove_app() -> ResponseReturnValue:
    """Do without the app."""
    return _remove(lambda member: changing.remove_app(member), _("The authenticator app is removed."))


@blueprint.post("/account/passkeys/options")
def passkey_options() -> ResponseReturnValue:
    """What the browser is told so that the device makes a passkey, as JSON."""
    if not guard.member().proved_lately:
        return problem(403, "Forbidden", "Prove first who you are.", prove=url_for("desk_account.prove"))
    if not tries.asking_allowed("new-passkey"):
        return problem(429, "Too Many Requests", "Wait a minute and try again.")
    browser[Purpose.NEW_PASSKEY], asked = ceremony.ask_to_make(guard.member().id)
    return current_app.response_class(asked, content_type="application/json")


@blueprint.post("/account/passkeys")
@proved(back="desk_account.show")
def add_passkey() -> ResponseReturnValue:
    """The passkey that the device made."""
    member, name = guard.member(), clean_line(request.form.get("name", ""))[:LONGEST_NAME]
    made = ceremony.made(browser.pop(Purpose.NEW_PASSKEY, None), member.id, request.form.get("answer", ""))
    changed = changing.add_passkey(member, made, name or devices.device() or _("Passkey")) if made else None
    if changed is None:
        return _passkey_refused()
    return _with_codes(changed, _("The passkey is added."))


@blueprint.post("/account/passkeys/<int:passkey_id>/remove")
@proved(back="desk_account.show")
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Do without a passkey."""
    return _remove(lambda member: changing.remove_passkey(member, passkey_id), _("The passkey is removed."))


@blueprint.post("/account/recovery-codes")
@proved(back="desk_account.show")
def new_codes() -> ResponseReturnValue:
    """Fresh recovery codes, shown this once."""
    if not page.account(guard.member()).has_factor:
        return redirect(url_for("desk_account.show"), 303)
    return _codes(changing.new_codes(guard.member()), _("Here are your new recovery codes. The old ones are void."))


@blueprint.post("/account/language")
def set_language() -> ResponseReturnValue:
    """The language of the desk for this member."""
    wanted = request.form.get("language", "")
    if wanted in languages.BY_CODE:
        changing.set_language(guard.member(), wanted)
        return redirect(url_for("desk_account.show", lang=wanted), 303)
    return _page({"language": _("Choose a language")}, 422)


@blueprint.post("/account/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out somewhere else."""
    if session_id == guard.member().session_id:
        return redirect(url_for("desk_account.show"), 303)
    changing.end_session(guard.member(), session_id)
    return _done(_("That sign-in is ended, and so are its open pages."))


@blueprint.post("/account/sessions/end")
def end_everywhere() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    changing.end_everywhere(guard.member())
    browser.clear()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("desk_auth.sign_in"), 303)


def _remove(remove: Callable[[Member], Changed | None], words: str) -> ResponseReturnValue:
    try:
        changed = remove(guard.member())
    except NeedsOne:
        return _page({"factor": _("You need a second factor here. Add another one before you remove this.")}, 422)
    if changed is not None:
        swap(changed.member)
    return _done(words)


def _with_codes(changed: Changed, words: str) -> ResponseReturnValue:
    if changed.member is not guard.member():
        swap(changed.member)
    return _codes(changed.codes, words) if changed.codes else _done(words)


def _codes(codes: list[str], words: str) -> ResponseReturnValue:
    return render_template("desk/recovery_codes.html", codes=codes, words=words)


def _done(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("desk_account.show"), 303)


def _page(errors: dict[str, str], status: int) -> ResponseReturnValue:
    shown = page.account(guard.member())
    return make_response(render_template("desk/account.html", account=shown, errors=errors), status)


def _prove(errors: dict[str, str], status: int) -> ResponseReturnValue:
    shown = page.account(guard.member())
    return make_response(render_template("desk/prove.html", account=shown, errors=errors, next=_next()), status)


def _next() -> str:
    """Where the member wanted to change something; the member's own page where nothing says so."""
    return safe(request.values.get("next") or url_for("desk_account.show"))


def _app(errors: dict[str, str], status: int) -> ResponseReturnValue:
    waiting = page.new_app(guard.member())
    if waiting is None:
        return redirect(url_for("desk_account.set_up"), 303)
    return make_response(render_template("desk/app.html", app=waiting, errors=errors), status)


def _passkey_refused() -> ResponseReturnValue:
    errors = {"passkey": str(_("The device made no passkey that we could use. Please try again."))}
    if guard.member().must_set_up:
        return make_response(render_template("desk/set_up.html", errors=errors), 422)
    return _page(errors, 422)
