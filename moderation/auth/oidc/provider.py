"""Talking to the provider in OIDC_ISSUER. What it says is believed only where its token holds in every part."""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import current_app
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from config.settings import Settings
from feedback_service import clock

TIMEOUT_SECONDS = 8
KEPT_SECONDS = 3600.0
ASKED_AGAIN_AFTER_SECONDS = 30.0
LEEWAY_SECONDS = 60
MAX_ANSWER = 500_000
SCOPE = "openid email profile"
# None that needs no key, and none where the client's secret is the key.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")


class Unreachable(Exception):
    """The provider does not answer, or not as one does."""


class NotBelieved(Exception):
    """What came back does not hold; `part` is which part, for the log."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class Begun:
    """What the server must remember until the person comes back."""

    url: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Who the provider says they are; `email` only where it stands for it."""

    issuer: str
    subject: str
    email: str | None
    token: str


@dataclass
class _Kept:
    """What the provider said about itself; asked for again after a while, and when a key is not known."""

    doors: dict[str, Any] = field(default_factory=dict)
    keys: KeySet | None = None
    asked_at: float = float("-inf")


def init_provider(app: Any) -> None:
    """Nothing is asked before somebody signs in: the provider may start after us."""
    app.extensions["oidc"] = _Kept()


def begin(state: str) -> Begun:
    """Where to send the person, and what to remember. Raises Unreachable."""
    nonce, verifier = generate_token(43), generate_token(64)
    door = _door(_known(), "authorization_endpoint")
    url, _state = _session().create_authorization_url(
        door, state=state, code_verifier=verifier, nonce=nonce, redirect_uri=_back()
    )
    return Begun(str(url), nonce, verifier)


def finish(code: str, nonce: str, verifier: str) -> Person:
    """Exchange the code and read who came. Raises NotBelieved or Unreachable."""
    known, client = _known(), _session()
    try:
        answer = client.fetch_token(
            _door(known, "token_endpoint"),
            code=code,
            code_verifier=verifier,
            redirect_uri=_back(),
            grant_type="authorization_code",
        )
    except AuthlibBaseError as error:
        raise NotBelieved("code") from error
    except (requests.RequestException, ValueError) as error:
        raise Unreachable from error
    token = answer.get("id_token")
    if not isinstance(token, str) or len(token) > MAX_ANSWER:
        raise NotBelieved("id_token")
    claims = _claims(token, nonce, str(answer.get("access_token") or ""))
    return Person(claims["iss"], claims["sub"], _email(claims) or _asked_email(client, known, claims["sub"]), token)


def way_out(token: str | None) -> str | None:
    """Where the person signs out at the provider too; None where it offers no such door, or does not answer."""
    try:
        door = _known().doors.get("end_session_endpoint")
    except Unreachable:
        return None
    if not isinstance(door, str) or not _is_web(door):
        return None
    settings = _settings()
    asked = {"client_id": settings.oidc_client_id, "post_logout_redirect_uri": f"{settings.public_url}/staff/sign-in"}
    if token:
        asked["id_token_hint"] = token
    return f"{door}{'&' if '?' in door else '?'}{urlencode(asked)}"


def _claims(token: str, nonce: str, access_token: str) -> dict[str, Any]:
    try:
        decoded = _decoded(token)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": _issuer()},
                "aud": {"essential": True, "value": _settings().oidc_client_id},
            },
            params={"nonce": nonce, "client_id": _settings().oidc_client_id, "access_token": access_token},
        )
        claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, AuthlibBaseError) as error:
        raise NotBelieved(getattr(error, "claim", None) or type(error).__name__) from None
    except (ValueError, TypeError, KeyError) as error:
        raise NotBelieved("token") from error
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise NotBelieved("sub")
    return dict(claims)


def _decoded(token: str) -> jwt.Token:
    """With the provider's keys; they are asked for again where the token names one that is not known."""
    try:
        return jwt.decode(token, _keys(_known()), algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        return jwt.decode(token, _keys(_known(again=True)), algorithms=ALGORITHMS)


def _email(claims: dict[str, Any]) -> str | None:
    """The address, where the provider says in so many words that it is theirs."""
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else None


def _asked_email(client: OAuth2Session, known: _Kept, subject: str) -> str | None:
    """The address from the provider's page about the person, where the token has none."""
    door = known.doors.get("userinfo_endpoint")
    if not isinstance(door, str) or not _is_web(door):
        return None
    try:
        answer = client.get(door, timeout=TIMEOUT_SECONDS)
        found = answer.json() if answer.ok else {}
    except (requests.RequestException, AuthlibBaseError, ValueError):
        return None
    return _email(found) if isinstance(found, dict) and found.get("sub") == subject else None


def _known(*, again: bool = False) -> _Kept:
    kept: _Kept = current_app.extensions["oidc"]
    age = time.monotonic() - kept.asked_at
    if kept.keys is None or age > KEPT_SECONDS or (again and age > ASKED_AGAIN_AFTER_SECONDS):
        doors = _fetch(f"{_issuer().rstrip('/')}/.well-known/openid-configuration")
        if doors.get("issuer") != _issuer():
            raise Unreachable
        try:
            keys = KeySet.import_key_set(_fetch(_door(_Kept(doors), "jwks_uri")))  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Unreachable from error
        kept.doors, kept.keys, kept.asked_at = doors, keys, time.monotonic()
    return kept


def _keys(kept: _Kept) -> KeySet:
    assert kept.keys is not None
    return kept.keys


def _fetch(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        found = answer.json() if answer.ok and len(answer.content) <= MAX_ANSWER else None
    except (requests.RequestException, ValueError) as error:
        raise Unreachable from error
    if not isinstance(found, dict):
        raise Unreachable
    return found


def _door(kept: _Kept, name: str) -> str:
    door = kept.doors.get(name)
    if not isinstance(door, str) or not _is_web(door):
        raise Unreachable
    return door


def _is_web(door: str) -> bool:
    """Over https, as the issuer itself; http only where the issuer is, in a test."""
    return door.startswith("https://") or (door.startswith("http://") and _issuer().startswith("http://"))


def _session() -> OAuth2Session:
    settings = _settings()
    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret,
        scope=SCOPE,
        code_challenge_method="S256",
        default_timeout=TIMEOUT_SECONDS,
    )


def _issuer() -> str:
    return _settings().oidc_issuer


def _back() -> str:
    return f"{_settings().public_url}/staff/sign-in/provider/back"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
