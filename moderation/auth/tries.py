"""How often somebody may try: a wrong password counts for the member at one address, a wrong code for the member.

Someone else's wrong passwords, from elsewhere, lock nobody out. A code is only asked for after the right password, so
whoever guesses codes has that already: those tries count wherever they come from.
"""

from flask import current_app, request

from config.settings import Settings
from feedback_service.staff import normal_email
from feedback_service.storage import current_cipher
from feedback_service.web import limits


def password_allowed(email: str) -> bool:
    """Count one try at once, so that many at the same moment are not all let through."""
    limit, address = _limit(), _address()
    return limits.has_room(limits.tenfold(limit), "sign-in", address) and limits.allowed(
        limit, "sign-in-member", _index(email), address
    )


def settle_password(email: str, *, failed: bool) -> None:
    """Only what failed counts: for the address too, or not at all."""
    limit, address = _limit(), _address()
    if failed:
        limits.allowed(limits.tenfold(limit), "sign-in", address)
    else:
        limits.forget(limit, "sign-in-member", _index(email), address)


def code_allowed(staff_id: int) -> bool:
    """Count one try of a code, or of a password asked for again, for the member."""
    return limits.allowed(_limit(), "sign-in-code", str(staff_id))


def forget_codes(staff_id: int) -> None:
    """The code was right."""
    limits.forget(_limit(), "sign-in-code", str(staff_id))


def asking_allowed(purpose: str) -> bool:
    """Count one request from this address that costs a row, such as a challenge or an email."""
    return limits.allowed(limits.tenfold(_limit()), purpose, _address())


def email_allowed(email: str) -> bool:
    """Count one email asked for to this address, wherever from: nobody's mailbox is to be flooded."""
    return limits.allowed("3 per hour", "sign-in-email", _index(email))


def _address() -> str:
    return request.remote_addr or ""


def _limit() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.sign_in_limit


def _index(email: str) -> str:
    """Names the member in a counter, which shows no email address."""
    return current_cipher().index("sign-in", normal_email(email))
