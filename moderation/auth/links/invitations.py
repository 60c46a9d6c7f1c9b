"""Inviting somebody to the desk: by whom, for which role; good once, for seven days, sent again or taken back.

For the administrators' pages: `invite`, `resend`, `take_back`, `waiting`. The link is returned where nothing sends it,
for the administrator to hand over; it cannot be read again.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import Invitation, Staff, Team, TeamMember
from feedback_service.passwords import NONE, hash_password
from feedback_service.staff import LONGEST_NAME, is_email, normal_email
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Role
from moderation.auth import choosing
from moderation.auth.links import letters
from moderation.auth.sessions import TOKEN_BYTES, hashed
from moderation.changing import NotPossible

LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has used yet."""

    id: int
    email: str
    name: str
    role: Role
    is_over: bool


def invite(email: str, name: str, role: Role, team_ids: Sequence[int], by: int) -> str | None:
    """Invite somebody; returns the link to hand over where no email goes out, else None. Raises NotPossible."""
    email, name = normal_email(email), name.strip()
    if not is_email(email):
        raise NotPossible("email", _("Enter an email address, such as name@example.org"))
    if not name or len(name) > LONGEST_NAME:
        raise NotPossible("name", _("Enter a name of %(count)d characters at most", count=LONGEST_NAME))
    try:
        return _make(email, name, role, team_ids, by)
    except IntegrityError:
        # Somebody else invited them at the same moment.
        raise NotPossible("email", _("There is an invitation for that email address already. Send it again")) from None


def _make(email: str, name: str, role: Role, team_ids: Sequence[int], by: int) -> str | None:
    with transaction() as session:
        if session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
            raise NotPossible("email", _("There is a member of staff with that email address already"))
        if session.scalar(select(Invitation.id).where(Invitation.email == email, _open())) is not None:
            raise NotPossible("email", _("There is an invitation for that email address already. Send it again"))
        teams = session.scalars(select(Team.id).where(Team.id.in_(team_ids), Team.retired_at.is_(None)))
        made = Invitation(email=email, name=name, role=role, team_ids=sorted(teams), invited_by=by)
        token = _draw(made)
        session.add(made)
        session.flush()
        audit.record(session, "staff.invited", f"invitation:{made.id}", staff_id=by, details={"role": str(role)})
        return _hand_over(session, made, token)


def resend(invitation_id: int, by: int) -> str | None:
    """A fresh link, good for another seven days; the old one opens nothing. Returns it as `invite` does."""
    with transaction() as session:
        found = _locked(session, Invitation.id == invitation_id)
        if found is None:
            raise NotPossible("invitation", _("This invitation was used or taken back"))
        token = _draw(found)
        audit.record(session, "staff.invitation_sent_again", f"invitation:{found.id}", staff_id=by)
        return _hand_over(session, found, token)


def take_back(invitation_id: int, by: int) -> bool:
    """End the invitation; False where it was used or taken back already."""
    with transaction() as session:
        ended = update(Invitation).where(Invitation.id == invitation_id, _open()).values(ended_at=clock.now())
        if not session.execute(ended).rowcount:
            return False
        audit.record(session, "staff.invitation_taken_back", f"invitation:{invitation_id}", staff_id=by)
        return True


def waiting(session: Session) -> list[Waiting]:
    """The invitations that are neither used nor taken back, the latest first."""
    found = session.scalars(select(Invitation).where(_open()).order_by(Invitation.id.desc()))
    return [Waiting(each.id, each.email, each.name, Role(each.role), each.expires_at <= clock.now()) for each in found]


def behind(token: str) -> Invitation | None:
    """The invitation behind a link; None for one that is unknown, used, taken back or over."""
    with reading() as session:
        found = session.scalars(select(Invitation).where(Invitation.token_hash == hashed(token), _open()))
        return _in_time(found.one_or_none())


def join(token: str, name: str, password: str) -> int:
    """Become a member of staff; returns the member's id. Raises NotPossible. Of two at once exactly one gets in."""
    found = behind(token)
    if found is None:
        raise NotPossible("token", _("This invitation was used or taken back"))
    if not name or len(name) > LONGEST_NAME:
        raise NotPossible("name", _("Enter a name of %(count)d characters at most", count=LONGEST_NAME))
    if wrong := choosing.objection(password, found.email, name):
        raise NotPossible("password", wrong)
    password_hash = hash_password(password)
    with transaction() as session:
        locked = _in_time(_locked(session, Invitation.token_hash == hashed(token)))
        if locked is None:
            raise NotPossible("token", _("This invitation was used or taken back"))
        return _make_member(session, locked, name, password_hash).id


def join_through_provider(session: Session, email: str) -> Staff | None:
    """Who is invited under this address, made a member without a password; None for nobody."""
    found = _in_time(_locked(session, Invitation.email == normal_email(email)))
    return _make_member(session, found, found.name, NONE) if found is not None else None


def _make_member(session: Session, invitation: Invitation, name: str, password_hash: str) -> Staff:
    moment = clock.now()
    if session.scalar(select(Staff.id).where(Staff.email == invitation.email)) is not None:
        raise NotPossible("token", _("This invitation was used or taken back"))
    staff = Staff(
        email=invitation.email, name=name, role=invitation.role, password_hash=password_hash, created_at=moment
    )
    session.add(staff)
    session.flush()
    teams = session.scalars(select(Team.id).where(Team.id.in_(invitation.team_ids), Team.retired_at.is_(None)))
    session.add_all(TeamMember(team_id=each, staff_id=staff.id) for each in teams.all())
    invitation.ended_at, invitation.staff_id = moment, staff.id
    details = {"invitation": invitation.id, "role": str(invitation.role)}
    audit.record(session, "staff.joined", f"staff:{staff.id}", staff_id=staff.id, details=details)
    return staff


def _draw(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash, invitation.created_at = hashed(token), clock.now()
    invitation.expires_at = invitation.created_at + LASTS
    return token


def _hand_over(session: Session, invitation: Invitation, token: str) -> str | None:
    if not letters.goes_by_email():
        return letters.invitation_link(token)
    letters.invite(session, invitation, token, LASTS.days)
    return None


def _locked(session: Session, which: ColumnElement[bool]) -> Invitation | None:
    return session.scalars(select(Invitation).where(which, _open()).with_for_update()).one_or_none()


def _open() -> ColumnElement[bool]:
    return Invitation.ended_at.is_(None)


def _in_time(invitation: Invitation | None) -> Invitation | None:
    return invitation if invitation is not None and invitation.expires_at > clock.now() else None
