"""What the item page shows, gathered in one read; every opening is on record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from feedback_service import audit, places, together
from feedback_service.agreed_words import words_differ
from feedback_service.answers import language_of
from feedback_service.conversation import moving
from feedback_service.languages import DEFAULT, spoken_or_default
from feedback_service.models import (
    Feedback,
    FeedbackHistory,
    GivenVerdict,
    InboundMessage,
    OutboundMessage,
    Response,
    SafetyFlag,
    Staff,
    Team,
)
from feedback_service.public_words import opened_additions, public_words
from feedback_service.publishing import Obstacle, obstacles
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import NEEDS_REASON, Moderation, OutboundKind
from moderation.actions.responses import answered_by
from moderation.approvals.showing import Approval, approval
from moderation.audit.queries import Line, trail
from moderation.auth.sessions import Member
from moderation.care import distress, remembering
from moderation.claims import holding
from moderation.items import hiding, thread
from moderation.items.about import AboutWhat, about
from moderation.items.asking import Asking, asking
from moderation.items.company import Company, company
from moderation.items.hiding import Hiding
from moderation.items.thread import Said, Sent
from moderation.permissions import (
    Action,
    actions_of,
    allowed_actions,
    may_answer_again,
    may_open,
    sees_originals,
)
from moderation.queue.queries import shortened

FIRST_WORDS = 60


class Closed(Exception):
    """The member's role does not open this feedback."""


@dataclass(frozen=True)
class Other:
    """Other feedback of the same person: `words` are the first, with everything hidden that was hidden so far."""

    reference: str
    received_at: datetime
    words: str


@dataclass(frozen=True)
class ItemPage:
    """Everything on the page. `said` is empty for who reads the public words only (`sees_originals`), and nothing
    that staff noted among themselves is shown to them either; what the person added after the decision they
    read in `additions` once a moderator opened it. `answer_language` is the person's where an answer needs a
    translation; `may_answer` is False for who wrote the answer that did not help. `changes` are the lines of
    the history that a page made at an older version does not have."""

    feedback: Feedback
    public_words: str
    sees_originals: bool
    said: Sequence[Said]
    sent: Sequence[Sent]
    responses: Sequence[Response]
    history: Sequence[FeedbackHistory]
    flags: Sequence[SafetyFlag]
    names: dict[int, str]
    obstacles: Sequence[Obstacle]
    allowed: frozenset[Action]
    known: frozenset[Action]
    places: Sequence[places.Group]
    additions: str
    verdicts: Sequence[GivenVerdict]
    answer_language: str | None
    may_answer: bool
    asking: Asking | None
    approval: Approval | None
    others: Sequence[Other]
    teams: Sequence[Team]
    about: AboutWhat
    hiding: Hiding
    company: Company
    changes: Sequence[FeedbackHistory] = ()
    trail: Sequence[Line] = ()

    @property
    def conversation(self) -> list[Said | Sent]:
        """Both sides in the order of time."""
        return thread.in_order(self.said, self.sent)

    @property
    def public_answers(self) -> list[Response]:
        """What the public reads with the words, now or after publishing: also what waits for the decision."""
        if self.feedback.status == Moderation.PENDING:
            return [each for each in self.responses if each.is_public or each.given_at is None]
        return [each for each in self.responses if each.is_public and self.feedback.status == Moderation.PUBLISHED]

    def words_at(self, chosen: Collection[str]) -> list[str]:
        """The words behind the values `<message id>:<start>:<end>` of their boxes."""
        every = ((said.message.id, piece) for said in self.said for piece in said.pieces)
        return [piece.text for number, piece in every if f"{number}:{piece.start}:{piece.end}" in chosen]

    @property
    def decided(self) -> FeedbackHistory | None:
        """The decision that keeps it off the board with the reason that the person reads, None where there is none."""
        status = self.feedback.status
        steps = [line for line in self.history if line.from_status and line.from_status != line.to_status]
        if not steps or steps[-1].to_status != status or self.feedback.erased_at is not None:
            return None
        has_reason = steps[-1].reason_code or (steps[-1].reason and status in NEEDS_REASON)
        return steps[-1] if has_reason else None

    @property
    def decision_text(self) -> OutboundMessage | None:
        """The text that told, or tells, the person of it."""
        since = self.decided.at if self.decided else None
        texts = [each.text for each in self.sent if each.text.kind == OutboundKind.DECISION]
        return next((text for text in reversed(texts) if since and text.created_at >= since), None)

    @property
    def added(self) -> list[Said]:
        """What the person added since the answer that did not help."""
        since = self.feedback.reopened_at
        return [each for each in self.said if since and each.is_words and each.at >= since]

    def verdicts_on(self, response: Response) -> list[GivenVerdict]:
        """What the person said about this answer, the latest last."""
        return [each for each in self.verdicts if each.response_id == response.id]

    @property
    def other_verdicts(self) -> list[GivenVerdict]:
        """What they said about an answer that was written for somebody else in the same entry."""
        mine = {response.id for response in self.responses}
        return [each for each in self.verdicts if each.response_id not in mine]

    def can_be_shared(self, response: Response) -> bool:
        """Whether others are answered together with this person, who alone has the answer."""
        return self.company.is_together and together.can_be_shared(self.feedback, response)

    @property
    def can_be_asked(self) -> bool:
        """Whether the person can be shown the words by text now."""
        return self.asking is not None and self.asking.body is not None

    @property
    def asking_language(self) -> str:
        """The language that they would be asked in."""
        return spoken_or_default(self.feedback.contact.language if self.feedback.contact else None)

    @property
    def words_are_changed(self) -> bool:
        """Whether the public would read something else than the person wrote."""
        return words_differ(self.feedback)

    @property
    def is_open_to_hiding(self) -> bool:
        """Whether words can be chosen."""
        return Action.REDACT in self.allowed


