"""Answers when something is wrong: a page for people, a problem document (RFC 9457) for programs."""

import json

import structlog
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

log = structlog.get_logger()
FOR_PROGRAMS = ("/api/", "/channels/", "/healthz", "/readyz", "/metrics", "/socket.io")


def problem(status: int, title: str, detail: str, **members: object) -> Response:
    """A problem document: `detail` says what to do, and holds nothing that the caller sent."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return Response(json.dumps(body), status=status, content_type="application/problem+json")


def init_problems(app: Flask) -> None:
    """Register the error answers on `app`."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _unexpected)


def _answer(error: HTTPException) -> Response | tuple[str, int]:
    status = error.code or 500
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    if request.path.startswith(FOR_PROGRAMS):
        answer = problem(status, error.name, error.description or error.name)
    else:
        answer = Response(render_template("web/problem.html", status=status), status=status)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response | tuple[str, int]:
    """The log gets the kind of error and where it happened, never the values that led to it."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("unexpected_error", kind=type(error).__name__, rule=str(request.url_rule), frames=frames[-6:])
    if request.path.startswith(FOR_PROGRAMS):
        return problem(500, "Internal Server Error", "Something went wrong here; it has been logged.")
    return Response(render_template("web/problem.html", status=500), status=500)
