"""Putting feedback on the board, changing it there, taking it off, and keeping it private.

The board is a numbered log. Every public change locks the counter row, takes the next number and
writes one event in the same transaction, so that numbers are contiguous and in commit order. The
entry's payload is rendered in that transaction too; events point at the entry.
"""

from collections.abc import Iterable
from enum import StrEnum

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import answers, clock, counters, lifecycle, risk, sharing
from feedback_service.agreed_words import needs_preview
from feedback_service.board.payload import entry_payload, stage_of
from feedback_service.models import BoardEntry, BoardEvent, Feedback, Response
from feedback_service.public_words import public_words
from feedback_service.reasons import Why
from feedback_service.storage import after_commit
from feedback_service.vocabulary import EventType, Moderation, Stage


class Obstacle(StrEnum):
    """Why a feedback may not be published now."""

    CONSENT = "consent"
    PREVIEW = "preview"
    SAFETY_FLAG = "safety_flag"
    NO_WORDS = "no_words"
    SECOND = "second"


class CannotPublish(Exception):
    """Carries the obstacles; nothing was changed."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = obstacles


def obstacles(feedback: Feedback) -> list[Obstacle]:
    """What stands in the way: no consent, or none to words that were changed, an open safety flag, or no words."""
    found = []
    if feedback.consent is not True:
        found.append(Obstacle.CONSENT)
    elif needs_preview(feedback):
        found.append(Obstacle.PREVIEW)
    if any(flag.cleared_at is None for flag in feedback.flags):
        found.append(Obstacle.SAFETY_FLAG)
    if not public_words(feedback):
        found.append(Obstacle.NO_WORDS)
    return found


def lacks_second(session: Session, feedback: Feedback, staff_id: int, seconded_by: int | None) -> bool:
    """Whether it needs two members of staff and `seconded_by` is not another one than `staff_id`."""
    return seconded_by in {None, staff_id} and bool(risk.needs_second(session, feedback, staff_id))


def check_second(session: Session, feedback: Feedback, staff_id: int, seconded_by: int | None) -> None:
    """Raises CannotPublish where it lacks its second: whichever way leads to the board, one alone never opens it."""
    if lacks_second(session, feedback, staff_id, seconded_by):
        raise CannotPublish([Obstacle.SECOND])


def publish(session: Session, feedback: Feedback, staff_id: int, *, seconded_by: int | None = None) -> BoardEntry:
    """A human's approval: the feedback goes on the board, with the answers that waited or were public before.

    `seconded_by` is the other member where two are needed (`feedback_service.risk`). Raises CannotPublish or
    lifecycle.NotAllowed. Feedback that was on the board before gets its old entry back, at the top.
    """
    if found := obstacles(feedback):
        raise CannotPublish(found)
    check_second(session, feedback, staff_id, seconded_by)
    lifecycle.move(session, feedback, Moderation.PUBLISHED, staff_id=staff_id)
    answers.give_waiting(session, feedback)
    entry = session.get(BoardEntry, feedback.entry_id) if feedback.entry_id else None
    if entry is None:
        entry = new_entry(session, feedback)
    show(session, entry)
    return entry


def keep_private(
    session: Session, feedback: Feedback, staff_id: int, *, open_to_responders: bool, reason: Why | str | None = None
) -> None:
    """The other decision: it stays off the board and is answered all the same, to the person alone.

    `open_to_responders`: whether responders may read it, without what was hidden. Raises lifecycle.NotAllowed.
    """
    feedback.open_to_responders = open_to_responders
    lifecycle.move(session, feedback, Moderation.PRIVATE, staff_id=staff_id, reason=reason)
    refresh(session, feedback, answers.give_waiting(session, feedback))


def refresh(session: Session, feedback: Feedback, said: Iterable[Response] = ()) -> None:
    """Show on the board what changed about a published feedback. Of any other, what was `said` in answer to it counts
    where that is the entry's: it reaches everybody in the entry, and the board where it is public."""
    if feedback.status == Moderation.PUBLISHED and feedback.entry_id:
        show(session, session.get_one(BoardEntry, feedback.entry_id))
        return
    for response in said:
        if response.entry_id is not None and response.feedback_id == feedback.id:
            if response.is_public:
                show(session, session.get_one(BoardEntry, response.entry_id))
            sharing.share(session, response.entry_id)


def withdraw(session: Session, feedback: Feedback, reason: Why | str, staff_id: int | None = None) -> None:
    """Take the feedback off every board; `reason` is for the person. Raises lifecycle.NotAllowed.

    An entry that answers other feedback too stays, without this person's words.
    """
    lifecycle.move(session, feedback, Moderation.WITHDRAWN, staff_id=staff_id, reason=reason)
    show(session, session.get_one(BoardEntry, feedback.entry_id))


def new_entry(session: Session, feedback: Feedback) -> BoardEntry:
    """An entry for this feedback that is not on the board yet."""
    moment = clock.now()
    entry = BoardEntry(
        place_id=feedback.place_id,
        stage=Stage.HEARD,
        payload={},
        published_at=moment,
        updated_at=moment,
        withdrawn_at=moment,
    )
    session.add(entry)
    session.flush()
    feedback.entry_id = entry.id
    return entry


def show(session: Session, entry: BoardEntry) -> None:
    """Bring the board up to what the entry stands for now: on it, changed, or off it where nobody's words are left.

    What the entry holds is read once the counter is locked, so that of two who change the same entry the second sees
    what the first did. Its answers are everybody's who stands in it, whether or not their own words are shown.
    """
    counter = counters.lock(session, "board")
    session.flush()
    session.refresh(entry)
    said, is_shown = _said(session, entry), entry.withdrawn_at is None
    if not said and not is_shown:
        return
    counter.value += 1
    kind = EventType.UPDATED if is_shown else EventType.PUBLISHED
    entry.updated_at = clock.now()
    if not said:
        kind, entry.withdrawn_at = EventType.WITHDRAWN, entry.updated_at
    elif not is_shown:
        entry.position, entry.published_at, entry.withdrawn_at = counter.value, entry.updated_at, None
    _render(session, entry, said)
    session.add(BoardEvent(sequence=counter.value, type=kind, entry_id=entry.id, at=entry.updated_at))
    sharing.share(session, entry.id)
    after_commit(session, current_app.extensions["doorbell"].ring)


def _render(session: Session, entry: BoardEntry, said: list[Feedback]) -> None:
    if said:
        entry.place = said[0].place
    responses = _responses(session, entry, said)
    entry.stage = stage_of(responses, is_reopened=any(each.reopened_at for each in said))
    entry.payload = entry_payload(entry, said, responses) if said else {}


def _said(session: Session, entry: BoardEntry) -> list[Feedback]:
    statement = select(Feedback).where(Feedback.entry_id == entry.id, Feedback.status == Moderation.PUBLISHED)
    return list(session.scalars(statement.order_by(Feedback.id)).unique())


def _responses(session: Session, entry: BoardEntry, said: list[Feedback]) -> list[Response]:
    """The public answers of the entry; those to what is shown in it become the entry's here."""
    theirs = Response.feedback_id.in_([each.id for each in said])
    statement = select(Response).where(theirs | (Response.entry_id == entry.id), Response.is_public)
    found = list(session.scalars(statement.order_by(Response.created_at, Response.id)))
    for response in found:
        response.entry_id = entry.id
    session.flush()
    return found