def open_item(reference: str, member: Member, since: int | None = None) -> ItemPage | None:
    """The page for this member, None for an unknown reference. Raises Closed.

    `since` is the version that an earlier page was made at. The look is recorded before the page is
    handed out, with whether the words as they were written are on it; colleagues see who has it open.
    """
    with reading() as session:
        feedback = _find(session, reference)
        if feedback is None:
            return None
        if not may_open(member.role, feedback):
            raise Closed
        page = _gather(session, feedback, member, since)
    details = {"original": page.sees_originals}
    with transaction() as session:
        holding.opened(session, feedback.id, member)
        is_hard = bool(distress.of_feedback(feedback, originals=page.sees_originals))
        remembering.look(session, member, feedback.id, is_hard=is_hard)
        audit.record(session, "feedback.viewed", f"feedback:{feedback.id}", staff_id=member.id, details=details)
    return page


def _find(session: Session, reference: str) -> Feedback | None:
    messages = selectinload(Feedback.messages)
    statement = select(Feedback).where(Feedback.reference == reference.upper())
    options = (
        messages.selectinload(InboundMessage.redactions),
        messages.selectinload(InboundMessage.refusals),
        messages.selectinload(InboundMessage.translations),
        selectinload(Feedback.flags),
        selectinload(Feedback.entry_point),
        selectinload(Feedback.team),
        selectinload(Feedback.contact),
    )
    return session.scalars(statement.options(*options)).unique().one_or_none()


def _gather(session: Session, feedback: Feedback, member: Member, since: int | None) -> ItemPage:
    history = _history(session, feedback)
    allowed = allowed_actions(member.role, feedback)
    originals = sees_originals(member.role)
    language = language_of(feedback)
    hidden = hiding.gather(session, feedback, suggests=Action.REDACT in allowed, sees_originals=originals)
    return ItemPage(
        feedback=feedback,
        public_words=public_words(feedback),
        sees_originals=originals,
        said=thread.said(session, feedback, hidden.suggestions) if originals else [],
        sent=thread.sent(session, feedback, sees_originals=originals),
        responses=_responses(session, feedback),
        history=history,
        flags=[flag for flag in feedback.flags if flag.cleared_at is None],
        names=dict(session.execute(select(Staff.id, Staff.name)).tuples().all()),
        obstacles=obstacles(feedback),
        allowed=allowed,
        known=actions_of(member.role),
        places=places.by_borough(session) if Action.SET_PLACE in allowed else [],
        additions=opened_additions(feedback),
        verdicts=_verdicts(session, feedback),
        answer_language=language if language != DEFAULT else None,
        may_answer=may_answer_again(member.role, member.id, feedback, answered_by(session, feedback)),
        asking=asking(session, feedback) if Action.ASK_PERSON in actions_of(member.role) else None,
        approval=approval(session, feedback, member),
        others=_others(session, feedback) if Action.MOVE_TEXT in allowed else [],
        about=about(session, feedback, may_decide=Action.SET_THEMES in allowed),
        hiding=hidden,
        company=company(session, feedback, member.role),
        teams=_teams(session) if Action.ASSIGN in allowed else [],
        changes=[line for line in history if since is not None and line.version > since],
        trail=trail(session, feedback.id) if originals else [],
    )


def _teams(session: Session) -> Sequence[Team]:
    """Those that something can be given to."""
    return session.scalars(select(Team).where(Team.retired_at.is_(None)).order_by(Team.name)).all()


def _responses(session: Session, feedback: Feedback) -> Sequence[Response]:
    statement = select(Response).where(Response.feedback_id == feedback.id)
    statement = statement.options(selectinload(Response.staff), selectinload(Response.translator))
    return session.scalars(statement.order_by(Response.created_at, Response.id)).all()


def _history(session: Session, feedback: Feedback) -> Sequence[FeedbackHistory]:
    statement = select(FeedbackHistory).where(FeedbackHistory.feedback_id == feedback.id)
    return session.scalars(statement.order_by(FeedbackHistory.id)).unique().all()


def _verdicts(session: Session, feedback: Feedback) -> Sequence[GivenVerdict]:
    statement = select(GivenVerdict).where(GivenVerdict.feedback_id == feedback.id)
    return session.scalars(statement.order_by(GivenVerdict.id)).all()


def _others(session: Session, feedback: Feedback) -> list[Other]:
    return [
        Other(each.reference, each.received_at, shortened(public_words(each), FIRST_WORDS))
        for each in moving.others(session, feedback)
    ]
