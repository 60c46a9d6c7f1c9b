"""What moderators decided as labelled texts: the words that are left after hiding, and the themes they were given."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from feedback_service.languages import DEFAULT
from feedback_service.models import Feedback, FeedbackTheme, InboundMessage
from feedback_service.public_words import public_words
from feedback_service.themes.examples import Example

MOST = 50_000
_AT_ONCE = 500


def count(session: Session) -> int:
    """How many pieces of feedback somebody gave themes to."""
    return session.scalar(select(func.count()).select_from(Feedback).where(Feedback.themed_at.is_not(None))) or 0


def from_decisions(session: Session) -> Iterator[Example]:
    """The latest MOST in English. A name that was hidden is in none of them; one person's texts stay together."""
    messages = selectinload(Feedback.messages).selectinload(InboundMessage.redactions)
    themed = select(Feedback).where(
        Feedback.themed_at.is_not(None), Feedback.erased_at.is_(None), Feedback.language == DEFAULT
    )
    themed = themed.order_by(Feedback.themed_at.desc(), Feedback.id.desc()).limit(MOST)
    given = select(FeedbackTheme)
    for part in session.scalars(themed.options(messages).execution_options(yield_per=_AT_ONCE)).partitions():
        slugs: dict[int, set[str]] = {feedback.id: set() for feedback in part}
        for each in session.scalars(given.where(FeedbackTheme.feedback_id.in_(slugs))):
            slugs[each.feedback_id].add(each.theme.slug)
        for feedback in part:
            words = public_words(feedback)
            if words:
                person = f"contact {feedback.contact_id}" if feedback.contact_id else f"feedback {feedback.id}"
                yield Example(person, words, frozenset(slugs[feedback.id]))
