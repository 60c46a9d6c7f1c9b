"""The desk's own page where a member of staff may not open something, or where there is nothing: their way on is the
queue, not the board. Everybody else gets the page of the public.

What an action refuses with Unknown or NotPermitted is answered here for every view: none has to catch it.
"""

from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from feedback_service.web import problems
from moderation.actions.perform import NotPermitted, Unknown
from moderation.auth.guard import PREFIX


def init_problems(app: Flask) -> None:
    """Register it on `app`."""
    for status in (403, 404):
        app.register_error_handler(status, _answer)
    app.register_error_handler(Unknown, lambda _error: page(404))
    app.register_error_handler(NotPermitted, lambda _error: page(403))


def page(status: int, *, is_closed: bool = False) -> Response:
    """`is_closed`: it is a piece of feedback that responders do not read."""
    return make_response(render_template("desk/problem.html", status=status, is_closed=is_closed), status)


def _answer(error: HTTPException) -> ResponseReturnValue:
    is_at_the_desk = request.path.startswith(f"{PREFIX}/") and current_user.is_authenticated
    return page(error.code or 404) if is_at_the_desk else problems.answer(error)
