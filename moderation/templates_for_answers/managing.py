"""Adding, changing and retiring templates: each one transaction with its audit record."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.languages import SPOKEN
from feedback_service.models import AnswerTemplate
from feedback_service.storage import transaction
from feedback_service.vocabulary import ResponseKind
from moderation.changing import NotPossible, Overtaken, locked

MAX_NAME = 80
MAX_WORDS = 2000


@dataclass(frozen=True)
class Wanted:
    """A template as it was typed."""

    name: str
    kind: str
    words: str
    language: str


def add(wanted: Wanted, staff_id: int) -> None:
    """Add it. Raises NotPossible."""
    check(wanted)

    def store(session: Session) -> None:
        _refuse_taken(session, wanted.name, None)
        template = AnswerTemplate(created_by=staff_id, created_at=clock.now(), **vars(wanted))
        session.add(template)
        session.flush()
        _record(session, "added", template, staff_id)

    _run(store)


def change(template_id: int, version: int, wanted: Wanted, staff_id: int) -> None:
    """Change it, as the member's page showed it at `version`. Raises NotPossible, Unknown or Overtaken."""
    check(wanted)

    def store(session: Session) -> None:
        template = _in_use(session, template_id, version)
        _refuse_taken(session, wanted.name, template_id)
        template.name, template.words, template.language = wanted.name, wanted.words, wanted.language
        template.kind = ResponseKind(wanted.kind)
        _record(session, "changed", template, staff_id)

    _run(store)


def retire(template_id: int, version: int, staff_id: int) -> None:
    """Offer it no more. Raises Unknown or Overtaken."""

    def store(session: Session) -> None:
        template = _in_use(session, template_id, version)
        template.retired_at = clock.now()
        _record(session, "retired", template, staff_id)

    _run(store)


def check(wanted: Wanted) -> None:
    """Raises NotPossible for what no template can be."""
    if not 0 < len(wanted.name) <= MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))
    if wanted.kind not in set(ResponseKind):
        raise NotPossible("kind", _("Choose what kind of answer it begins"))
    if wanted.language not in SPOKEN:
        raise NotPossible("language", _("Choose a language from the list"))
    if not 0 < len(wanted.words) <= MAX_WORDS:
        raise NotPossible("words", _("Write the words, %(max)d characters at most", max=MAX_WORDS))


def _run(store: Callable[[Session], None]) -> None:
    try:
        with transaction() as session:
            store(session)
    except IntegrityError:
        raise NotPossible("name", _("Somebody added a template with this name just now. Look at the list.")) from None


def _in_use(session: Session, template_id: int, version: int) -> AnswerTemplate:
    template = locked(session, AnswerTemplate, template_id, version)
    if template.retired_at is not None:
        raise Overtaken
    return template


def _refuse_taken(session: Session, name: str, besides: int | None) -> None:
    others = select(AnswerTemplate.id, AnswerTemplate.name).where(AnswerTemplate.retired_at.is_(None))
    taken = {other.casefold() for number, other in session.execute(others) if number != besides}
    if name.casefold() in taken:
        raise NotPossible("name", _("There is a template with this name already"))


def _record(session: Session, what: str, template: AnswerTemplate, staff_id: int) -> None:
    details = {"kind": str(template.kind), "version": template.version}
    audit.record(
        session, f"answer_template.{what}", f"answer_template:{template.id}", staff_id=staff_id, details=details
    )
