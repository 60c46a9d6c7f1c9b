"""Recovery codes: ten on paper, shown once, each opens the door once when the phone is lost.

Nearly sixty random bits each, kept as a keyed hash (HMAC-SHA256 under FIELD_KEYS): no copy of the database gives them
away.
"""

import secrets

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import RecoveryCode
from feedback_service.storage import changed, current_cipher

HOW_MANY = 10
FEW = 3
GROUPS, LENGTH = 3, 4
# No letter or digit that looks like another: 31 of them, nearly five bits each.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def make(session: Session, staff_id: int) -> list[str]:
    """Ten fresh codes, in place of whatever there was; this is the only time that they can be read."""
    codes = [_draw() for _ in range(HOW_MANY)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    index = current_cipher().index
    for code in codes:
        row = RecoveryCode(staff_id=staff_id, code_index=index("recovery-code", _plain(code)), created_at=clock.now())
        session.add(row)
    audit.record(session, "staff.recovery_codes_made", f"staff:{staff_id}", staff_id=staff_id)
    return codes


def use(session: Session, staff_id: int, code: str) -> bool:
    """Whether it is one of the member's codes, used up with this transaction."""
    known = current_cipher().indexes("recovery-code", _plain(code))
    mine = RecoveryCode.staff_id == staff_id, RecoveryCode.code_index.in_(known), RecoveryCode.used_at.is_(None)
    return changed(session, update(RecoveryCode).where(*mine).values(used_at=clock.now())) == 1


def left(session: Session, staff_id: int) -> int:
    """How many have not been used."""
    mine = RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0


def remove(session: Session, staff_id: int) -> None:
    """Forget all of them."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def _draw() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS))


def _plain(code: str) -> str:
    """As it is compared: whatever spaces, dashes and capitals somebody types."""
    return "".join(each for each in code.lower() if each in ALPHABET)[:100]
