"""Keeping the equality answers: page by page, so that leaving in between loses nothing.

One row per feedback, replaceable for a day after receipt and by the holder of the follow link only;
afterwards the answers belong to the statistics. Who never comes here has no row: not asked (99).
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.equality.models import EqualityAnswers, EqualityText
from feedback_service.equality.questions import (
    CODES,
    NOT_STATED,
    AgeRange,
    Background,
    EthnicGroup,
    GenderSame,
    Sex,
    national_code,
)
from feedback_service.intake import find_by_token
from feedback_service.models import Feedback, OutboundMessage
from feedback_service.storage import reading, transaction

OPEN_FOR = timedelta(hours=24)


class Closed(Exception):
    """The day in which the questions can be answered is over, or there is no such feedback; nothing was stored."""


def is_open(feedback: Feedback) -> bool:
    """Whether the questions can still be answered."""
    return clock.now() - feedback.received_at <= OPEN_FOR


def save_group(token: str, group: EthnicGroup | None) -> None:
    """Keep the ethnic group, None for no answer. Another group takes the background with it. Raises Closed."""
    with transaction() as session:
        keep_group(session, _open_feedback(session, token), group)


def save_background(token: str, background: Background | None, own_words: str) -> None:
    """Keep the background, None for no answer, and the person's own words.

    Raises Closed, or ValueError when the background is none of the chosen group's.
    """
    with transaction() as session:
        row = _row(session, token)
        group = EthnicGroup(row.ethnic_group) if row.ethnic_group else None
        if group is None or background not in {None, Background.NOT_SAID, *CODES[group]}:
            raise ValueError("the background does not belong to the ethnic group")
        row.ethnic_background, row.own_words = background, own_words or None
        _settle(row)


def keep_group(session: Session, feedback: Feedback, group: EthnicGroup | None) -> None:
    """`save_group` within a transaction that is under way."""
    row = _row_of(session, feedback)
    if row.ethnic_group != group:
        row.ethnic_background = row.own_words = None
    row.ethnic_group = group
    _settle(row)


def keep_background(session: Session, feedback: Feedback, background: Background) -> None:
    """`save_background` within a transaction that is under way, for a background that the group offers."""
    row = _row_of(session, feedback)
    row.ethnic_background = background
    _settle(row)


def kept_group(session: Session, feedback: Feedback) -> EthnicGroup | None:
    """The ethnic group chosen so far."""
    row = session.get(EqualityAnswers, feedback.id)
    return EthnicGroup(row.ethnic_group) if row and row.ethnic_group else None


def forget(session: Session, feedback_ids: Collection[int]) -> None:
    """Delete the answers that came with these feedback, and the questions that tell of them."""
    texts = select(OutboundMessage.id).where(OutboundMessage.feedback_id.in_(feedback_ids))
    session.execute(delete(EqualityText).where(EqualityText.outbound_id.in_(texts)))
    session.execute(delete(EqualityAnswers).where(EqualityAnswers.feedback_id.in_(feedback_ids)))


def save_about(token: str, age_range: AgeRange | None, sex: Sex | None, gender_same: GenderSame | None) -> None:
    """Keep the other answers, None for each that was left out. Raises Closed."""
    with transaction() as session:
        row = _row(session, token)
        row.age_range, row.sex, row.gender_same = age_range, sex, gender_same
        _settle(row)


def chosen_group(token: str) -> EthnicGroup | None:
    """The ethnic group chosen so far, to ask for the background that goes with it. Raises Closed."""
    with reading() as session:
        return kept_group(session, _open_feedback(session, token))


def _row(session: Session, token: str) -> EqualityAnswers:
    return _row_of(session, _open_feedback(session, token))


def _row_of(session: Session, feedback: Feedback) -> EqualityAnswers:
    # Two first answers at once take turns here instead of meeting at the primary key.
    session.execute(select(Feedback.id).where(Feedback.id == feedback.id).with_for_update(key_share=True))
    row = session.get(EqualityAnswers, feedback.id)
    if row is None:
        row = EqualityAnswers(feedback_id=feedback.id, ethnic_code=NOT_STATED)
        session.add(row)
    return row


def _open_feedback(session: Session, token: str) -> Feedback:
    feedback = find_by_token(session, token)
    if feedback is None or not is_open(feedback):
        raise Closed
    return feedback


def _settle(row: EqualityAnswers) -> None:
    row.ethnic_code = national_code(
        EthnicGroup(row.ethnic_group) if row.ethnic_group else None,
        Background(row.ethnic_background) if row.ethnic_background else None,
    )
    row.answered_at = clock.now()
