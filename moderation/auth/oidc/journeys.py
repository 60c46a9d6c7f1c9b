"""One journey to the provider and back: what the server remembers meanwhile, used once."""

import hmac
import json
from dataclasses import dataclass

from flask import current_app

from config.settings import Settings
from feedback_service.storage import transaction
from moderation.auth import attempts
from moderation.auth.attempts import Purpose
from moderation.auth.oidc import provider
from moderation.auth.oidc.provider import NotBelieved, Person

LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Journey:
    """What belongs to the state that came back."""

    nonce: str
    verifier: str
    wanted: str


def begin(wanted: str) -> tuple[str, str]:
    """The token for the browser, which is the state as well, and where to send the person. Raises Unreachable."""
    state = attempts.fresh_token()
    begun = provider.begin(state)
    secret = json.dumps([begun.nonce, begun.verifier, wanted[:LONGEST_ADDRESS]])
    with transaction() as session:
        attempts.begin(session, Purpose.PROVIDER, secret=secret, token=state)
    return state, begun.url


def take(token: str | None, state: str) -> Journey | None:
    """The journey, once: the browser that began it must be the one that comes back."""
    if not token or not hmac.compare_digest(token.encode(), state.encode("utf-8", "replace")):
        return None
    with transaction() as session:
        attempt = attempts.use(session, Purpose.PROVIDER, token)
    return Journey(*json.loads(attempt.secret)) if attempt is not None else None


def finish(journey: Journey, code: str, issuer: str | None) -> Person:
    """Who came. `issuer` is what the provider may say of itself beside the code (RFC 9207)."""
    settings: Settings = current_app.extensions["settings"]
    if issuer is not None and issuer != settings.oidc_issuer:
        raise NotBelieved("iss")
    return provider.finish(code, journey.nonce, journey.verifier)
