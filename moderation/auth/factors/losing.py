"""A member lost their phone, or leaves a factor behind: factors taken away, sessions ended, the member told."""

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_service import audit
from feedback_service.models import Passkey, Staff
from feedback_service.staff import normal_email
from feedback_service.storage import reading, transaction
from moderation.auth import sessions
from moderation.auth.factors import recovery, totp
from moderation.auth.links import letters


def reset(staff_id: int, by: int | None) -> None:
    """Take every factor of somebody else away: they sign in with their password and set up new ones.

    `by` is the administrator, None for the command. Ends their sessions; they are told by email. Raises
    sqlalchemy's NoResultFound for nobody.
    """
    with transaction() as session:
        staff = sessions.lock_staff(session, staff_id)
        _take_away(session, staff)
        sessions.end_all(session, staff_id)
        audit.record(session, "staff.factor_reset", f"staff:{staff_id}", staff_id=by)
        letters.notice(
            session,
            staff,
            _("Your second factor was taken away"),
            _(
                "An administrator took away the second factor of your sign-in, because you cannot use it any more. "
                "When you sign in next you can set up a new one. If you did not ask for this, tell an administrator "
                "now."
            ),
        )


def reset_by_email(email: str) -> bool:
    """The same from the command line; False for an address that is nobody's."""
    with reading() as session:
        staff_id = session.scalar(select(Staff.id).where(Staff.email == normal_email(email)))
    if staff_id is None:
        return False
    reset(staff_id, by=None)
    return True


def end_sessions(staff_id: int, by: int) -> None:
    """Sign somebody else out everywhere. Raises sqlalchemy's NoResultFound for nobody."""
    with transaction() as session:
        sessions.lock_staff(session, staff_id)
        count = sessions.end_all(session, staff_id)
        audit.record(session, "staff.sessions_ended", f"staff:{staff_id}", staff_id=by, details={"count": count})


def _take_away(session: Session, staff: Staff) -> None:
    totp.remove(session, staff.id)
    recovery.remove(session, staff.id)
    session.execute(delete(Passkey).where(Passkey.staff_id == staff.id))
