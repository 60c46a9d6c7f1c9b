"""The passkeys of a member: kept, named, used, removed."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, literal, or_, select, update
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import Passkey
from feedback_service.storage import changed
from moderation.auth.passkeys.ceremony import Made, Proved

MOST = 10
LONGEST_NAME = 60


def of(session: Session, staff_id: int) -> Sequence[Passkey]:
    """The member's passkeys, the oldest first."""
    return session.scalars(select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id)).all()


def add(session: Session, staff_id: int, made: Made, name: str) -> bool:
    """Keep it; False where there are MOST already, or it is known. The member must be locked."""
    known = session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id))
    if known is not None or len(of(session, staff_id)) >= MOST:
        return False
    passkey = Passkey(
        staff_id=staff_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name[:LONGEST_NAME],
        created_at=clock.now(),
    )
    session.add(passkey)
    session.flush()
    details = {"passkey": passkey.id}
    audit.record(session, "staff.passkey_added", f"staff:{staff_id}", staff_id=staff_id, details=details)
    return True


def use(session: Session, proved: Proved) -> bool:
    """Note its use; False where it was removed meanwhile, or its count went on: then somebody has a copy."""
    moved = or_(
        Passkey.sign_count < proved.sign_count,
        # Passkeys that live on several devices do not count.
        and_(Passkey.sign_count == 0, literal(proved.sign_count) == 0),
    )
    mine = update(Passkey).where(Passkey.id == proved.passkey_id, Passkey.staff_id == proved.staff_id, moved)
    return changed(session, mine.values(sign_count=proved.sign_count, used_at=clock.now())) == 1


def remove(session: Session, staff_id: int, passkey_id: int) -> bool:
    """Forget it; False where there is none of this member's."""
    mine = Passkey.id == passkey_id, Passkey.staff_id == staff_id
    return changed(session, delete(Passkey).where(*mine)) == 1
