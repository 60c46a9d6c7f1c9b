"""Asking, agreeing, refusing, deciding alone, and ending: each one transaction with its record.

The feedback's row is locked before the request is read, so that of two who agree at once one does.
"""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit, clock, lifecycle, outbox, preferences
from feedback_service.models import Feedback, GlassRequest, Staff
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import GlassEnd, Needed, OutboundKind, Role
from moderation.auth.sessions import Member
from moderation.permissions import MANAGERS, sees_originals
from moderation.told.data import Refused

BREAKERS = frozenset(role for role in Role if sees_originals(role))
"""Who may ask, and whose agreement counts."""


class Unknown(Exception):
    """There is no such feedback or request."""


class NotYours(Exception):
    """Not this member's to do, whatever their role: their own request to agree to, somebody else's to see."""


class NotOpen(Exception):
    """It does not wait any more, or its time is over: the page was old."""


@dataclass(frozen=True)
class Asked:
    """`quiet` says why telling the person would harm; empty where they are told."""

    needed: Needed
    words: str
    quiet: str = ""


def ask(reference: str, member: Member, asked: Asked) -> int:
    """Ask to see how to reach the person; the request's number. Asking again while it waits or is open is the same
    request. Raises Unknown, NotYours or Refused."""
    with transaction() as session:
        feedback = lifecycle.locked(session, reference)
        if feedback is None:
            raise Unknown
        _check(session, member)
        if feedback.contact_id is None:
            raise Refused("needed", _("They left no number, or it was erased."))
        if (before := live_of(session, feedback, member.id)) is not None:
            return before.id
        moment, wishes = clock.now(), preferences.read(session)
        request = GlassRequest(
            feedback_id=feedback.id,
            staff_id=member.id,
            needed=asked.needed,
            words=asked.words,
            quiet_words=asked.quiet or None,
            asked_at=moment,
            waits_until=moment + timedelta(minutes=wishes.glass_waits_minutes),
        )
        session.add(request)
        session.flush()
        _record(session, "asked", request, member.id, needed=str(asked.needed), quiet=bool(asked.quiet))
        lifecycle.changed(session, feedback, "glass_asked", staff_id=member.id)
        return request.id


def agree(request_id: int, member: Member, quiet: str = "") -> None:
    """The second person's yes; `quiet` says why telling the person would harm, where that was asked for.

    Raises Unknown, NotYours, NotOpen or Refused.
    """
    with transaction() as session:
        feedback, request = locked(session, request_id)
        _check(session, member)
        if request.staff_id == member.id:
            raise NotYours
        _open(session, request, member, quiet)
        _record(session, "agreed", request, member.id, asked_by=request.staff_id, quiet=bool(request.agreed_words))
        lifecycle.changed(session, feedback, "glass_agreed", staff_id=member.id)


def decide_alone(request_id: int, member: Member) -> None:
    """An administrator who is the only one awake opens their own request, where the preferences allow it.

    Every administrator is told at once. Raises as `agree`.
    """
    with transaction() as session:
        feedback, request = locked(session, request_id)
        _check(session, member)
        is_allowed = preferences.read(session).allow_lone_break_glass
        if not is_allowed or member.role not in MANAGERS or request.staff_id != member.id:
            raise NotYours
        request.is_lone = True
        _open(session, request, member, request.quiet_words or "")
        _record(session, "alone", request, member.id, quiet=bool(request.agreed_words))
        lifecycle.changed(session, feedback, "glass_alone", staff_id=member.id)
        _tell_administrators(session, feedback, member)


def refuse(request_id: int, member: Member) -> None:
    """The second person's no. Raises Unknown, NotYours or NotOpen."""
    with transaction() as session:
        feedback, request = locked(session, request_id)
        _check(session, member)
        if request.staff_id == member.id:
            raise NotYours
        if not is_waiting(request):
            raise NotOpen
        _end(request, GlassEnd.REFUSED, member.id)
        _record(session, "refused", request, member.id, asked_by=request.staff_id)
        lifecycle.changed(session, feedback, "glass_refused", staff_id=member.id)


def close(request_id: int, member: Member) -> None:
    """Who asked needs it no more, or an administrator ends it. Raises Unknown, NotYours or NotOpen."""
    with transaction() as session:
        feedback, request = locked(session, request_id)
        if request.staff_id != member.id and member.role not in MANAGERS:
            raise NotYours
        if request.ended_at is not None:
            raise NotOpen
        _end(request, GlassEnd.CLOSED, member.id)
        _record(session, "ended", request, member.id, because=str(GlassEnd.CLOSED))
        lifecycle.changed(session, feedback, "glass_ended", staff_id=member.id)


