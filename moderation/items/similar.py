"""Feedback that sounds like the same story: what the same person probably sent twice, and what others say too.

Looked for in the same place and those above and below it, some weeks before and after, over the words that are left
after hiding; the newest few hundred at most, so that it costs the same however much there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from feedback_service.models import Feedback, InboundMessage, Place
from feedback_service.public_words import public_words
from feedback_service.similarity import ALIKE, Story, likeness, nearly_identical, rarity, story
from feedback_service.together import JOINABLE
from feedback_service.vocabulary import Role
from moderation.permissions import may_open
from moderation.queue.queries import shortened

WITHIN = timedelta(days=60)
MOST_CANDIDATES, MOST_SHOWN = 200, 5
FIRST_WORDS = 160
_WORDS = selectinload(Feedback.messages).selectinload(InboundMessage.redactions)


@dataclass(frozen=True)
class Neighbour:
    """Other feedback as the desk shows it: `words` are the first, without what was hidden."""

    feedback: Feedback
    words: str


@dataclass(frozen=True)
class Similar:
    """`twice` came from the same person in nearly the same words, `same` says something alike; the likest first."""

    twice: Sequence[Neighbour]
    same: Sequence[Neighbour]


def similar(session: Session, feedback: Feedback, role: Role) -> Similar:
    """What a member with this role may open of it."""
    if feedback.status not in JOINABLE or feedback.erased_at is not None:
        return Similar([], [])
    found = [each for each in _candidates(session, feedback) if may_open(role, each)]
    stories = {each.id: story(public_words(each)) for each in found}
    own = story(public_words(feedback))
    twice = [each for each in found if _is_twice(feedback, each, own, stories[each.id])]
    weights = rarity([own, *stories.values()])
    ranked = sorted(
        ((likeness(own, stories[each.id], weights), each.id, each) for each in found if each not in twice),
        key=lambda rank: (-rank[0], -rank[1]),
    )
    alike = [each for score, _id, each in ranked[:MOST_SHOWN] if score >= ALIKE]
    return Similar(neighbours(session, twice[:MOST_SHOWN]), neighbours(session, alike))


def neighbours(session: Session, found: Sequence[Feedback]) -> list[Neighbour]:
    """As the desk shows them beside another; what is needed for that is read for all of them at once."""
    these = select(Feedback).where(Feedback.id.in_([each.id for each in found]))
    loaded = session.scalars(these.options(_WORDS, selectinload(Feedback.flags))).unique().all() if found else []
    first = {each.id: shortened(public_words(each), FIRST_WORDS) for each in loaded}
    return [Neighbour(each, first[each.id]) for each in found]


def _is_twice(feedback: Feedback, other: Feedback, own: Story, theirs: Story) -> bool:
    is_same_person = feedback.contact_id is not None and feedback.contact_id == other.contact_id
    return is_same_person and nearly_identical(own, theirs)


def _candidates(session: Session, feedback: Feedback) -> Sequence[Feedback]:
    near = select(Feedback).where(
        _where(session, feedback),
        Feedback.received_at.between(feedback.received_at - WITHIN, feedback.received_at + WITHIN),
        Feedback.id != feedback.id,
        Feedback.erased_at.is_(None),
        Feedback.status.in_(JOINABLE),
    )
    if feedback.entry_id is not None:
        near = near.where(Feedback.entry_id.is_distinct_from(feedback.entry_id))
    return (
        session.scalars(near.options(_WORDS).order_by(Feedback.received_at.desc()).limit(MOST_CANDIDATES))
        .unique()
        .all()
    )


def _where(session: Session, feedback: Feedback) -> ColumnElement[bool]:
    """The place, those above it and those below; with no place, what has none either."""
    if feedback.place is None:
        return Feedback.place_id.is_(None)
    above, place = [], feedback.place.parent
    while place is not None:
        above.append(place.id)
        place = place.parent
    below = select(Place.id).where(Place.id == feedback.place_id).cte("below", recursive=True)
    below = below.union_all(select(Place.id).join(below, Place.parent_id == below.c.id))
    return Feedback.place_id.in_([*above, *session.scalars(select(below.c.id))])
