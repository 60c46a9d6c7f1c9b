"""The people who work at the desk, added."""

import re

from sqlalchemy import select

from feedback_service import audit, clock
from feedback_service.models import Staff
from feedback_service.passwords import MIN_PASSWORD, hash_password
from feedback_service.storage import transaction
from feedback_service.vocabulary import Role

LONGEST_EMAIL = 254
LONGEST_NAME = 120
# As browsers check it (the HTML standard's own expression), so that both say the same.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")


def add_staff(email: str, name: str, role: Role, password: str) -> int:
    """Add an active member of staff and return their id.

    Raises ValueError, with a sentence for the person who asked, when the address is not one or is
    taken, or the password is shorter than MIN_PASSWORD characters.
    """
    email = normal_email(email)
    if not is_email(email):
        raise ValueError("That is not an email address.")
    if len(password) < MIN_PASSWORD:
        raise ValueError(f"The password needs {MIN_PASSWORD} characters at least.")
    hashed = hash_password(password)
    with transaction() as session:
        if session.scalar(select(Staff.id).where(Staff.email == email)):
            raise ValueError("There is a member of staff with that email address already.")
        staff = Staff(email=email, name=name, role=role, password_hash=hashed, created_at=clock.now())
        session.add(staff)
        session.flush()
        audit.record(session, "staff.added", f"staff:{staff.id}", details={"role": str(role)})
        return staff.id


def normal_email(email: str) -> str:
    """The address as it is stored: trimmed, lower case, without what nobody types, such as NUL."""
    return "".join(letter for letter in email if letter.isprintable()).strip().lower()


def is_email(email: str) -> bool:
    """Whether an address, as `normal_email` made it, looks like one."""
    return len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email) is not None
