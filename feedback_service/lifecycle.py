"""The one place where a feedback's moderation status is assigned and its history written.

Every change raises the feedback's version, writes a history row in the same transaction, derives
what it waits for at the desk (`feedback_service.waiting`) and what it is found by (`feedback_service.search`),
and rings the doorbell after the commit.
"""

from collections.abc import Collection
from contextlib import suppress

from flask import current_app
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from feedback_service import clock, outbox, proposals, waiting
from feedback_service.doorbell import Doorbell
from feedback_service.models import Feedback, FeedbackHistory, Question
from feedback_service.reasons import Why
from feedback_service.search import documents
from feedback_service.storage import after_commit, before_commit
from feedback_service.vocabulary import NEEDS_REASON, TRANSITIONS, Asked, Moderation

LOCK_ATTEMPTS = 5


class NotAllowed(Exception):
    """The step does not exist from where the feedback stands; the message says so in plain words."""


class Moving(Exception):
    """Which feedback is answered together changed again and again while we tried to hold all of it."""


def locked(session: Session, reference: str) -> Feedback | None:
    """The feedback with its row locked until the transaction ends, or None.

    The lock lets others refer to the row meanwhile: a colleague's answer to several people is written down for each.
    """
    statement = select(Feedback).where(Feedback.reference == reference).with_for_update(of=Feedback, key_share=True)
    return session.scalars(statement.execution_options(populate_existing=True)).unique().one_or_none()


def lock_all(session: Session, references: Collection[str], *, together: bool = False) -> None:
    """Lock several feedback at once, in the order in which everybody does, before anything else is locked.

    `together`: with everybody's whose feedback is answered with one of these. Raises Moving where others join and
    leave all the time.
    """
    if together:
        _lock_together(session, references)
    elif len(references) > 1:
        _lock_ids(session, select(Feedback.id).where(Feedback.reference.in_(references)))


def _lock_together(session: Session, references: Collection[str]) -> None:
    these = Feedback.reference.in_(references)
    entries = select(Feedback.entry_id).where(these, Feedback.entry_id.is_not(None))
    members = select(Feedback.id).where(these | Feedback.entry_id.in_(entries))
    for _ in range(LOCK_ATTEMPTS):
        found = set(session.scalars(members))
        # Whoever joined while we waited may come before one that we hold: let go of all of them, and begin again.
        with suppress(Moving), session.begin_nested():
            _lock_ids(session, select(Feedback.id).where(Feedback.id.in_(found)))
            if set(session.scalars(members)) != found:
                raise Moving
            return
    raise Moving


def _lock_ids(session: Session, ids: Select[int]) -> None:
    session.execute(ids.order_by(Feedback.id).with_for_update(of=Feedback, key_share=True))


def move(
    session: Session,
    feedback: Feedback,
    to: Moderation,
    *,
    staff_id: int | None = None,
    reason: Why | str | None = None,
) -> None:
    """Assign the status. Raises NotAllowed for a step that does not exist or lacks its reason.

    The text about the decision before is called off as far as it has not gone out: it holds no more.
    """
    before = feedback.status
    if to not in TRANSITIONS[Moderation(before)]:
        raise NotAllowed(f"{before} feedback cannot become {to}")
    why = reason if isinstance(reason, Why) else Why(words=reason or "")
    if to in NEEDS_REASON and not why.says_something:
        raise NotAllowed(f"a reason is needed before feedback becomes {to}")
    feedback.status = to
    feedback.decided_at = None if to == Moderation.PENDING else clock.now()
    end_previews(session, feedback)
    outbox.call_off_decisions(session, feedback)
    _write_history(session, feedback, str(to), staff_id, why, before)


def end_previews(session: Session, feedback: Feedback) -> None:
    """Whatever is decided, or worries anybody, ends what the person was asked about the words: a yes to an older
    question publishes nothing."""
    session.execute(
        update(Question)
        .where(Question.feedback_id == feedback.id, Question.kind == Asked.PREVIEW, Question.closed_at.is_(None))
        .values(closed_at=clock.now())
    )


def changed(
    session: Session, feedback: Feedback, action: str, *, staff_id: int | None = None, reason: str | None = None
) -> None:
    """Put on the feedback's history a change that leaves its status as it is."""
    _write_history(session, feedback, action, staff_id, Why(words=reason or ""), feedback.status)


def derive_anew(session: Session, feedback: Feedback) -> None:
    """Derive what it waits for and what it is found by at the end of the transaction, when everything about it is as
    it will be: an answer may be given after the decision. Call with the feedback locked."""
    before_commit(session, ("settle", feedback.id), lambda: waiting.settle(session, feedback))
    before_commit(session, ("index", feedback.id), lambda: documents.index(session, feedback))


def received(session: Session, feedback: Feedback) -> None:
    """Add the new feedback to the session, pending, with the first line of its history."""
    feedback.status, feedback.version = Moderation.PENDING, 0
    session.add(feedback)
    session.flush()
    _write_history(session, feedback, "received", None, Why(), None)


def _write_history(
    session: Session,
    feedback: Feedback,
    action: str,
    staff_id: int | None,
    why: Why,
    before: Moderation | None,
) -> None:
    feedback.version += 1
    proposals.end_by_change(session, feedback, action)
    session.add(
        FeedbackHistory(
            feedback_id=feedback.id,
            at=clock.now(),
            staff_id=staff_id,
            action=action,
            from_status=before,
            to_status=feedback.status,
            reason=why.words or None,
            reason_code=why.code,
            reason_language=why.language if why.words else None,
            note=why.note or None,
            version=feedback.version,
        )
    )
    derive_anew(session, feedback)
    doorbell: Doorbell = current_app.extensions["doorbell"]
    after_commit(session, doorbell.ring)
