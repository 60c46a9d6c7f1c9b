"""The forms in which an answer is written."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, ValidationError

from feedback_service import labels
from feedback_service.vocabulary import ResponseKind
from moderation.actions.data import Answer, AnswerInTheirLanguage
from moderation.answering.blanks import blanks
from moderation.answering.cautions import Caution
from moderation.items.form_parts import (
    MAX_ANSWER,
    MAX_NOTE,
    ActionForm,
    OneAnswerForm,
    day,
    number,
    role_field,
    words_field,
)


def _filled(_form: ActionForm, field: Any) -> None:
    """No blank of a template is left open."""
    left = blanks(field.data or "")
    if left:
        named = " · ".join(f"“{each}”" for each in left)
        raise ValidationError(
            ngettext("Fill in the blank %(named)s", "Fill in the blanks %(named)s", len(left), named=named)
        )


class TranslateAnswerForm(OneAnswerForm):
    words = words_field(MAX_ANSWER, _l("Write the answer in their language"))
    validate_words = _filled

    def read(self) -> AnswerInTheirLanguage:
        return AnswerInTheirLanguage(number(self.response.data) or 0, self.words.data)


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
            confirmed=frozenset((self.confirmed.data or "").split()) & frozenset(Caution),
        )
