"""Who of ours came through the trust's own sign-in."""

from enum import Enum

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit, preferences
from feedback_service.models import Staff
from feedback_service.staff import normal_email
from feedback_service.storage import transaction
from feedback_service.vocabulary import SignedInBy
from moderation.auth import sessions
from moderation.auth.links import invitations
from moderation.auth.oidc.provider import Person
from moderation.auth.sessions import Member


class Stranger(Enum):
    """Why somebody who is somebody there is nobody here."""

    UNKNOWN = "unknown"
    UNVERIFIED = "unverified"
    OTHER_PERSON = "other_person"
    LEFT = "left"


def enter(person: Person) -> Member | Stranger:
    """Sign the person in. The first time they are found by their verified address, and linked for good."""
    with transaction() as session:
        found = _linked(session, person) or _by_email(session, person)
        if isinstance(found, Staff):
            staff = sessions.lock_staff(session, found.id)
            if staff.active:
                return sessions.start(session, staff, SignedInBy.PROVIDER, person.token)
            found = Stranger.LEFT
        audit.record(session, "staff.sign_in_failed", "staff:unknown", details={"step": "provider", "why": found.value})
        return found


def _linked(session: Session, person: Person) -> Staff | None:
    who = Staff.oidc_issuer == person.issuer, Staff.oidc_subject == person.subject
    return session.scalars(select(Staff).where(*who)).one_or_none()


def _by_email(session: Session, person: Person) -> Staff | Stranger:
    if person.email is None:
        return Stranger.UNVERIFIED
    named = Staff.email == normal_email(person.email)
    staff = session.scalars(select(Staff).where(named).with_for_update(key_share=True)).one_or_none()
    if staff is None and preferences.read(session).provider_lets_invited_in:
        staff = invitations.join_through_provider(session, person.email)
    if staff is None:
        return Stranger.UNKNOWN
    if (staff.oidc_issuer, staff.oidc_subject) == (person.issuer, person.subject):
        # Linked by another request of theirs, while we waited for the lock.
        return staff
    if staff.oidc_subject is not None and staff.oidc_issuer == _issuer():
        # The address was given to somebody else there: the link holds, not the address.
        return Stranger.OTHER_PERSON
    if not staff.active:
        return Stranger.LEFT
    staff.oidc_issuer, staff.oidc_subject = person.issuer, person.subject
    audit.record(session, "staff.linked", f"staff:{staff.id}", staff_id=staff.id)
    return staff


def _issuer() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.oidc_issuer
