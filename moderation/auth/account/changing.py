"""What a member changes about their own sign-in. What weakens it, or switches it on, ends their other sessions."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from feedback_service import audit, preferences
from feedback_service.models import Staff
from feedback_service.storage import transaction
from feedback_service.vocabulary import Role
from moderation.auth import choosing, sessions
from moderation.auth.factors import having, recovery, totp
from moderation.auth.passkeys import keeping
from moderation.auth.passkeys.ceremony import Made
from moderation.auth.sessions import Member


@dataclass(frozen=True)
class Changed:
    """The member as they are signed in from now on, and fresh recovery codes where the first factor brought some."""

    member: Member
    codes: list[str] = field(default_factory=list)


class NeedsOne(Exception):
    """It is the last second factor of somebody who must have one."""


def prove(member: Member, password: str) -> Member | None:
    """The password once more, before something important; None where it is wrong."""
    if not choosing.fits(member, password):
        return None
    with transaction() as session:
        audit.record(session, "staff.proved", f"staff:{member.id}", staff_id=member.id)
        return sessions.renew(session, member, end_others=False)


def begin_app(member: Member) -> bool:
    """Draw a secret for an app; False where there is an app already."""
    with transaction() as session:
        sessions.lock_staff(session, member.id)
        has_begun = totp.begin(session, member.id)
        if has_begun:
            audit.record(session, "staff.app_begun", f"staff:{member.id}", staff_id=member.id)
        return has_begun


def confirm_app(member: Member, code: str) -> Changed | None:
    """Take the app into use; None where the code does not fit."""
    with transaction() as session:
        staff = sessions.lock_staff(session, member.id)
        is_first = not having.has_any(session, staff.id)
        return _added(session, member, is_first) if totp.confirm(session, staff.id, code) else None


def add_passkey(member: Member, made: Made, name: str) -> Changed | None:
    """Keep a passkey; None where there are too many, or it is known."""
    with transaction() as session:
        staff = sessions.lock_staff(session, member.id)
        is_first = not having.has_any(session, staff.id)
        return _added(session, member, is_first) if keeping.add(session, staff.id, made, name) else None


def remove_app(member: Member) -> Changed | None:
    """Do without the app. Raises NeedsOne."""
    with transaction() as session:
        staff = sessions.lock_staff(session, member.id)
        if not having.has_app(session, staff.id):
            return None
        totp.remove(session, staff.id)
        return _removed(session, member, staff, "staff.app_removed", {})


def remove_passkey(member: Member, passkey_id: int) -> Changed | None:
    """Do without a passkey. Raises NeedsOne."""
    with transaction() as session:
        staff = sessions.lock_staff(session, member.id)
        if not keeping.remove(session, staff.id, passkey_id):
            return None
        return _removed(session, member, staff, "staff.passkey_removed", {"passkey": passkey_id})


def new_codes(member: Member) -> list[str]:
    """Fresh recovery codes in place of the old ones."""
    with transaction() as session:
        sessions.lock_staff(session, member.id)
        return recovery.make(session, member.id)


def set_language(member: Member, language: str) -> None:
    """The language that the desk speaks to the member, wherever they sign in."""
    with transaction() as session:
        sessions.lock_staff(session, member.id).language = language
        details = {"language": language}
        audit.record(session, "staff.language_set", f"staff:{member.id}", staff_id=member.id, details=details)


def end_session(member: Member, session_id: int) -> bool:
    """Sign out somewhere else."""
    with transaction() as session:
        ended = sessions.end_one(session, member.id, session_id)
        details = {"session": session_id}
        if ended:
            audit.record(session, "staff.session_ended", f"staff:{member.id}", staff_id=member.id, details=details)
        return bool(ended)


def end_everywhere(member: Member) -> None:
    """Sign out everywhere, here too."""
    with transaction() as session:
        sessions.lock_staff(session, member.id)
        count = sessions.end_all(session, member.id)
        details = {"count": count}
        audit.record(session, "staff.sessions_ended", f"staff:{member.id}", staff_id=member.id, details=details)


def _added(session: Session, member: Member, is_first: bool) -> Changed:
    """The first factor switches the second step on: with recovery codes, and without sessions from before."""
    if not is_first:
        return Changed(member)
    codes = recovery.make(session, member.id)
    return Changed(sessions.renew(session, member, end_others=True), codes)


def _removed(session: Session, member: Member, staff: Staff, action: str, details: dict[str, int]) -> Changed:
    if not having.has_any(session, staff.id):
        if having.must_have(Role(staff.role), preferences.read(session)):
            raise NeedsOne
        recovery.remove(session, staff.id)
    audit.record(session, action, f"staff:{staff.id}", staff_id=staff.id, details=details)
    return Changed(sessions.renew(session, member, end_others=True))
