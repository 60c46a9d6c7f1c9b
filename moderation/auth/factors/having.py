"""Who has a second factor, and who must."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Passkey, Staff, TotpSecret
from feedback_service.preferences import Preferences
from feedback_service.vocabulary import Role


def must_have(role: Role, wishes: Preferences) -> bool:
    """Whether a member with this role needs a second factor, as the administrators decided."""
    return wishes.second_factor == "everybody" or (
        wishes.second_factor == "administrators" and role == Role.ADMINISTRATOR
    )


def has_any(session: Session, staff_id: int) -> bool:
    """Whether the member has an app or a passkey. Recovery codes alone are none."""
    return has_app(session, staff_id) or has_passkey(session, staff_id)


def has_app(session: Session, staff_id: int) -> bool:
    """Whether an authenticator app is set up and confirmed."""
    confirmed = TotpSecret.staff_id == staff_id, TotpSecret.confirmed_at.is_not(None)
    return session.scalar(select(TotpSecret.staff_id).where(*confirmed)) is not None


def has_passkey(session: Session, staff_id: int) -> bool:
    """Whether there is a passkey at least."""
    return session.scalar(select(Passkey.id).where(Passkey.staff_id == staff_id).limit(1)) is not None


def missing(session: Session, members: Collection[Staff], wishes: Preferences) -> set[int]:
    """Those of the members, by their number, who must have a second factor and have none."""
    must = {each.id for each in members if must_have(Role(each.role), wishes)}
    if not must:
        return set()
    with_app = select(TotpSecret.staff_id).where(TotpSecret.staff_id.in_(must), TotpSecret.confirmed_at.is_not(None))
    with_passkey = select(Passkey.staff_id).where(Passkey.staff_id.in_(must))
    return must - set(session.scalars(with_app.union(with_passkey)))
