"""A trust's own sign-in: an OpenID provider over real HTTP that keeps the contract, and can be told to break it.

It asks nobody for a password: whoever comes is `person`. It does what OpenID Connect Core and RFC 7636 ask of it: exact
redirect addresses, codes that are good once and only with the verifier of their challenge, signed tokens.
"""

import base64
import contextlib
import hashlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.support import server
from tests.support.server import free_port

CLIENT, SECRET = "feedback-desk", "a secret: between / the two"
AMINA = {"sub": "a1b2c3", "email": "amina@example.org", "email_verified": True, "name": "Amina"}


@dataclass
class Code:
    """What the code that was handed out belongs to."""

    redirect_uri: str
    challenge: str
    nonce: str
    person: dict[str, Any]


@dataclass
class Provider:
    """The provider, who is in front of it, and how it misbehaves."""

    issuer: str
    back: str
    out: str
    person: dict[str, Any] = field(default_factory=lambda: dict(AMINA))
    lies: dict[str, Any] = field(default_factory=dict)
    """Claims of the token that are not so; None leaves one out."""
    refuses: str = ""
    """The error that it sends people back with."""
    email_in_token: bool = True
    published: list[RSAKey] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: fresh_key("first"))
    algorithm: str = "RS256"
    asked: list[dict[str, str]] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.published = [self.key]

    @property
    def settings(self) -> dict[str, Any]:
        """What the service is told of it."""
        return {"oidc_issuer": self.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}

    def token(self, code: Code, access_token: str) -> str:
        """The signed token about the person."""
        moment = int(time.time())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 300,
            "nonce": code.nonce,
            "at_hash": unpadded(half),
            **{name: value for name, value in code.person.items() if self.email_in_token or "email" not in name},
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            head = unpadded(b'{"alg":"none"}')
            return f"{head}.{jwt.encode({'alg': 'RS256'}, claims, self.key).split('.')[1]}."
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key)


def fresh_key(name: str) -> RSAKey:
    """A key pair called `name`."""
    return RSAKey.generate_key(2048, {"kid": name})


def unpadded(raw: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextlib.contextmanager
def running(service: str) -> Iterator[Provider]:
    """A provider that knows the service at this address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/realms/trust"
    provider = Provider(address, f"{service}/staff/sign-in/provider/back", f"{service}/staff/sign-in")
    with server.in_process(_app(provider), port):
        yield provider


def _app(provider: Provider) -> Flask:
    app = Flask("provider")

    @app.get("/realms/trust/.well-known/openid-configuration")
    def configuration() -> Response:
        doors = {"authorization": "authorize", "token": "token", "userinfo": "userinfo", "end_session": "out"}
        return jsonify(
            issuer=provider.issuer,
            jwks_uri=f"{provider.issuer}/keys",
            code_challenge_methods_supported=["S256"],
            **{f"{name}_endpoint": f"{provider.issuer}/{path}" for name, path in doors.items()},
        )

    @app.get("/realms/trust/keys")
    def keys() -> Response:
        return jsonify(KeySet(provider.published).as_dict(private=False))

    @app.get("/realms/trust/authorize")
    def authorize() -> Any:
        return _authorize(provider)

    @app.post("/realms/trust/token")
    def token() -> Any:
        return _token(provider)

    @app.get("/realms/trust/userinfo")
    def userinfo() -> Any:
        found = provider.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        return jsonify(found) if found is not None else abort(401)

    @app.get("/realms/trust/out")
    def out() -> Any:
        if request.args["post_logout_redirect_uri"] != provider.out or request.args["client_id"] != CLIENT:
            abort(400)
        claims = jwt.decode(request.args["id_token_hint"], provider.key, algorithms=["RS256"]).claims
        provider.signed_out.append(claims["sub"])
        return redirect(provider.out)

    return app


def _authorize(provider: Provider) -> Any:
    asked = request.args.to_dict()
    provider.asked.append(asked)
    if asked.get("client_id") != CLIENT or asked.get("redirect_uri") != provider.back:
        abort(400)
    wanted = {"response_type": "code", "code_challenge_method": "S256"}
    missing = {name for name in ("state", "nonce", "code_challenge") if len(asked.get(name, "")) < 32}
    if missing or any(asked.get(name) != value for name, value in wanted.items()):
        abort(400)
    if "openid" not in asked.get("scope", "").split():
        abort(400)
    if provider.refuses:
        return redirect(f"{provider.back}?{urlencode({'error': provider.refuses, 'state': asked['state']})}")
    code = secrets.token_urlsafe(16)
    provider.codes[code] = Code(asked["redirect_uri"], asked["code_challenge"], asked["nonce"], dict(provider.person))
    return redirect(f"{provider.back}?{urlencode({'code': code, 'state': asked['state'], 'iss': provider.issuer})}")


def _token(provider: Provider) -> Any:
    who = request.authorization
    if who is None or (who.username, who.password) != (CLIENT, SECRET):
        return jsonify(error="invalid_client"), 401
    code = provider.codes.pop(request.form.get("code", ""), None)
    verifier = request.form.get("code_verifier", "")
    fits = code is not None and unpadded(hashlib.sha256(verifier.encode()).digest()) == code.challenge
    if not fits or code is None or request.form.get("redirect_uri") != code.redirect_uri:
        return jsonify(error="invalid_grant"), 400
    access_token = secrets.token_urlsafe(16)
    provider.tokens[access_token] = code.person
    return jsonify(
        access_token=access_token, token_type="Bearer", expires_in=300, id_token=provider.token(code, access_token)
    )
