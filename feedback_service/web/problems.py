"""Answers when something is wrong: a page for people, a problem document (RFC 9457) for programs."""

import json
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException
from wsproto.utilities import RemoteProtocolError

log = structlog.get_logger()
FOR_PROGRAMS = ("/api/", "/channels/", "/healthz", "/readyz", "/metrics", "/socket.io")


def problem(status: int, title: str, detail: str, **members: object) -> Response:
    """A problem document: `detail` says what to do, and holds nothing that the caller sent."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return Response(json.dumps(body), status=status, content_type="application/problem+json")


def init_problems(app: Flask) -> None:
    """Register the error answers on `app`."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(Exception, _unexpected)


def answer(error: HTTPException) -> Response | tuple[str, int]:
    """What everybody is answered whose wing has no page of its own for it."""
    status = error.code or 500
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    if request.path.startswith(FOR_PROGRAMS):
        told = problem(status, error.name, error.description or error.name)
    else:
        told = Response(render_template("web/problem.html", status=status), status=status)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            told.headers[name] = value
    return told


def _unexpected(error: Exception) -> Response | tuple[str, int]:
    """The log gets the kind of error and where it happened, never the values that led to it."""
    log.error("unexpected_error", rule=str(request.url_rule), exc_info=error)
    if request.path.startswith(FOR_PROGRAMS):
        return problem(500, "Internal Server Error", "Something went wrong here; it has been logged.")
    return Response(render_template("web/problem.html", status=500), status=500)


class BadHandshakes:
    """Around the whole application: a request for a websocket that is none is answered with 400.

    Engine.IO lets the error through to the server, which would answer 500 and log the address.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application's answer, or 400."""
        try:
            return self._application(environ, start_response)
        except RemoteProtocolError:
            answer = problem(400, "Bad Request", "This is not the opening of a websocket connection.")
            return answer(environ, start_response)
