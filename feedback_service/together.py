"""Several people tell the same story: their feedback is answered by one entry, and taken apart again.

    a feedback ── join ──> the entry of another ──> every answer of the entry is for everybody in it
               <── apart ──                     ──> on the board: the words of those who agreed, approved one by one

An entry may gather feedback before anything of it is public: it then has no place on the board yet. Feedback that is
kept private can belong to it as well: its person gets the answers, and nothing of theirs is shown or counted.

Call both with everybody in the entries locked (`lifecycle.lock_all` with `together`).
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback_service import answers, lifecycle, publishing, sharing
from feedback_service.models import BoardEntry, Feedback, Response
from feedback_service.vocabulary import Moderation

JOINED, APART = "joined", "taken_apart"
JOINABLE = frozenset({Moderation.PENDING, Moderation.PUBLISHED, Moderation.PRIVATE})


class CannotJoin(Exception):
    """They are together already, or one of them is erased or not to be answered."""


class NotTogether(Exception):
    """Nobody else's feedback is answered with it."""


def others(session: Session, feedback: Feedback) -> list[Feedback]:
    """The other feedback that is answered with this one, oldest first."""
    if feedback.entry_id is None:
        return []
    mine = Feedback.entry_id == feedback.entry_id, Feedback.id != feedback.id, Feedback.erased_at.is_(None)
    return list(session.scalars(select(Feedback).where(*mine).order_by(Feedback.id)).unique())


def join(session: Session, feedback: Feedback, lead: Feedback, staff_id: int) -> None:
    """Let the entry of `lead` answer `feedback` too. If one of them is on the board alone, that entry answers both.

    Raises CannotJoin.
    """
    if feedback.id == lead.id or (feedback.entry_id is not None and feedback.entry_id == lead.entry_id):
        raise CannotJoin
    if any(each.erased_at is not None or each.status not in JOINABLE for each in (feedback, lead)):
        raise CannotJoin
    joined, to = (lead, feedback) if _should_swap(session, feedback, lead) else (feedback, lead)
    entry = session.get(BoardEntry, to.entry_id) if to.entry_id else None
    if entry is None:
        entry = publishing.new_entry(session, to)
    left = session.get(BoardEntry, joined.entry_id) if joined.entry_id else None
    if joined.status == Moderation.PUBLISHED and left is not None:
        written = (Response.feedback_id == joined.id) & (Response.entry_id == left.id)
        session.execute(update(Response).where(written).values(entry_id=entry.id))
    joined.entry_id = entry.id
    for each in (feedback, lead):
        lifecycle.changed(session, each, JOINED, staff_id=staff_id)
    if joined.status == Moderation.PUBLISHED:
        if left is not None:
            publishing.show(session, left)
        publishing.show(session, entry)
    sharing.share(session, entry.id)


def apart(session: Session, feedback: Feedback, staff_id: int) -> None:
    """Answer `feedback` by itself again: with its own words, and the answers that were written on it. Who was given an
    answer of the others' keeps it on their page, and waits for one of their own. Raises NotTogether.
    """
    if not others(session, feedback):
        raise NotTogether
    left = session.get_one(BoardEntry, feedback.entry_id)
    own = Response.feedback_id == feedback.id
    session.execute(update(Response).where(own, Response.entry_id == left.id).values(entry_id=None))
    sharing.forget(session, feedback, only_waiting=True)
    feedback.entry_id = None
    if session.scalar(select(Response.id).where(own, Response.given_at.is_not(None)).limit(1)) is None:
        feedback.answered_at = None
    lifecycle.changed(session, feedback, APART, staff_id=staff_id)
    publishing.show(session, left)
    if feedback.status == Moderation.PUBLISHED:
        publishing.show(session, publishing.new_entry(session, feedback))


def make_shared(session: Session, feedback: Feedback, response: Response, staff_id: int) -> None:
    """Give an answer that was written for one person to everybody in the entry, on their pages and by text alone."""
    response.entry_id = feedback.entry_id
    lifecycle.changed(session, feedback, "answer_shared", staff_id=staff_id)
    sharing.share(session, feedback.entry_id or 0)


def can_be_shared(feedback: Feedback, response: Response) -> bool:
    """Whether the answer is for one person alone, and could be for everybody in the entry."""
    is_given = response.given_at is not None and response.feedback_id == feedback.id
    return is_given and response.entry_id is None and feedback.status in answers.ANSWERABLE


def _should_swap(session: Session, feedback: Feedback, lead: Feedback) -> bool:
    """Whether `lead`, alone and not on the board, rather joins `feedback` that is."""
    return feedback.status == Moderation.PUBLISHED and lead.status != Moderation.PUBLISHED and not others(session, lead)
