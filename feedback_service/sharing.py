"""The answers of an entry are for everybody whose feedback it answers: each once, in their language, in their time.

    an answer becomes the entry's, or somebody joins ──> a row for each person who has not got it
        ──> decided about theirs? in their language? ──> given: on their page, by text ──> never again

Whoever makes an answer the entry's writes rows only. They are given one feedback at a time, with that feedback locked
(`feedback_service.conversation.telling`), at once after the commit and by a sweep: nobody holds several people's rows.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedback_service import answers, clock, lifecycle
from feedback_service.models import AnswerTranslation, Feedback, Response, SharedAnswer

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def share(session: Session, entry_id: int) -> None:
    """Write down for everybody in the entry which of its answers they have yet to get; twice changes nothing."""
    session.flush()
    pairs = (
        select(Feedback.id, Response.id)
        .join(Response, Response.entry_id == Feedback.entry_id)
        .where(
            Feedback.entry_id == entry_id,
            Feedback.erased_at.is_(None),
            Response.given_at.is_not(None),
            Response.feedback_id != Feedback.id,
            ~_shared(Feedback.id, Response.id),
        )
    )
    missing = [
        {"feedback_id": feedback_id, "response_id": response_id, "created_at": clock.now()}
        for feedback_id, response_id in session.execute(pairs).tuples()
    ]
    if missing:
        # Somebody else may write the very same row at this moment.
        insert = _INSERTS[session.get_bind().dialect.name](SharedAnswer)
        session.execute(insert.on_conflict_do_nothing(), missing)


def waiting(session: Session, feedback: Feedback) -> Sequence[Response]:
    """The entry's answers that this person has yet to get, oldest first."""
    mine = select(Response).join(SharedAnswer, SharedAnswer.response_id == Response.id)
    mine = mine.where(SharedAnswer.feedback_id == feedback.id, still_waits(feedback.entry_id))
    return session.scalars(mine.order_by(Response.created_at, Response.id)).all()


def still_waits(entry_id: object) -> ColumnElement[bool]:
    """Of a shared answer joined with its answer: not given, and still one of the entry's."""
    return SharedAnswer.given_at.is_(None) & (Response.entry_id == entry_id)


def give(session: Session, feedback: Feedback) -> list[Response]:
    """Give what the person can read of it; returns what was. Call with the feedback locked and decided.

    Where an answer had not helped, another of the same colleague's does not close it again: somebody else answers.
    """
    ready = [each for each in waiting(session, feedback) if not answers.needs_translation(feedback, each)]
    if not ready:
        return []
    moment, before = clock.now(), answers.latest(session, feedback)
    mine = SharedAnswer.feedback_id == feedback.id, SharedAnswer.response_id.in_([each.id for each in ready])
    session.execute(update(SharedAnswer).where(*mine).values(given_at=moment))
    if feedback.reopened_at is None or before is None or any(each.staff_id != before.staff_id for each in ready):
        feedback.reopened_at = None
        feedback.answered_at = feedback.answered_at or moment
    return ready


def new_to_person(session: Session, feedback: Feedback, given: Sequence[Response]) -> list[Response]:
    """Those of the answers that the same person has not got for other feedback of theirs."""
    if feedback.contact_id is None:
        return list(given)
    theirs = select(Feedback.id).where(Feedback.contact_id == feedback.contact_id, Feedback.id != feedback.id)
    had = select(Response.id).where(Response.id.in_([each.id for each in given]), answers.given_to(theirs))
    known = set(session.scalars(had))
    return [each for each in given if each.id not in known]


def translate(session: Session, response: Response, language: str, words: str, staff_id: int) -> None:
    """Keep what the answer says in one more language; what was kept before in it is replaced."""
    response.translations = [each for each in response.translations if each.language != language]
    # Two rows with one key must not meet.
    session.flush()
    kept = AnswerTranslation(language=language, words=words, staff_id=staff_id, created_at=clock.now())
    response.translations.append(kept)
    session.flush()


def hand_over(session: Session, erased: Feedback) -> None:
    """What was written on erased feedback for the whole entry stands from now on with the earliest of the others who
    can read it, with the day of a promise. With nobody left it stays, to be erased as well; what was for the person
    alone always does. Call with everybody in the entry locked."""
    if erased.entry_id is None:
        return
    others = select(Feedback).where(
        Feedback.entry_id == erased.entry_id,
        Feedback.id != erased.id,
        Feedback.erased_at.is_(None),
        Feedback.status.in_(answers.ANSWERABLE),
    )
    heir = session.scalars(others.order_by(Feedback.id).limit(1)).unique().one_or_none()
    if heir is not None:
        written = (Response.feedback_id == erased.id) & (Response.entry_id == erased.entry_id)
        session.execute(update(Response).where(written).values(feedback_id=heir.id))
        lifecycle.derive_anew(session, heir)


def forget(session: Session, feedback: Feedback, *, only_waiting: bool = False) -> None:
    """Drop what was to be shared with this person, and unless `only_waiting` that it was."""
    mine = SharedAnswer.feedback_id == feedback.id
    session.execute(delete(SharedAnswer).where(mine & SharedAnswer.given_at.is_(None) if only_waiting else mine))


def blank_translations(session: Session, feedback_ids: Collection[int]) -> None:
    """Leave no translation of the answers that stand with this feedback."""
    theirs = select(Response.id).where(Response.feedback_id.in_(feedback_ids))
    session.execute(delete(AnswerTranslation).where(AnswerTranslation.response_id.in_(theirs)))


def _shared(feedback_id: object, response_id: object) -> ColumnElement[bool]:
    row = select(SharedAnswer.feedback_id)
    return row.where(SharedAnswer.feedback_id == feedback_id, SharedAnswer.response_id == response_id).exists()
