"""The way to the trust's own sign-in and back, and out again."""

from typing import Any

import structlog
from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config.settings import Settings
from feedback_service.web.typed import clean_line
from moderation.auth import guard, tries
from moderation.auth.attempts import Purpose
from moderation.auth.doors import let_in
from moderation.auth.oidc import journeys, leaving
from moderation.auth.oidc.people import Stranger, enter
from moderation.auth.oidc.provider import NotBelieved, Unreachable

blueprint = Blueprint("desk_oidc", __name__, url_prefix=guard.PREFIX, template_folder=guard.TEMPLATES)
log = structlog.get_logger()


@blueprint.get("/sign-in/provider")
def go() -> ResponseReturnValue:
    """Off to the provider. A link, not a form: the content security policy lets no form end at another site."""
    _only_with_a_provider()
    if not tries.asking_allowed("provider"):
        return _sorry(_("Too many tries. Please wait a minute and try again."), 429)
    try:
        token, url = journeys.begin(request.args.get("next", ""))
    except Unreachable:
        log.warning("oidc_unreachable", step="begin")
        return _sorry(_unreachable(), 503)
    browser[Purpose.PROVIDER] = token
    return redirect(url)


@blueprint.get("/sign-in/provider/back")
def back() -> ResponseReturnValue:
    """Back from the provider, with a code or a reason why there is none."""
    _only_with_a_provider()
    state, code = request.args.get("state", ""), request.args.get("code", "")
    journey = journeys.take(browser.pop(Purpose.PROVIDER, None), state)
    if journey is None:
        return _sorry(_("This sign-in was begun in another window, or too long ago. Please start again."), 400)
    if not code:
        log.info("oidc_refused", error=clean_line(request.args.get("error", ""))[:40])
        return _sorry(_("%(name)s did not sign you in.", name=_settings().oidc_name), 401)
    try:
        person = journeys.finish(journey, code, request.args.get("iss"))
    except Unreachable:
        log.warning("oidc_unreachable", step="finish")
        return _sorry(_unreachable(), 503)
    except NotBelieved as error:
        log.warning("oidc_not_believed", part=error.part)
        words = _("What %(name)s told us about you does not hold. Please start again.", name=_settings().oidc_name)
        return _sorry(words, 401)
    found = enter(person)
    if isinstance(found, Stranger):
        return _sorry(_why(found), 403)
    return let_in(found, journey.wanted)


@blueprint.get("/signed-out")
def signed_out() -> ResponseReturnValue:
    """Signed out here; the browser goes on by itself to sign out at the provider too."""
    if Purpose.PROVIDER_OUT not in browser:
        return redirect(url_for("desk_auth.sign_in"))
    address = url_for("desk_oidc.out")
    return render_template("desk/signed_out.html", address=address), 200, {"Refresh": f"1; url={address}"}


@blueprint.get("/sign-out/provider")
def out() -> ResponseReturnValue:
    """Off to the provider's own sign-out, once."""
    address = leaving.take(browser.pop(Purpose.PROVIDER_OUT, None))
    return redirect(address or url_for("desk_auth.sign_in"))


def _why(stranger: Stranger) -> str:
    name = _settings().oidc_name
    words: dict[Stranger, Any] = {
        Stranger.UNKNOWN: _(
            "%(name)s knows you, but nobody has invited you to this desk yet. Ask an administrator.", name=name
        ),
        Stranger.UNVERIFIED: _(
            "%(name)s has not confirmed your email address, so that we cannot know who you are here.", name=name
        ),
        Stranger.OTHER_PERSON: _("Your email address belongs to somebody else here. Ask an administrator."),
        Stranger.LEFT: _("Your access to this desk has ended. Ask an administrator if that is wrong."),
    }
    return str(words[stranger])


def _unreachable() -> str:
    return str(_("%(name)s does not answer. Please try again in a few minutes.", name=_settings().oidc_name))


def _sorry(message: str, status: int) -> ResponseReturnValue:
    page = render_template("desk/sign_in.html", email="", next="", kept="", errors={"provider": message})
    return page, status


def _only_with_a_provider() -> None:
    if not _settings().has_provider:
        abort(404)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
