"""Choosing a password: what makes one good enough, and putting it in the place of the old one."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import audit
from feedback_service.models import Staff
from feedback_service.passwords import MAX_PASSWORD, MIN_PASSWORD, NONE, hash_password, password_fits, too_easy
from feedback_service.storage import reading, transaction
from moderation.auth import sessions
from moderation.auth.links import letters
from moderation.auth.sessions import Member


def objection(password: str, *about: str) -> str | None:
    """What is wrong with a new password, for the person who chose it; `about` is what is known of them."""
    if len(password) < MIN_PASSWORD:
        return str(
            _(
                "Use %(count)d characters at least. Three or four words that do not belong together are good.",
                count=MIN_PASSWORD,
            )
        )
    if len(password) > MAX_PASSWORD:
        return str(_("That is too long: use %(count)d characters at most.", count=MAX_PASSWORD))
    if too_easy(password, *about):
        return str(_("Many people use that one, or it is easy to guess. Choose another."))
    return None


def fits(member: Member, password: str) -> bool:
    """Whether it is the member's present password."""
    with reading() as session:
        hashed = session.get_one(Staff, member.id).password_hash
    return password_fits(hashed, password)


def has_password(member: Member) -> bool:
    """Whether they have one: who comes by the trust's own sign-in may have none."""
    with reading() as session:
        return session.get_one(Staff, member.id).password_hash != NONE


def change(member: Member, password: str) -> Member | str:
    """A new password in place of the old one: every other session ends, this one begins anew. Or the objection."""
    with reading() as session:
        staff = session.get_one(Staff, member.id)
    if wrong := objection(password, staff.email, staff.name):
        return wrong
    hashed = hash_password(password)
    with transaction() as session:
        staff = sessions.lock_staff(session, member.id)
        staff.password_hash = hashed
        audit.record(session, "staff.password_changed", f"staff:{staff.id}", staff_id=staff.id)
        tell_changed(session, staff)
        return sessions.renew(session, member, end_others=True)


def tell_changed(session: Session, staff: Staff) -> None:
    """Ask for the email that says so, in case it was somebody else."""
    letters.notice(
        session,
        staff,
        _("Your password was changed"),
        _("Your password was changed just now. If it was not you, tell an administrator now."),
    )
