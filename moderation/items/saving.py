"""Keeping the draft of an answer while it is written, and throwing it away."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from feedback_service import audit, lifecycle
from feedback_service.models import Feedback
from feedback_service.storage import transaction
from moderation.actions.perform import NotPermitted, Unknown
from moderation.actions.responses import answered_by
from moderation.answering import drafts
from moderation.auth.sessions import Member
from moderation.permissions import Action, allowed_actions, may_answer_again


def save(reference: str, member: Member, typed: Mapping[str, str], version: int) -> int:
    """Keep what was typed and return the draft's new version. A draft decides nothing: the feedback's own version
    stays, so that nobody's page is old because a colleague writes.

    On record once for each time that somebody begins or takes over. Raises Unknown, NotPermitted or drafts.Overtaken.
    """
    with transaction() as session:
        feedback = _writable(session, reference, member)
        before = drafts.of(session, feedback)
        if before is None and not drafts.fields(typed):
            return drafts.version_of(session, feedback)
        writer = before.changed_by if before is not None else None
        draft = drafts.put(session, feedback, typed, version, member.id)
        if draft.changed_by != writer:
            audit.record(session, "feedback.answer_drafted", f"feedback:{feedback.id}", staff_id=member.id)
        return draft.version


def discard(reference: str, member: Member, version: int) -> None:
    """Throw the draft away. Raises Unknown, NotPermitted or drafts.Overtaken."""
    with transaction() as session:
        feedback = _writable(session, reference, member)
        drafts.check(session, feedback, version)
        audit.record(session, "feedback.answer_draft_discarded", f"feedback:{feedback.id}", staff_id=member.id)
        drafts.end(session, feedback)


def _writable(session: Session, reference: str, member: Member) -> Feedback:
    feedback = lifecycle.locked(session, reference.upper())
    if feedback is None:
        raise Unknown
    is_allowed = Action.RESPOND in allowed_actions(member.role, feedback)
    if not is_allowed or not may_answer_again(member.role, member.id, feedback, answered_by(session, feedback)):
        raise NotPermitted
    return feedback
