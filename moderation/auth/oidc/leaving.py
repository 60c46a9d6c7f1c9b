"""Signing out at the provider too, for who came through it."""

from feedback_service.storage import transaction
from moderation.auth import attempts
from moderation.auth.attempts import Purpose
from moderation.auth.oidc import provider
from moderation.auth.sessions import Member


def after(member: Member, provider_token: str | None) -> str | None:
    """The token of the way out at the provider, which goes on a page of its own; None where there is none.

    The address holds what the provider said about the member, so that it stays here until it is asked for.
    """
    if provider_token is None:
        return None
    address = provider.way_out(provider_token)
    if address is None:
        return None
    with transaction() as session:
        return attempts.begin(session, Purpose.PROVIDER_OUT, member.id, address)


def take(token: str | None) -> str | None:
    """The address behind that token, once."""
    with transaction() as session:
        attempt = attempts.use(session, Purpose.PROVIDER_OUT, token)
        return attempt.secret if attempt is not None else None