def end_over() -> int:
    """End what nobody agreed to in time and what has been open for its time; returns how many. An idempotent sweep."""
    with reading() as session:
        still = select(GlassRequest).where(GlassRequest.ended_at.is_(None))
        over = [each.id for each in session.scalars(still).unique() if not is_waiting(each) and not is_open(each)]
    return sum(_end_one(request_id) for request_id in over)


def live_of(session: Session, feedback: Feedback, staff_id: int) -> GlassRequest | None:
    """This member's request about this feedback that waits or is open."""
    mine = GlassRequest.feedback_id == feedback.id, GlassRequest.staff_id == staff_id, GlassRequest.ended_at.is_(None)
    found = session.scalars(select(GlassRequest).where(*mine).order_by(GlassRequest.id.desc())).unique()
    return next((each for each in found if is_waiting(each) or is_open(each)), None)


def is_waiting(request: GlassRequest) -> bool:
    """Whether somebody can still agree."""
    return request.ended_at is None and request.agreed_at is None and clock.now() < request.waits_until


def is_open(request: GlassRequest) -> bool:
    """Whether the number can be seen now."""
    return request.ended_at is None and request.opens_until is not None and clock.now() < request.opens_until


def _open(session: Session, request: GlassRequest, member: Member, quiet: str) -> None:
    if not is_waiting(request):
        raise NotOpen
    if request.quiet_words and not quiet:
        raise Refused("quiet", _("Write why telling the person would harm, as the first of you did."))
    moment = clock.now()
    request.agreed_by, request.agreed_at = member.id, moment
    # The person is told unless both say that it would harm.
    request.agreed_words = quiet if request.quiet_words else None
    request.opens_until = moment + timedelta(minutes=preferences.read(session).glass_minutes)


def _end(request: GlassRequest, end: GlassEnd, staff_id: int | None) -> None:
    request.ended_at, request.ended_by, request.end = clock.now(), staff_id, end


def _end_one(request_id: int) -> bool:
    with transaction() as session:
        feedback, request = locked(session, request_id)
        if request.ended_at is not None or is_waiting(request) or is_open(request):
            return False
        end = GlassEnd.OVER if request.agreed_at else GlassEnd.UNANSWERED
        _end(request, end, None)
        _record(session, "ended", request, None, because=str(end))
        lifecycle.changed(session, feedback, "glass_ended")
        return True


def locked(session: Session, request_id: int) -> tuple[Feedback, GlassRequest]:
    """The request and what it is about, that locked until the transaction ends. Raises Unknown."""
    reference = session.scalar(
        select(Feedback.reference)
        .join(GlassRequest, GlassRequest.feedback_id == Feedback.id)
        .where(GlassRequest.id == request_id)
    )
    feedback = lifecycle.locked(session, reference) if reference else None
    if feedback is None:
        raise Unknown
    return feedback, session.get_one(GlassRequest, request_id, populate_existing=True)


def _check(session: Session, member: Member) -> None:
    """Whether the member may still take part, whatever their page says."""
    staff = session.get(Staff, member.id)
    if staff is None or not staff.active or Role(staff.role) not in BREAKERS:
        raise NotYours


def _record(session: Session, step: str, request: GlassRequest, staff_id: int | None, **details: object) -> None:
    subject = f"feedback:{request.feedback_id}"
    audit.record(session, f"glass.{step}", subject, staff_id=staff_id, details={"request": request.id, **details})


def _tell_administrators(session: Session, feedback: Feedback, member: Member) -> None:
    settings: Settings = current_app.extensions["settings"]
    link = f"{settings.public_url}/staff/items/{feedback.reference}"
    body = (
        f"A number is seen without a second person: feedback {feedback.reference}\n\n"
        f"{member.name} decided alone to see how to reach the person, as the settings allow in an emergency.\n\n"
        f"See what it is about: {link}\n"
    )
    wanted = select(Staff.email).where(Staff.active.is_(True), Staff.role.in_(MANAGERS)).order_by(Staff.id)
    for email in session.scalars(wanted):
        outbox.letter(session, OutboundKind.NOTICE, email, body)
