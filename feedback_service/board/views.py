"""The board's pages and its public JSON."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from config.settings import Settings
from feedback_service.board import pulse, queries
from feedback_service.board.wording import board_wording, people_said
from feedback_service.clock import today
from feedback_service.storage import reading
from feedback_service.vocabulary import Stage
from feedback_service.web.problems import problem
from feedback_service.web.typed import clean_line

blueprint = Blueprint("board", __name__, template_folder="templates")


@blueprint.get("/")
def show() -> str:
    """The board, complete as served; `borough`, `stage` and `before` in the query choose what it shows."""
    wanted, before = _filter(), _number("before")
    with reading() as session:
        page = queries.page(session, wanted, before)
        counts = pulse.counts(session)
        boroughs = queries.boroughs(session)
    return render_template(
        "board/board.html",
        page=page,
        page_size=queries.PAGE_SIZE,
        before=before,
        counts=counts,
        boroughs=boroughs,
        wanted=wanted,
        wording=board_wording(),
    )


@blueprint.get("/entries/<int:entry_id>")
def entry(entry_id: int) -> str:
    """One entry by itself; 404 when it is not, or no longer, on the board."""
    with reading() as session:
        found = queries.entry(session, entry_id)
    if found is None:
        abort(404)
    return render_template("board/entry_page.html", entry=found)


@blueprint.get("/api/v1/board")
def api_board() -> Response:
    """`{"entries": […], "last": N, "older": position or null}`, newest first, 20 a page."""
    with reading() as session:
        page = queries.page(session, _filter(), _number("before"))
    return jsonify(entries=page.entries, last=page.last, older=page.older)


@blueprint.get("/api/v1/board/events")
def api_events() -> Response:
    """`{"events": […], "last": N, "pulse": {…}}`; `{"resync": true, …}` when the client should reload."""
    after = _number("after")
    if after is None:
        return problem(400, "Bad Request", "`after` must be the number of the last event you have, 0 for none.")
    with reading() as session:
        found = queries.events_after(session, after)
        counted = pulse.pulse_message(session)
    answer: dict[str, Any] = {"resync": True} if found.resync else {"events": found.events}
    return jsonify(**answer, last=found.last, pulse=counted)


blueprint.add_app_template_global(people_said)


@blueprint.app_template_global()
def is_overdue(due_on: str | None) -> bool:
    """Whether a promise's day (ISO 8601) has passed without its being kept."""
    settings: Settings = current_app.extensions["settings"]
    return bool(due_on) and date.fromisoformat(str(due_on)) < today(settings.timezone)


def _filter() -> queries.BoardFilter:
    stage = request.args.get("stage")
    borough = clean_line(request.args.get("borough", "")) or None
    return queries.BoardFilter(borough=borough, stage=stage if stage in set(Stage) else None)


def _number(name: str) -> int | None:
    """A whole number from the query, None where it is missing or is not one that a database holds."""
    raw = request.args.get(name, "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) <= 18 else None
