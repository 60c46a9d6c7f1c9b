"""What the person's own page shows, gathered from what is stored; never the words as they were written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.agreed_words import words_index
from feedback_service.answers import given_to, language_of, translation
from feedback_service.board.payload import open_promise
from feedback_service.consent import GIVEN, TAKEN_BACK, can_agree
from feedback_service.conversation import decisions
from feedback_service.conversation.questions import open_preview
from feedback_service.follow import verdict
from feedback_service.intake import find_by_token
from feedback_service.languages import DEFAULT, current_language
from feedback_service.models import Feedback, FeedbackHistory, Response
from feedback_service.public_words import public_words
from feedback_service.reasons import Part, Why, parts
from feedback_service.storage import reading
from feedback_service.vocabulary import Hidden, Moderation, Verdict


class What(StrEnum):
    """The kinds of step on the way of a feedback."""

    RECEIVED = "received"
    READ = "read"
    PUBLISHED = "published"
    PRIVATE = "private"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ASKED_OFF = "asked_off"
    AGAIN = "again"
    CONSENT_GIVEN = "consent_given"
    CONSENT_TAKEN_BACK = "consent_taken_back"
    LOOKED_UP = "glass_opened"


@dataclass(frozen=True)
class Step:
    """One step; `reason` is what staff chose and wrote for the person, in parts by language."""

    what: What
    at: datetime
    reason: Sequence[Part] = ()


@dataclass(frozen=True)
class Followed:
    """The page. `shown` is what the public reads, None while it reads nothing; `hidden` counts what was replaced;
    `can_agree` is whether a yes to the board would lead to anything. `preview` is what the public would
    read while we ask the person about it, `preview_index` names exactly that. `asked_about` is the answer of
    which we ask whether it helped, `verdict` what they said. `tells_decisions` is whether they are told of decisions by
    text, None for who cannot be. `translations` are the answers, by id, in the language that they are written to in,
    `spoken`."""

    reference: str
    status: Moderation
    consent: bool | None
    language: str | None
    steps: Sequence[Step]
    answers: Sequence[Response]
    open_promise_id: int | None
    can_agree: bool
    shown: str | None = None
    hidden: dict[Hidden, int] = field(default_factory=dict)
    entry_id: int | None = None
    preview: str | None = None
    preview_index: str | None = None
    asked_about: int | None = None
    verdict: Verdict | None = None
    tells_decisions: bool | None = None
    translations: dict[int, str] = field(default_factory=dict)
    spoken: str = DEFAULT


def followed(token: str) -> Followed | None:
    """The page behind this follow token, or None."""
    with reading() as session:
        feedback = find_by_token(session, token)
        if feedback is None:
            return None
        answers = _answers(session, feedback)
        promise = open_promise(answers)
        is_public = feedback.status == Moderation.PUBLISHED
        asked = not is_public and open_preview(session, feedback) is not None
        return Followed(
            reference=feedback.reference,
            status=feedback.status,
            consent=feedback.consent,
            language=feedback.language,
            steps=_steps(session, feedback),
            answers=answers,
            open_promise_id=promise.id if promise else None,
            can_agree=can_agree(session, feedback),
            shown=public_words(feedback) if is_public else None,
            hidden=_hidden(feedback) if is_public else {},
            entry_id=feedback.entry_id if is_public else None,
            preview=public_words(feedback) if asked else None,
            preview_index=words_index(feedback) if asked else None,
            asked_about=verdict.asked_about(session, feedback),
            verdict=verdict.given(session, feedback),
            translations={each.id: words for each in answers if (words := translation(each, language_of(feedback)))},
            spoken=language_of(feedback),
            tells_decisions=decisions.wishes(feedback) if decisions.can_be_texted(feedback) else None,
        )


def _steps(session: Session, feedback: Feedback) -> list[Step]:
    steps = [Step(What.RECEIVED, feedback.received_at)]
    rows = session.scalars(
        select(FeedbackHistory).where(FeedbackHistory.feedback_id == feedback.id).order_by(FeedbackHistory.id)
    )
    for row in rows.unique():
        if row.staff_id is not None and all(step.what != What.READ for step in steps):
            steps.append(Step(What.READ, row.at))
        what = _what(row)
        if what is not None:
            steps.append(Step(what, row.at, _reason(row, what, language_of(feedback))))
    return steps


def _reason(row: FeedbackHistory, what: What, spoken: str) -> Sequence[Part]:
    """What the person reads of the reason. Without a code, words beside "kept private" were for staff."""
    is_theirs = what in {What.REJECTED, What.WITHDRAWN} or (what == What.PRIVATE and row.reason_code is not None)
    if not is_theirs:
        return ()
    why = Why(row.reason_code, row.reason or "", row.reason_language)
    return parts(why, current_language().code, spoken)


def _what(row: FeedbackHistory) -> What | None:
    """What the row means to the person; None for what happens at the desk only."""
    if row.action in {GIVEN, TAKEN_BACK, What.LOOKED_UP}:
        return What(row.action)
    if row.from_status is None or row.from_status == row.to_status:
        return None
    if row.to_status == Moderation.PENDING:
        return What.AGAIN
    if row.to_status == Moderation.WITHDRAWN and row.staff_id is None:
        return What.ASKED_OFF
    return What(row.to_status)


def _answers(session: Session, feedback: Feedback) -> list[Response]:
    """What was given to this person, also with others who said the same, oldest first."""
    given = select(Response).where(given_to([feedback.id]))
    return list(session.scalars(given.order_by(Response.created_at, Response.id)))


def _hidden(feedback: Feedback) -> dict[Hidden, int]:
    """How often each kind was replaced in the person's messages."""
    return dict(Counter(Hidden(each.kind) for message in feedback.messages for each in message.redactions))
