"""A colleague's look at an answer before it goes: asked for, given back with a note, or approved and sent."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import lifecycle
from feedback_service.models import AnswerDraft, Feedback
from feedback_service.vocabulary import DraftState, ResponseKind
from moderation.actions import responses
from moderation.answering import drafts
from moderation.answering.second_look import needs_review
from moderation.auth.sessions import Member
from moderation.told.data import Answer, Drafted, Refused, Returned


def ask_review(session: Session, feedback: Feedback, member: Member, data: Drafted) -> None:
    """Keep what was typed and put it up for a colleague to look at."""
    responses.check_author(session, feedback, member)
    draft = drafts.put(session, feedback, data.typed, data.draft, member.id)
    draft.state, draft.asked_by = DraftState.REVIEW, member.id
    draft.note = draft.noted_by = None
    lifecycle.changed(session, feedback, "answer_review_asked", staff_id=member.id)


def send_back(session: Session, feedback: Feedback, member: Member, data: Returned) -> None:
    """Give it back to who wrote it, with a note that says why."""
    draft = _up_for_review(session, feedback, member, data.draft)
    draft.state, draft.note, draft.noted_by = DraftState.RETURNED, data.words, member.id
    draft.version += 1
    lifecycle.changed(session, feedback, "answer_given_back", staff_id=member.id)


def approve(session: Session, feedback: Feedback, member: Member, data: Answer) -> None:
    """Send what a colleague wrote, as it is or changed.

    Where the rule wants two for every answer, a changed one is new and needs another look.
    """
    draft = _up_for_review(session, feedback, member, data.draft or 0)
    if needs_review(session, feedback) and _as_typed(data) != _as_kept(draft):
        raise Refused("words", _("You changed it, so a colleague looks at it again. Ask a colleague to look."))
    assert draft.changed_by is not None
    responses.send(session, feedback, data, author=draft.changed_by, reviewer=member.id)


def _up_for_review(session: Session, feedback: Feedback, member: Member, version: int) -> AnswerDraft:
    drafts.check(session, feedback, version)
    draft = drafts.of(session, feedback)
    if draft is None or draft.state != DraftState.REVIEW:
        raise Refused("words", _("No answer waits for a colleague's look here."))
    if member.id in {draft.changed_by, draft.asked_by}:
        raise Refused("words", _("A colleague looks at what you wrote: somebody else."))
    return draft


def _as_typed(data: Answer) -> tuple[str, ...]:
    """What the person would read of it."""
    due = data.due_on.isoformat() if data.due_on else ""
    return (
        str(data.kind),
        data.words,
        data.translation or "",
        data.signed_as,
        data.owner or "",
        due,
        data.evidence or "",
    )


def _as_kept(draft: AnswerDraft) -> tuple[str, ...]:
    typed = drafts.typed_in(draft)
    if typed.get("kind") != ResponseKind.DOING:
        typed = typed | {"owner": "", "due_on": ""}
    return tuple(typed.get(name, "") for name in drafts.LONGEST)
