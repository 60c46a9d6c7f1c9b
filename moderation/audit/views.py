"""The searchable trail, for administrators, and the same as a file."""

from datetime import date

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedback_service.storage import reading
from feedback_service.web.typed import clean_line
from moderation.audit import export, queries
from moderation.audit.queries import NOBODY, Wanted
from moderation.audit.wording import choices
from moderation.auth.guard import member, staff_blueprint
from moderation.manage import typed as typed_forms
from moderation.people.queries import names
from moderation.permissions import MANAGERS

blueprint = staff_blueprint("desk_audit", __name__, roles=MANAGERS)
LONGEST = 80
LONGEST_NUMBER = 15


@blueprint.get("/audit")
def listing() -> ResponseReturnValue:
    """The records that fit the filters in the address, newest first; 422 where a day is none."""
    asked = _asked()
    wanted, errors = _wanted(asked)
    with reading() as session:
        found = queries.page(session, wanted, _before())
        chain, staff = queries.chain(session), names(session)
    known = [asked["action"]] if asked["action"] else []
    page = render_template(
        "desk/audit.html",
        found=found,
        chain=chain,
        staff=staff,
        actions=choices(known),
        asked=asked,
        errors=errors,
        most=export.MOST,
    )
    return page, 422 if errors else 200


@blueprint.get("/audit.csv")
def download() -> ResponseReturnValue:
    """The records that fit, as a file; the export is on record before it begins."""
    wanted, errors = _wanted(_asked())
    if errors:
        return listing()
    export.on_record(wanted, member().id)
    headers = {"Content-Disposition": 'attachment; filename="audit-trail.csv"', "Cache-Control": "no-store"}
    return Response(stream_with_context(export.as_csv(wanted)), content_type="text/csv; charset=utf-8", headers=headers)


def _asked() -> dict[str, str]:
    return {
        name: clean_line(request.args.get(name, ""))[:LONGEST] for name in ("member", "action", "subject", "from", "to")
    }


def _wanted(asked: dict[str, str]) -> tuple[Wanted, dict[str, str]]:
    days, errors = {}, {}
    for name in ("from", "to"):
        try:
            days[name] = date.fromisoformat(asked[name]) if asked[name] else None
        except ValueError:
            days[name], errors[name] = None, str(_("Write a day, such as 2026-11-23"))
    staff = asked["member"] if asked["member"] == NOBODY or typed_forms.number(asked["member"]) else None
    return Wanted(staff, asked["action"] or None, asked["subject"] or None, days["from"], days["to"]), errors


def _before() -> int | None:
    given = request.args.get("before", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_NUMBER else None
