"""What the panel of the answer shows: the form as it stands, the checklist, the warnings, the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.datastructures import MultiDict

from feedback_service.answers import language_of
from feedback_service.languages import DEFAULT
from feedback_service.models import AnswerDraft, AnswerTemplate, Feedback, InboundMessage
from feedback_service.public_words import public_words
from feedback_service.storage import reading
from feedback_service.vocabulary import DraftState, ResponseKind
from feedback_service.web.typed import clean_text
from moderation.actions.perform import NotPermitted, Unknown
from moderation.answering import drafts
from moderation.answering.cautions import Caution, cautions, exposing
from moderation.answering.quality import Factor, Heard, Mark, Written, checklist
from moderation.answering.second_look import needs_review
from moderation.auth.sessions import Member
from moderation.items.form_parts import MAX_ANSWER, MAX_NOTE, MAX_REASON, MAX_ROLE, day, number
from moderation.items.typed import Typed
from moderation.permissions import Action, allowed_actions
from moderation.templates_for_answers import queries as templates


@dataclass(frozen=True)
class Checked:
    """What the checklist and the warnings say about an answer; `kind` is what is chosen so far."""

    kind: ResponseKind | None
    points: Mapping[Factor, Mark]
    cautions: Sequence[Caution]

    @property
    def done(self) -> int:
        """How many points are met or not needed."""
        return sum(mark in {Mark.YES, Mark.NOT_NEEDED} for mark in self.points.values())


@dataclass(frozen=True)
class Editor:
    """`form` is what the fields hold: what was typed, else the draft. `version` is that of the draft, `is_overtaken`
    whether somebody saved or sent it since the member's page was made; `needs_review`: one member alone may not send
    it. `may_approve`: it waits for a colleague's look, and the member is one. `elsewhere` are the warnings about what
    was typed beside the form: that a promise is kept, why it has another day, an answer in the person's language."""

    form: Typed
    checked: Checked
    templates: Sequence[AnswerTemplate]
    draft: AnswerDraft | None
    version: int
    is_overtaken: bool
    needs_review: bool
    may_approve: bool
    elsewhere: Sequence[Caution]

    @property
    def theirs(self) -> Mapping[str, str]:
        """What the draft holds now."""
        return drafts.typed_in(self.draft)

    @property
    def kept(self) -> Mapping[str, str]:
        """For a field that shows what is kept already, so that leaving the page loses nothing."""
        return {"data-prefilled": ""} if self.form.values and not self.is_typed else {}

    @property
    def is_typed(self) -> bool:
        """Whether the fields hold what was typed and not what is kept."""
        return bool(self.form.values) and dict(self.form.values.items()) != dict(self.theirs)


def open_editor(feedback: Feedback, heard: str, typed: Typed, member: Member) -> Editor:
    """The panel on the page of `feedback`, whose public words are `heard`; filled with what was `typed` into it."""
    with reading() as session:
        draft, version = drafts.of(session, feedback), drafts.version_of(session, feedback)
        form = typed
        if typed.action != Action.RESPOND:
            form = Typed(Action.RESPOND, MultiDict(drafts.typed_in(draft)))
        return Editor(
            form=form,
            checked=_checked(session, feedback, heard, form.values),
            templates=templates.offered(session, {DEFAULT, language_of(feedback)}),
            draft=draft,
            version=version,
            is_overtaken="draft" in form.values and form.values["draft"] != str(version),
            needs_review=needs_review(session, feedback),
            may_approve=draft is not None
            and draft.state == DraftState.REVIEW
            and member.id not in {draft.changed_by, draft.asked_by},
            elsewhere=_elsewhere(session, feedback, typed),
        )


def _elsewhere(session: Session, feedback: Feedback, typed: Typed) -> Sequence[Caution]:
    if typed.action == Action.TRANSLATE_ANSWER:
        return exposing(feedback, _words(typed.values, "words", MAX_ANSWER))
    if typed.action == Action.MOVE_PROMISE:
        return exposing(feedback, _words(typed.values, "reason", MAX_REASON))
    is_kept = typed.action == Action.KEEP_PROMISE
    return _cautions(session, feedback, typed.values) if is_kept else []


def _cautions(session: Session, feedback: Feedback, typed: Mapping[str, str]) -> Sequence[Caution]:
    beside = {"translation": MAX_ANSWER, "signed_as": MAX_ROLE, "owner": MAX_ROLE, "evidence": MAX_NOTE}
    read = (_words(typed, name, longest) for name, longest in beside.items())
    return cautions(session, feedback, _words(typed, "words", MAX_ANSWER), *read)


def check(reference: str, member: Member, typed: Mapping[str, str]) -> Checked:
    """The checklist for what is being typed; nothing is kept. Raises Unknown or NotPermitted."""
    with reading() as session:
        feedback = _answerable(session, reference, member)
        return _checked(session, feedback, public_words(feedback), typed)


def theirs(reference: str, member: Member) -> dict[str, Any]:
    """The draft as it is now, for a page whose own is older: who wrote it, its words, its version.

    Raises Unknown or NotPermitted.
    """
    with reading() as session:
        feedback = _answerable(session, reference, member)
        draft = drafts.of(session, feedback)
        return {
            "draft": drafts.version_of(session, feedback),
            "by": draft.writer.name if draft is not None and draft.writer is not None else "",
            "words": drafts.typed_in(draft).get("words", ""),
        }


def _answerable(session: Session, reference: str, member: Member) -> Feedback:
    messages = selectinload(Feedback.messages).selectinload(InboundMessage.redactions)
    found = select(Feedback).where(Feedback.reference == reference.upper()).options(messages)
    feedback = session.scalars(found).unique().one_or_none()
    if feedback is None:
        raise Unknown
    if Action.RESPOND not in allowed_actions(member.role, feedback):
        raise NotPermitted
    return feedback


def with_template(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was typed, with the words of the chosen template added where they belong, and its kind where none is
    chosen yet."""
    filled: MultiDict[str, str] = MultiDict(typed)
    with reading() as session:
        template = templates.in_use(session, number(typed.get("template", "")) or 0)
    if template is not None:
        field = "words" if template.language == DEFAULT else "translation"
        filled[field] = "\n\n".join(filter(None, [typed.get(field, "").rstrip(), template.words]))
        if typed.get("kind") not in set(ResponseKind):
            filled["kind"] = str(template.kind)
    return filled


def _checked(session: Session, feedback: Feedback, heard: str, typed: Mapping[str, str]) -> Checked:
    kind = typed.get("kind", "")
    written = Written(
        words=_words(typed, "words", MAX_ANSWER),
        signed_as=_words(typed, "signed_as", MAX_ROLE),
        kind=ResponseKind(kind) if kind in set(ResponseKind) else None,
        due_on=day(typed.get("due_on")),
        evidence=_words(typed, "evidence", MAX_NOTE),
    )
    points = checklist(written, Heard(heard, feedback.language, feedback.fft))
    return Checked(written.kind, points, _cautions(session, feedback, typed))


def _words(typed: Mapping[str, str], name: str, limit: int) -> str:
    return clean_text(typed.get(name, "")).strip()[:limit]
