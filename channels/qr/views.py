"""`/q/<code>`: the address in every QR code."""

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from channels.qr.scans import record_scan
from config.settings import Settings
from feedback_service import clock
from feedback_service.web.limits import allowed

blueprint = Blueprint("qr", __name__)
LONGEST_CODE = 20
SCANS = "30 per minute"
"""From one address: a waiting room shares one, a program that reloads should not fill the count."""


@blueprint.get("/q/<code>")
def enter(code: str) -> ResponseReturnValue:
    """303 to the form, which knows what to say to a retired or unknown code."""
    settings: Settings = current_app.extensions["settings"]
    code = code.strip()[:LONGEST_CODE]
    if _is_a_person_looking() and allowed(SCANS, "scan", request.remote_addr or ""):
        record_scan(code, clock.today(settings.timezone))
    return redirect(url_for("web_form.write", entry=code, lang=request.args.get("lang")), 303)


def _is_a_person_looking() -> bool:
    """Not a HEAD request, nor a browser that fetches ahead of a tap that may never come."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    return request.method == "GET" and not purpose.startswith("prefetch")
