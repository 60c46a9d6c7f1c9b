"""What the pages show of requests to see how a person can be reached; never a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from feedback_service import clock, preferences
from feedback_service.models import Feedback, GlassRequest
from feedback_service.storage import reading
from moderation.approvals import showing as approvals
from moderation.auth.sessions import Member
from moderation.glass.breaking import BREAKERS, is_open, is_waiting
from moderation.permissions import MANAGERS

SHOWN_FOR = timedelta(hours=24)
"""How long administrators see that one of them decided alone."""


@dataclass(frozen=True)
class Shown:
    """One request, for one member. `others` could agree; `minutes` are left while it is open."""

    request: GlassRequest
    reference: str
    is_mine: bool
    is_waiting: bool
    is_open: bool
    minutes: int
    others: int
    may_decide_alone: bool

    @property
    def may_agree(self) -> bool:
        """Whether this member can be the second person."""
        return self.is_waiting and not self.is_mine


@dataclass(frozen=True)
class Strip:
    """What stands on every page of the desk for this member; `state` names it, so that a page knows what is new."""

    waiting: Sequence[Shown]
    mine: Sequence[Shown]
    alone: Sequence[Shown]
    stuck: Sequence[str]

    @property
    def state(self) -> str:
        """Changes with every step of every request that is shown."""
        every = [*self.waiting, *self.mine, *self.alone]
        steps = [f"{each.request.id}.{int(each.is_open)}{int(each.is_waiting)}" for each in every]
        return " ".join([*sorted(set(steps)), *self.stuck])


def one(request_id: int, member: Member) -> Shown | None:
    """One request, None for a number that there is not."""
    with reading() as session:
        request = session.scalars(_with_feedback().where(GlassRequest.id == request_id)).unique().one_or_none()
        return _shown(session, request, member) if request else None


def about(reference: str, member: Member) -> tuple[Feedback, Shown | None] | None:
    """The feedback, and this member's request about it that waits or is open; None for an unknown reference."""
    with reading() as session:
        found = select(Feedback).where(Feedback.reference == reference.upper()).options(joinedload(Feedback.contact))
        feedback = session.scalars(found).unique().one_or_none()
        if feedback is None:
            return None
        mine = GlassRequest.feedback_id == feedback.id, GlassRequest.staff_id == member.id
        requests = session.scalars(_with_feedback().where(*mine, GlassRequest.ended_at.is_(None))).unique()
        shown = [_shown(session, each, member) for each in requests]
        return feedback, next((each for each in shown if each.is_waiting or each.is_open), None)


def strip(member: Member) -> Strip | None:
    """None for who takes no part."""
    if member.role not in BREAKERS:
        return None
    with reading() as session:
        live = session.scalars(_with_feedback().where(GlassRequest.ended_at.is_(None))).unique()
        shown = [_shown(session, each, member) for each in live]
        is_manager = member.role in MANAGERS
        return Strip(
            waiting=[each for each in shown if each.may_agree],
            mine=[each for each in shown if each.is_mine and (each.is_waiting or each.is_open)],
            alone=_alone(session, member) if is_manager else [],
            stuck=approvals.stuck(session) if is_manager else [],
        )


def _alone(session: Session, member: Member) -> list[Shown]:
    lately = GlassRequest.is_lone.is_(True), GlassRequest.agreed_at > clock.now() - SHOWN_FOR
    others = session.scalars(_with_feedback().where(*lately, GlassRequest.staff_id != member.id)).unique()
    return [_shown(session, each, member) for each in others]


def _with_feedback() -> Select[GlassRequest]:
    return select(GlassRequest).options(joinedload(GlassRequest.feedback)).order_by(GlassRequest.id)


def _shown(session: Session, request: GlassRequest, member: Member) -> Shown:
    left = request.opens_until - clock.now() if request.opens_until else timedelta()
    is_mine = request.staff_id == member.id
    allowed = is_mine and member.role in MANAGERS and preferences.read(session).allow_lone_break_glass
    return Shown(
        request=request,
        reference=request.feedback.reference,
        is_mine=is_mine,
        is_waiting=is_waiting(request),
        is_open=is_open(request),
        minutes=max(1, round(left.total_seconds() / 60)),
        others=approvals.others(session, request.staff_id),
        may_decide_alone=allowed and is_waiting(request),
    )
