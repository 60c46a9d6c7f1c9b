"""What the member's own page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback_service import preferences
from feedback_service.models import Passkey, Staff, StaffSession
from feedback_service.passwords import NONE
from feedback_service.posters.qr import qr_svg
from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from moderation.auth import sessions
from moderation.auth.factors import having, recovery, totp
from moderation.auth.passkeys import keeping
from moderation.auth.sessions import Member


@dataclass(frozen=True)
class Account:
    """How a member signs in, and where they are signed in now."""

    email: str
    language: str
    has_password: bool
    has_app: bool
    passkeys: Sequence[Passkey]
    codes_left: int
    few_codes: bool
    must_have: bool
    sessions: Sequence[StaffSession]

    @property
    def has_factor(self) -> bool:
        """Whether there is a second factor at all."""
        return self.has_app or bool(self.passkeys)


@dataclass(frozen=True)
class NewApp:
    """What an authenticator app needs: the secret in groups of four to type, or the code to scan."""

    secret: str
    svg: str


def account(member: Member) -> Account:
    """Everything that the page shows."""
    with reading() as session:
        staff = session.get_one(Staff, member.id)
        left = recovery.left(session, staff.id)
        return Account(
            email=staff.email,
            language=staff.language or "",
            has_password=staff.password_hash != NONE,
            has_app=having.has_app(session, staff.id),
            passkeys=keeping.of(session, staff.id),
            codes_left=left,
            few_codes=left <= recovery.FEW,
            must_have=having.must_have(Role(staff.role), preferences.read(session)),
            sessions=sessions.live_of(session, staff.id),
        )


def new_app(member: Member) -> NewApp | None:
    """The app that waits for its first code; None where there is none."""
    with reading() as session:
        secret = totp.unconfirmed(session, member.id)
        if secret is None:
            return None
        address = totp.address(secret, _staff(session, member))
    return NewApp(" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)), qr_svg(address))


def _staff(session: Session, member: Member) -> Staff:
    return session.get_one(Staff, member.id)
