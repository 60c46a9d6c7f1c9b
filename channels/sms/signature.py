"""Whether a call is Twilio's: its signature over our public address and every form field."""

import structlog
from flask import Request
from twilio.request_validator import RequestValidator

from config.settings import Settings

HEADER = "X-Twilio-Signature"
log = structlog.get_logger()


def is_from_twilio(request: Request, settings: Settings) -> bool:
    """Check the signature in constant time.

    The address is put together from PUBLIC_URL, because behind a proxy the request does not know
    its own; with or without the standard port it is the same. The validator raises on a bad
    port, odd characters and more, and whatever it cannot check is not Twilio's.
    """
    signature = request.headers.get(HEADER)
    if not signature:
        return False
    try:
        query = request.query_string.decode()
        address = f"{settings.public_url}{request.path}{'?' if query else ''}{query}"
        return bool(RequestValidator(settings.twilio_auth_token).validate(address, request.form, signature))
    except Exception as error:
        log.warning("signature_unreadable", kind=type(error).__name__)
        return False
