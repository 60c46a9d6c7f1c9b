"""Whose feedback is answered together with this one, which of their answers this person got, and what sounds alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import answers, together
from feedback_service.models import Feedback, Response, SharedAnswer
from feedback_service.vocabulary import Role
from moderation.items.similar import MOST_SHOWN, Neighbour, Similar, neighbours, similar
from moderation.permissions import may_open


@dataclass(frozen=True)
class Shared:
    """An answer that was written on other feedback of the entry, `reference` where the member may open that.

    `translation` is what it says in this person's language; `waits_for_translation`: nothing else keeps it from them.
    """

    response: Response
    reference: str | None
    given_at: datetime | None
    translation: str | None
    waits_for_translation: bool


@dataclass(frozen=True)
class Company:
    """`others` are the first of those answered with it, `more` the references of the rest; `hidden` counts those that
    the member may not open."""

    others: Sequence[Neighbour]
    more: Sequence[str]
    hidden: int
    shared: Sequence[Shared]
    similar: Similar

    @property
    def is_together(self) -> bool:
        """Whether one entry answers it and others."""
        return self.count > 0

    @property
    def count(self) -> int:
        """How many others it answers."""
        return len(self.others) + len(self.more) + self.hidden


def company(session: Session, feedback: Feedback, role: Role) -> Company:
    """As a member with this role may see it."""
    with_it = together.others(session, feedback)
    seen = [each for each in with_it if may_open(role, each)]
    return Company(
        others=neighbours(session, seen[:MOST_SHOWN]),
        more=[each.reference for each in seen[MOST_SHOWN:]],
        hidden=len(with_it) - len(seen),
        shared=_shared(session, feedback, {each.id: each.reference for each in seen}),
        similar=similar(session, feedback, role),
    )


def _shared(session: Session, feedback: Feedback, references: dict[int, str]) -> list[Shared]:
    mine = select(Response, SharedAnswer.given_at).join(SharedAnswer, SharedAnswer.response_id == Response.id)
    mine = mine.where(SharedAnswer.feedback_id == feedback.id, Response.feedback_id != feedback.id)
    mine = mine.where(SharedAnswer.given_at.is_not(None) | (Response.entry_id == feedback.entry_id))
    language = answers.language_of(feedback)
    return [
        Shared(
            response,
            references.get(response.feedback_id),
            given_at,
            answers.translation(response, language),
            given_at is None and answers.needs_translation(feedback, response),
        )
        for response, given_at in session.execute(mine.order_by(Response.created_at, Response.id)).tuples()
    ]
