"""The rule itself, pure, and what it is told about one piece of feedback."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from feedback_service.identifying.names import names_staff
from feedback_service.models import Feedback, InboundMessage
from feedback_service.risk.judging import Judgement, latest
from feedback_service.risk.racism import alleges_racism
from feedback_service.vocabulary import Hidden, Meaning

_WORDS = frozenset({Meaning.FEEDBACK, Meaning.MORE})


class Risk(StrEnum):
    """Why a second member of staff is needed."""

    SAFETY = "safety"
    RACISM = "racism"
    STAFF_NAMED = "staff_named"
    PLACE = "place"


@dataclass(frozen=True)
class Facts:
    """What the rule looks at. `judged` is what a member said last about racism, None where nobody did or where words
    came since; `place_rule` names the place whose rule it is, empty for none."""

    was_flagged: bool = False
    sounds_like_racism: bool = False
    judged: Judgement | None = None
    names_staff: bool = False
    place_rule: str = ""


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
    return found


def needs_second(session: Session, feedback: Feedback, staff_id: int | None = None) -> list[Risk]:
    """Why what `staff_id` decides or answers about it needs a second member; nothing where one is enough."""
    return reasons(taken_in(session, feedback), staff_id)


def taken_in(session: Session, feedback: Feedback) -> Facts:
    """The facts about this feedback as it stands."""
    words = [each for each in feedback.messages if each.meaning in _WORDS]
    judged = latest(session, feedback)
    is_current = judged is not None and all(each.received_at <= judged.at for each in words)
    return Facts(
        was_flagged=bool(feedback.flags),
        sounds_like_racism=any(alleges_racism(each.body) for each in words),
        # Once it is said to be about racism it stays so; a "no" was one to the words that there were.
        judged=judged if judged is not None and (judged.is_so or is_current) else None,
        names_staff=any(_names_staff(each, feedback.language) for each in words),
        place_rule=_place_rule(feedback),
    )


def _names_staff(message: InboundMessage, language: str | None) -> bool:
    """Hidden as one, or found in the words as they were written: showing a name again makes it no less of one."""
    is_hidden = any(each.kind == Hidden.STAFF_NAME for each in message.redactions)
    return is_hidden or bool(names_staff(message.body, language))


def _place_rule(feedback: Feedback) -> str:
    place = feedback.place
    while place is not None:
        if place.needs_second:
            return place.name
        place = place.parent
    return ""
