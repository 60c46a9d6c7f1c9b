"""Writing the documents of one piece of feedback, in the transaction that changed it.

Two of them, so that nothing a responder may not read can be found out by searching for it: the first holds every word
that the person wrote, with what staff wrote about it; the second only what a responder's page shows, and it exists
only while responders may open the feedback at all. Answers to the equality questions are in neither.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, selectinload

from feedback_service.models import Feedback, FeedbackTheme, InboundMessage, Response, SearchOpen, SearchOriginal
from feedback_service.openness import is_open
from feedback_service.public_words import stretches
from feedback_service.redaction import redact
from feedback_service.search import tokens
from feedback_service.vocabulary import APART


def index(session: Session, feedback: Feedback) -> None:
    """Write what the feedback is found by from now on, as it stands in this transaction."""
    session.flush()
    messages, answers = _messages(session, feedback), _answers(session, feedback)
    marks = tokens.of_standing(feedback) | _themes(session, feedback)
    _write(session, SearchOriginal, feedback.id, marks | _tokens([*_written(feedback, messages), *answers]))
    if is_open(feedback) and feedback.erased_at is None:
        _write(session, SearchOpen, feedback.id, marks | _tokens([*_open(feedback, messages), *answers]))
    else:
        session.execute(delete(SearchOpen).where(SearchOpen.feedback_id == feedback.id))


def _messages(session: Session, feedback: Feedback) -> Sequence[InboundMessage]:
    """As the database has them: a bulk statement may have blanked what the session still holds."""
    mine = select(InboundMessage).where(InboundMessage.feedback_id == feedback.id).order_by(InboundMessage.id)
    options = selectinload(InboundMessage.redactions), selectinload(InboundMessage.translations)
    found = session.scalars(mine.options(*options).execution_options(populate_existing=True)).all()
    return [each for each in found if each.about not in APART]


def _themes(session: Session, feedback: Feedback) -> set[str]:
    given = session.scalars(select(FeedbackTheme.theme_id).where(FeedbackTheme.feedback_id == feedback.id)).all()
    return {tokens.theme(each) for each in given} or {tokens.theme(None)}


def _answers(session: Session, feedback: Feedback) -> list[str]:
    columns = Response.words, Response.translation, Response.evidence
    rows = session.execute(select(*columns).where(Response.feedback_id == feedback.id))
    return [words for row in rows for words in row if words]


def _written(feedback: Feedback, messages: Sequence[InboundMessage]) -> list[str]:
    translations = [each.words for message in messages for each in message.translations]
    return [_reference(feedback), *(message.body for message in messages), *translations]


def _open(feedback: Feedback, messages: Sequence[InboundMessage]) -> list[str]:
    """What a responder reads: the public words and what was opened to responders, with nothing that is hidden."""
    shown = [each for each in messages if each.is_public_words or each.is_open_to_responders]
    return [_reference(feedback), *(redact(each.body, stretches(each.redactions), _nothing) for each in shown)]


def _reference(feedback: Feedback) -> str:
    """The reference as a whole and in its halves: it is read aloud in pieces."""
    return f"{feedback.reference} {feedback.reference.replace('-', '')}"


def _nothing(_kind: Any) -> str:
    """In place of what is hidden; that a name was there is no word of the person's."""
    return " "


def _tokens(texts: Sequence[str]) -> set[str]:
    return {token for text in texts for token in tokens.of_text(text)}


def _write(session: Session, shelf: type[SearchOriginal] | type[SearchOpen], number: int, found: set[str]) -> None:
    """Unchanged documents are left alone: an index of words is slow to write."""
    table: Any = shelf.__table__
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement: Any = insert(table).values(feedback_id=number, tokens=tokens.document(found))
    new = statement.excluded.tokens
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["feedback_id"], set_={"tokens": new}, where=table.c.tokens != new
        )
    )
