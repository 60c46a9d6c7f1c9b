"""The rule itself, pure, and what it is told about one piece of feedback."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import lifecycle
from feedback_service.identifying.names import names_staff
from feedback_service.models import Feedback, FeedbackHistory, InboundMessage
from feedback_service.risk.judging import Judgement, latest
from feedback_service.risk.racism import alleges_racism
from feedback_service.vocabulary import Hidden, Meaning

_WORDS = frozenset({Meaning.FEEDBACK, Meaning.MORE})
KEEPS_NAME, KEEPS_PLACE = "staff_name_kept", "place_rule_kept"
"""The lines of the history that say what still counts."""


class Risk(StrEnum):
    """Why a second member of staff is needed."""

    SAFETY = "safety"
    RACISM = "racism"
    STAFF_NAMED = "staff_named"
    PLACE = "place"
    PLACE_BEFORE = "place_before"


@dataclass(frozen=True)
class Facts:
    """What the rule looks at. `judged` is what a member said last about racism, None where nobody did or where words
    came since; `place_rule` names the place whose rule it is, empty for none. `had_place_rule`: somebody set it to
    another place from one with a rule."""

    was_flagged: bool = False
    sounds_like_racism: bool = False
    judged: Judgement | None = None
    names_staff: bool = False
    place_rule: str = ""
    had_place_rule: bool = False


def reasons(facts: Facts, staff_id: int | None = None) -> list[Risk]:
    """Why a second member is needed, the gravest first; `staff_id` is who would decide.

    Whoever said that words which sound like racism are not about it has been the first pair of eyes: they do not decide
    alone on the strength of their own word.
    """
    found = []
    if facts.was_flagged:
        found.append(Risk.SAFETY)
    if facts.judged is None:
        is_racism = facts.sounds_like_racism
    else:
        is_racism = facts.judged.is_so or (facts.sounds_like_racism and facts.judged.staff_id == staff_id)
    if is_racism:
        found.append(Risk.RACISM)
    if facts.names_staff:
        found.append(Risk.STAFF_NAMED)
    if facts.place_rule:
        found.append(Risk.PLACE)
    elif facts.had_place_rule:
        found.append(Risk.PLACE_BEFORE)
    return found


def needs_second(session: Session, feedback: Feedback, staff_id: int | None = None) -> list[Risk]:
    """Why what `staff_id` decides or answers about it needs a second member; nothing where one is enough."""
    return reasons(taken_in(session, feedback), staff_id)


def keep(session: Session, feedback: Feedback, before: Facts, staff_id: int) -> None:
    """What a member set anew takes nothing away that asked for a second one: what held `before` and does not any more
    is put on the feedback's history, and counts from there."""
    present = taken_in(session, feedback)
    if before.names_staff and not present.names_staff:
        lifecycle.changed(session, feedback, KEEPS_NAME, staff_id=staff_id)
    if before.place_rule and not (present.place_rule or present.had_place_rule):
        lifecycle.changed(session, feedback, KEEPS_PLACE, staff_id=staff_id)


def taken_in(session: Session, feedback: Feedback) -> Facts:
    """The facts about this feedback as it stands."""
    kept = _kept(session, feedback)
    words = [each for each in feedback.messages if each.meaning in _WORDS]
    judged = latest(session, feedback)
    is_current = judged is not None and all(each.received_at <= judged.at for each in words)
    return Facts(
        was_flagged=bool(feedback.flags),
        sounds_like_racism=any(alleges_racism(each.body) for each in words),
        # Once it is said to be about racism it stays so; a "no" was one to the words that there were.
        judged=judged if judged is not None and (judged.is_so or is_current) else None,
        names_staff=KEEPS_NAME in kept or any(_names_staff(each, feedback.language) for each in words),
        place_rule=_place_rule(feedback),
        had_place_rule=KEEPS_PLACE in kept,
    )


def _kept(session: Session, feedback: Feedback) -> set[str]:
    lines = FeedbackHistory.feedback_id == feedback.id, FeedbackHistory.action.in_((KEEPS_NAME, KEEPS_PLACE))
    return set(session.scalars(select(FeedbackHistory.action).where(*lines)))


def _names_staff(message: InboundMessage, language: str | None) -> bool:
    """Hidden or left in sight as one, or found in the words as they were written: showing a name again makes it no less
    of one."""
    said = {*(each.kind for each in message.redactions), *(each.kind for each in message.refusals)}
    return Hidden.STAFF_NAME in said or bool(names_staff(message.body, language))


def _place_rule(feedback: Feedback) -> str:
    place = feedback.place
    while place is not None:
        if place.needs_second:
            return place.name
        place = place.parent
    return ""
