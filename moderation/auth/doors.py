"""What every way in ends with: the browser's session made anew, and on to where the member wanted to go."""

import json
from collections.abc import Callable

from flask import current_app, redirect, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_login import login_user

from config.settings import Settings
from feedback_service import languages
from feedback_service.web.typed import clean_text
from moderation.auth import guard
from moderation.auth.sessions import Member

Resume = Callable[[str, dict[str, list[str]]], ResponseReturnValue | None]
RESUME = "desk_resume"
"""The application's function that shows a form filled in again, by the address that it was sent to and its fields; it
returns None for what is no such address. `moderation` sets it: the ways in stand below the pages they lead to."""


def let_in(member: Member, wanted: str = "", kept: str = "") -> ResponseReturnValue:
    """Sign the browser in: 303 to `wanted`, or the item page again with what had been typed (`kept`).

    Nothing that was put into this browser before comes along.
    """
    swap(member)
    if member.must_set_up:
        return redirect(url_for("desk_account.set_up"), 303)
    response = current_app.make_response(carry_on(wanted, kept))
    settings: Settings = current_app.extensions["settings"]
    if member.language in languages.BY_CODE:
        response.set_cookie(
            languages.COOKIE,
            member.language or "",
            max_age=365 * 86400,
            samesite="Lax",
            httponly=True,
            secure=settings.public_url.startswith("https://"),
        )
    return response


def carry_on(wanted: str, kept: str) -> ResponseReturnValue:
    """303 to `wanted`, or the item page with what had been typed filled in again."""
    resume: Resume = current_app.extensions[RESUME]
    return (resume(wanted, kept_fields(kept)) if kept else None) or redirect(safe(wanted), 303)


def swap(member: Member) -> None:
    """Put a fresh session into the browser in the place of whatever there was."""
    browser.clear()
    login_user(member)


def safe(wanted: str) -> str:
    """`wanted` when it is an address of the desk itself, else the queue: no way out to other sites."""
    is_ours = wanted.startswith(f"{guard.PREFIX}/") and wanted.isprintable() and "\\" not in wanted
    return wanted if is_ours else url_for("desk.queue")


def kept_fields(kept: str) -> dict[str, list[str]]:
    """The fields that the sign-in page carried along; whatever is not of their shape is left out."""
    try:
        found = json.loads(kept)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        clean_text(name): [clean_text(value) for value in values if isinstance(value, str)]
        for name, values in found.items()
        if isinstance(values, list)
    }
