"""Staff and their passwords: argon2id with the library's current parameters."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from feedback_service import audit, clock
from feedback_service.models import Staff
from feedback_service.storage import transaction
from feedback_service.vocabulary import Role

MIN_PASSWORD = 12
"""Characters, as NCSC and the NHS advise: length before complexity."""

_hasher = PasswordHasher()


def add_staff(email: str, name: str, role: Role, password: str) -> int:
    """Add an active member of staff and return their id.

    Raises ValueError, with a sentence for the person who asked, when the address is not one or is
    taken, or the password is shorter than MIN_PASSWORD characters.
    """
    email = normal_email(email)
    if "@" not in email.strip("@") or any(letter.isspace() for letter in email) or len(email) > 254:
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


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


def password_fits(hashed: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(hashed: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _hasher.check_needs_rehash(hashed)
