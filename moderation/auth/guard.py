"""The door of the desk: nothing under /staff/ answers anybody who is not a signed-in, active member.

The check hangs on the blueprint, not on each view, so that a forgotten decorator opens nothing.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from flask import Blueprint, Flask, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from feedback_service.vocabulary import Role
from moderation.auth import sessions
from moderation.auth.sessions import Member

PREFIX = "/staff"
DOORS = "desk_doors"
WORDS = "q"
"""What the desk's addresses call words that somebody typed to find something."""
View = TypeVar("View", bound=Callable[..., Any])
TEMPLATES = str(Path(__file__).parents[1] / "templates")


def staff_blueprint(name: str, import_name: str, roles: frozenset[Role] = frozenset(Role)) -> Blueprint:
    """A blueprint under /staff whose every view needs a signed-in member with one of `roles`."""
    blueprint = Blueprint(name, import_name, url_prefix=PREFIX, template_folder=TEMPLATES)
    blueprint.record(lambda state: state.app.extensions.setdefault(DOORS, {}).update({name: roles}))

    @blueprint.before_request
    def require_member() -> ResponseReturnValue | None:
        if not current_user.is_authenticated:
            return ask_to_sign_in(keep=True)
        if member().role not in roles_of(str(request.endpoint)):
            abort(403)
        if "\0" in request.path:
            # No database looks for one.
            abort(404)
        sessions.note_seen(member())
        return None

    blueprint.register_error_handler(CSRFError, form_not_ours)
    return blueprint


def only(roles: frozenset[Role]) -> Callable[[View], View]:
    """Put on a view that fewer roles may open than the others of its blueprint."""

    def narrowed(view: View) -> View:
        view.__dict__["only"] = roles
        return view

    return narrowed


def roles_of(endpoint: str) -> frozenset[Role]:
    """The roles that a staff address answers; whoever is signed in where it has no door, as signing out."""
    roles: frozenset[Role] = _doors(current_app).get(endpoint.split(".")[0], frozenset(Role))
    narrower: frozenset[Role] = getattr(current_app.view_functions.get(endpoint), "only", roles)
    return roles & narrower


def _doors(app: Flask) -> dict[str, frozenset[Role]]:
    doors: dict[str, frozenset[Role]] = app.extensions.setdefault(DOORS, {})
    return doors


def member() -> Member:
    """Who is signed in; call it behind the door only."""
    return cast(Member, current_user._get_current_object())


def whoever() -> Member | None:
    """Who is signed in, or only has to set up a second factor; None for everybody else."""
    found = current_user._get_current_object()
    return found if isinstance(found, Member) else None


def ask_to_sign_in(*, keep: bool) -> ResponseReturnValue:
    """Lead to the sign-in page and back. What was typed in a form is kept in that page, never on the server.

    `keep` is for forms of our own only: what another site posts must not appear at the desk.
    """
    if request.method != "POST":
        return redirect(url_for("desk_auth.sign_in", next=_wanted()))
    typed = request.form.to_dict(flat=False)
    typed.pop("csrf_token", None)
    kept = json.dumps(typed) if keep and typed else ""
    page = render_template("desk/sign_in.html", email="", next=request.path, kept=kept, expired=True, errors={})
    return make_response(page, 401)


def _wanted() -> str:
    """The address that was asked for, without words that were searched for in it."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != WORDS]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def form_not_ours(_error: CSRFError) -> ResponseReturnValue:
    """A form whose token does not fit the session: an old page, a second sign-in, or another site."""
    if not current_user.is_authenticated:
        return ask_to_sign_in(keep=is_from_our_page())
    return render_template("desk/form_expired.html"), 400


def is_from_our_page() -> bool:
    """Whether the browser says that this request was made by a page of ours."""
    return request.headers.get("Origin") in {f"http://{request.host}", f"https://{request.host}"}
