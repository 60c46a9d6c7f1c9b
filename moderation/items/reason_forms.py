"""The forms of the decisions that take a reason: from a list, with own words beside it, or these alone."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, ValidationError

from feedback_service.languages import DEFAULT, SPOKEN
from moderation.items.form_parts import MAX_REASON, ActionForm, trimmed, words_field
from moderation.told.data import Private, Reason
from moderation.told.reasons import OWN, PRIVATE_REASONS, REASONS, WITHDRAWAL_REASONS


class ReasonForm(ActionForm):
    """`words` are in English, or in the language that the person is written to in where `language` says so."""

    because = RadioField(validators=[DataRequired(_l("Choose a reason"))], validate_choice=False)
    words = words_field(MAX_REASON)
    language = StringField(filters=[trimmed])
    offered: Collection[str] = ()

    def validate_because(self, field: Any) -> None:
        """Another reason needs words of its own."""
        if field.data not in {*self.offered, OWN}:
            raise ValidationError(_l("Choose a reason"))
        if field.data == OWN and not self.words.data:
            raise ValidationError(_l("Write the reason in your own words"))

    def reason(self) -> Reason:
        """What was chosen and written."""
        language = self.language.data if self.language.data in SPOKEN else DEFAULT
        return Reason(self.words.data or "", self.because.data, language)


class RejectForm(ReasonForm):
    offered = REASONS

    def read(self) -> Reason:
        return self.reason()


class WithdrawForm(ReasonForm):
    offered = WITHDRAWAL_REASONS

    def read(self) -> Reason:
        return self.reason()


class KeepPrivateForm(ReasonForm):
    offered = PRIVATE_REASONS
    responders = RadioField(
        validators=[DataRequired(_l("Choose whether responders may read it"))],
        validate_choice=False,
    )
    note = words_field(MAX_REASON)

    def validate_responders(self, field: Any) -> None:
        """Nothing but a yes is a yes."""
        if field.data not in {"yes", "no"}:
            raise ValidationError(_l("Choose whether responders may read it"))

    def read(self) -> Private:
        return Private(self.responders.data == "yes", self.note.data or "", self.reason())
