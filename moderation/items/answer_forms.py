"""The forms in which an answer is written."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, ValidationError

from feedback_service import labels
from feedback_service.vocabulary import ResponseKind
from moderation.answering.blanks import blanks
from moderation.answering.cautions import Caution
from moderation.items.form_parts import (
    MAX_ANSWER,
    MAX_NOTE,
    MAX_REASON,
    ActionForm,
    OneAnswerForm,
    day,
    number,
    role_field,
    words_field,
)
from moderation.permissions import Action
from moderation.told.data import AnotherDay, Answer, AnswerInTheirLanguage, Assigned, Drafted, DueOn, Kept, Returned


def _filled(_form: ActionForm, field: Any) -> None:
    """No blank of a template is left open."""
    left = blanks(field.data or "")
    if left:
        named = " · ".join(f"“{each}”" for each in left)
        raise ValidationError(
            ngettext("Fill in the blank %(named)s", "Fill in the blanks %(named)s", len(left), named=named)
        )


def _confirmed(typed: str | None) -> frozenset[str]:
    return frozenset((typed or "").split()) & frozenset(Caution)


class TranslateAnswerForm(OneAnswerForm):
    words = words_field(MAX_ANSWER, _l("Write the answer in their language"))
    confirmed = StringField()

    validate_words = _filled

    def read(self) -> AnswerInTheirLanguage:
        return AnswerInTheirLanguage(number(self.response.data) or 0, self.words.data, _confirmed(self.confirmed.data))


class RespondForm(ActionForm):
    kind = RadioField(
        choices=[(str(each), labels.RESPONSES[each]) for each in ResponseKind],
        validators=[DataRequired(_l("Choose what the answer is"))],
        validate_choice=False,
    )
    words = words_field(MAX_ANSWER, _l("Write the answer"))
    translation = words_field(MAX_ANSWER)
    signed_as = role_field(_l("Write the role that signs, such as ward manager"), required=True)
    owner = role_field(None, required=False)
    due_on = StringField()
    evidence = words_field(MAX_NOTE)
    confirmed = StringField()
    """The codes of the warnings that were shown and are to be passed over."""

    draft = StringField()

    validate_words = validate_translation = validate_signed_as = validate_owner = validate_evidence = _filled

    def validate_kind(self, field: Any) -> None:
        """One of the three."""
        if field.data not in set(ResponseKind):
            raise ValidationError(_l("Choose what the answer is"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A promise has an owner and a date."""
        is_valid = bool(super().validate(extra_validators))
        if self.kind.data != ResponseKind.DOING:
            return is_valid
        if not self.owner.data:
            self.owner.errors = [_l("Write who sees to it, by role")]
        if day(self.due_on.data) is None:
            self.due_on.errors = [_l("Write the date by which it will be done, such as 2026-12-24")]
        return is_valid and not self.owner.errors and not self.due_on.errors

    def read(self) -> Answer:
        is_promise = self.kind.data == ResponseKind.DOING
        return Answer(
            kind=ResponseKind(self.kind.data),
            words=self.words.data,
            signed_as=self.signed_as.data,
            owner=self.owner.data if is_promise else None,
            due_on=day(self.due_on.data) if is_promise else None,
            evidence=self.evidence.data or None,
            translation=self.translation.data or None,
            draft=number(self.draft.data),
            confirmed=_confirmed(self.confirmed.data),
        )


class AskReviewForm(ActionForm):
    """What is typed so far, of which a colleague can send what is asked about: without blanks, and signed."""

    kind = StringField()
    words = words_field(MAX_ANSWER, _l("Write the answer"))
    translation = words_field(MAX_ANSWER)
    signed_as = role_field(_l("Write the role that signs, such as ward manager"), required=True)
    owner = role_field(None, required=False)
    due_on = StringField()
    evidence = words_field(MAX_NOTE)
    draft = StringField()

    validate_words = validate_translation = validate_signed_as = validate_owner = validate_evidence = _filled

    def read(self) -> Drafted:
        typed = {name: field.data or "" for name, field in self._fields.items() if name != "draft"}
        return Drafted(typed, number(self.draft.data) or 0)


class ReturnDraftForm(ActionForm):
    note = words_field(MAX_NOTE, _l("Write what should change"))
    draft = StringField()

    def read(self) -> Returned:
        return Returned(self.note.data, number(self.draft.data) or 0)


class KeepPromiseForm(OneAnswerForm):
    words = words_field(MAX_ANSWER, _l("Write what was done"))
    evidence = words_field(MAX_NOTE, _l("Write what shows that it was done"))
    signed_as = role_field(_l("Write the role that signs, such as ward manager"), required=True)

    confirmed = StringField()

    validate_words = validate_evidence = validate_signed_as = _filled

    def read(self) -> Kept:
        return Kept(
            number(self.response.data) or 0,
            self.words.data,
            self.evidence.data,
            self.signed_as.data,
            _confirmed(self.confirmed.data),
        )


class MovePromiseForm(OneAnswerForm):
    due_on = StringField()
    reason = words_field(MAX_REASON, _l("Write why; the person and the public read it"))
    confirmed = StringField()

    validate_reason = _filled

    def validate_due_on(self, field: Any) -> None:
        """A day."""
        if day(field.data) is None:
            raise ValidationError(_l("Write the date by which it will be done, such as 2026-12-24"))

    def read(self) -> AnotherDay:
        due_on = day(self.due_on.data)
        assert due_on is not None
        return AnotherDay(number(self.response.data) or 0, due_on, self.reason.data, _confirmed(self.confirmed.data))


class AssignForm(ActionForm):
    team = StringField()

    def validate_team(self, field: Any) -> None:
        """Empty for nobody."""
        if field.data and number(field.data) is None:
            raise ValidationError(_l("Choose a team from the list"))

    def read(self) -> Assigned:
        return Assigned(number(self.team.data))


class DueForm(ActionForm):
    due_on = StringField()
    reason = words_field(MAX_NOTE, _l("Write why; staff read it"))

    def validate_due_on(self, field: Any) -> None:
        """A day."""
        if day(field.data) is None:
            raise ValidationError(_l("Write the date, such as 2026-12-24"))

    def read(self) -> DueOn:
        due_on = day(self.due_on.data)
        assert due_on is not None
        return DueOn(due_on, self.reason.data)


ANSWER_FORMS: dict[Action, type[ActionForm]] = {
    Action.RESPOND: RespondForm,
    Action.APPROVE_ANSWER: RespondForm,
    Action.ASK_REVIEW: AskReviewForm,
    Action.RETURN_DRAFT: ReturnDraftForm,
    Action.TRANSLATE_ANSWER: TranslateAnswerForm,
    Action.KEEP_PROMISE: KeepPromiseForm,
    Action.MOVE_PROMISE: MovePromiseForm,
    Action.ASSIGN: AssignForm,
    Action.SET_DUE: DueForm,
}
