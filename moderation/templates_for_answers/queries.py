"""Reading the templates."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import AnswerTemplate


def offered(session: Session, languages: Collection[str]) -> Sequence[AnswerTemplate]:
    """Those to begin an answer with in one of these languages, in the order of their kinds and names."""
    statement = select(AnswerTemplate).where(
        AnswerTemplate.retired_at.is_(None), AnswerTemplate.language.in_(languages)
    )
    return session.scalars(statement.order_by(AnswerTemplate.kind, AnswerTemplate.name)).all()


def every(session: Session) -> Sequence[AnswerTemplate]:
    """All of them, those in use first."""
    retired = AnswerTemplate.retired_at.is_not(None)
    return session.scalars(select(AnswerTemplate).order_by(retired, AnswerTemplate.kind, AnswerTemplate.name)).all()


def one(session: Session, template_id: int) -> AnswerTemplate | None:
    """The template with this number; None for a number that no row has."""
    return session.get(AnswerTemplate, template_id)


def in_use(session: Session, template_id: int) -> AnswerTemplate | None:
    """The template with this number unless it is retired."""
    found = one(session, template_id)
    return found if found is not None and found.retired_at is None else None
