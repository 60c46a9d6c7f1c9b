"""What a browser is asked about passkeys, and whether its answer holds: WebAuthn, with the library of that name.

Every challenge is drawn here, kept here and used once, whether the answer holds or not.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from config.settings import Settings
from feedback_service.models import Passkey, SignInAttempt, Staff
from feedback_service.storage import reading, transaction
from moderation.auth import attempts
from moderation.auth.attempts import Purpose

MAX_ANSWER = 20_000
MAX_CREDENTIAL = 1400
_CREDENTIAL = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_CREDENTIAL}}}")


@dataclass(frozen=True)
class Made:
    """A passkey that a device made for us."""

    credential_id: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Proved:
    """A passkey whose owner answered the challenge. `alone`: the device checked the person, no password came before."""

    passkey_id: int
    staff_id: int
    sign_count: int
    alone: bool


def ask_to_make(staff_id: int) -> tuple[str, str]:
    """The token of a fresh challenge, and what the browser is told so that the device makes a passkey (JSON)."""
    with transaction() as session:
        staff = session.get_one(Staff, staff_id)
        options = webauthn.generate_registration_options(
            rp_id=_host(),
            rp_name=_settings().service_name,
            user_name=staff.email,
            user_display_name=staff.name,
            # Names the member to the device, and shows nothing of them.
            user_id=f"staff:{staff.id}".encode(),
            exclude_credentials=_descriptors(_of(session, staff_id)),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        challenge = bytes_to_base64url(options.challenge)
        token = attempts.begin(session, Purpose.NEW_PASSKEY, staff_id, challenge)
        return token, webauthn.options_to_json(options)


def made(token: str | None, staff_id: int, answer: str) -> Made | None:
    """The passkey in the browser's answer; None where it does not hold."""
    attempt, parsed = _take(Purpose.NEW_PASSKEY, token), _parsed(answer)
    if attempt is None or parsed is None or attempt.staff_id != staff_id:
        return None
    try:
        verified = webauthn.verify_registration_response(
            credential=parsed,
            expected_challenge=base64url_to_bytes(attempt.secret),
            expected_rp_id=_host(),
            expected_origin=_origin(),
        )
    except _WRONG:
        return None
    credential_id = bytes_to_base64url(verified.credential_id)
    if len(credential_id) > MAX_CREDENTIAL:
        return None
    return Made(credential_id, verified.credential_public_key, verified.sign_count)


def ask_to_sign_in(staff_id: int | None) -> tuple[str, str]:
    """The token of a fresh challenge, and what the browser is told to sign it with (JSON).

    `staff_id` is who gave their password already; without one the device must check the person itself.
    """
    wanted = UserVerificationRequirement.REQUIRED if staff_id is None else UserVerificationRequirement.PREFERRED
    with transaction() as session:
        options = webauthn.generate_authentication_options(
            rp_id=_host(),
            allow_credentials=_descriptors(_of(session, staff_id)) if staff_id is not None else [],
            user_verification=wanted,
        )
        challenge = bytes_to_base64url(options.challenge)
        return attempts.begin(session, Purpose.PASSKEY, staff_id, challenge), webauthn.options_to_json(options)


def proved(token: str | None, answer: str) -> Proved | None:
    """Whose passkey signed the challenge; None where it does not hold, or counts back as a copy would."""
    attempt, parsed = _take(Purpose.PASSKEY, token), _parsed(answer)
    if attempt is None or parsed is None or not _CREDENTIAL.fullmatch(str(parsed.get("id", ""))):
        return None
    with reading() as session:
        passkey = session.scalars(select(Passkey).where(Passkey.credential_id == str(parsed["id"]))).one_or_none()
    if passkey is None or attempt.staff_id not in {None, passkey.staff_id}:
        return None
    try:
        verified = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=base64url_to_bytes(attempt.secret),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=attempt.staff_id is None,
        )
    except _WRONG:
        return None
    return Proved(passkey.id, passkey.staff_id, verified.new_sign_count, alone=attempt.staff_id is None)


# What the library raises for an answer that does not hold, and what its parsers raise for one that is none.
_WRONG = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def _take(purpose: Purpose, token: str | None) -> SignInAttempt | None:
    with transaction() as session:
        return attempts.use(session, purpose, token)


def _parsed(answer: str) -> dict[str, Any] | None:
    if len(answer) > MAX_ANSWER:
        return None
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _of(session: Session, staff_id: int) -> Sequence[Passkey]:
    return session.scalars(select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id)).all()


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id)) for each in passkeys]


def _origin() -> str:
    parts = urlsplit(_settings().public_url)
    return f"{parts.scheme}://{parts.netloc}"


def _host() -> str:
    return urlsplit(_settings().public_url).hostname or ""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
