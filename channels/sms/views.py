"""Twilio's two calls to us. Signed with the auth token, so that they need no CSRF token."""

import structlog
from flask import Blueprint, Response, current_app, request
from twilio.twiml.messaging_response import MessagingResponse

from channels.sms.parsing import Unreadable, parse_inbound, parse_status
from channels.sms.receiving import receive
from channels.sms.signature import is_from_twilio
from config.settings import Settings
from feedback_service import outbox
from feedback_service.web.problems import problem

blueprint = Blueprint("sms", __name__, url_prefix="/channels/sms")
log = structlog.get_logger()


@blueprint.before_request
def only_twilio() -> Response | None:
    settings: Settings = current_app.extensions["settings"]
    if not settings.twilio_auth_token:
        return problem(503, "Service Unavailable", "Text messages are not set up here: TWILIO_AUTH_TOKEN is not set.")
    if is_from_twilio(request, settings):
        return None
    log.warning("signature_refused", rule=str(request.url_rule))
    return problem(
        403,
        "Forbidden",
        "The X-Twilio-Signature header is missing or does not fit this address and these fields. "
        "Check PUBLIC_URL and TWILIO_AUTH_TOKEN.",
    )


@blueprint.errorhandler(Unreadable)
def unreadable(error: Unreadable) -> Response:
    return problem(400, "Bad Request", str(error))


@blueprint.post("/inbound")
def inbound() -> Response:
    """A text came in. The reply is TwiML; it thanks only for what is on disk.

    When it could not be stored the answer is a 5xx: Twilio then calls again or calls its fallback.
    """
    reply = receive(parse_inbound(request.form))
    twiml = MessagingResponse()
    if reply is not None:
        twiml.message(reply)
    return Response(str(twiml), content_type="text/xml; charset=utf-8")


@blueprint.post("/status")
def status() -> Response:
    """What became of a text that we sent. Always 204: there is nothing that Twilio could do about it."""
    report = parse_status(request.args, request.form)
    if report.status is not None and not outbox.reported(
        report.text_id, report.attempt, report.message_sid, report.status, report.error_code
    ):
        log.info("status_of_unknown_text", status=str(report.status))
    return Response(status=204)
