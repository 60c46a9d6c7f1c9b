"""The forms of the item page, one per action: the shape of what was typed, and its data for the action."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, ValidationError

from feedback_service.vocabulary import MAX_WORDS
from moderation.items.answer_forms import ANSWER_FORMS
from moderation.items.form_parts import MAX_NOTE, ActionForm, OneAnswerForm, number, trimmed, words_field
from moderation.items.hiding_forms import ApprovalForm, HideForm, LeaveForm, ShowAgainForm
from moderation.items.reason_forms import KeepPrivateForm, RejectForm, WithdrawForm
from moderation.items.themes_form import ThemesForm
from moderation.items.together_forms import JoinForm
from moderation.permissions import Action
from moderation.told.data import (
    Consent,
    Data,
    Elsewhere,
    InEnglish,
    InLanguage,
    InPlace,
    Judged,
    Note,
    OneText,
)
from moderation.told.reasons import OWN


class FlagForm(ActionForm):
    words = words_field(MAX_NOTE, _l("Write what worries you"))

    def read(self) -> Note:
        return Note(self.words.data)


class ClearFlagForm(ActionForm):
    words = words_field(MAX_NOTE, _l("Write what was done"))

    def read(self) -> Note:
        return Note(self.words.data)


class ConsentForm(ActionForm):
    agreed = RadioField(
        choices=[(each, each) for each in ("yes", "these-words", "no")],
        validators=[DataRequired(_l("Choose yes or no"))],
        validate_choice=False,
    )
    words = words_field(MAX_NOTE, _l("Write how we know"))

    def validate_agreed(self, field: Any) -> None:
        """Nothing but a yes is a yes."""
        if field.data not in {"yes", "these-words", "no"}:
            raise ValidationError(_l("Choose yes or no"))

    def read(self) -> Consent:
        to_these_words = self.agreed.data == "these-words"
        return Consent(to_these_words or self.agreed.data == "yes", self.words.data, to_these_words)


class PlaceForm(ActionForm):
    place = StringField()

    def validate_place(self, field: Any) -> None:
        """Empty for none."""
        if field.data and number(field.data) is None:
            raise ValidationError(_l("Choose a place from the list"))

    def read(self) -> InPlace:
        return InPlace(number(self.place.data))


class LanguageForm(ActionForm):
    language = StringField(filters=[trimmed])

    def validate_language(self, field: Any) -> None:
        """Empty for none; whether it is on the list the action knows."""
        if len(field.data or "") > 10:
            raise ValidationError(_l("Choose a language from the list"))

    def read(self) -> InLanguage:
        return InLanguage(self.language.data or None)


class OneTextForm(ActionForm):
    message = StringField(validators=[DataRequired(_l("Choose the text"))])

    def read(self) -> Data:
        return OneText(number(self.message.data) or 0)


class MoveForm(OneTextForm):
    to = StringField(validators=[DataRequired(_l("Choose where the text belongs"))], filters=[trimmed])

    def read(self) -> Elsewhere:
        to = self.to.data.upper()
        return Elsewhere(number(self.message.data) or 0, None if to == OWN.upper() else to)


class TranslateTextForm(OneTextForm):
    words = words_field(MAX_WORDS, _l("Write what it says in English"))

    def read(self) -> InEnglish:
        return InEnglish(number(self.message.data) or 0, self.words.data)


class SendBackForm(ActionForm):
    words = words_field(MAX_NOTE)

    def read(self) -> Note:
        return Note(self.words.data or "")


class JudgeForm(ActionForm):
    is_so = RadioField(
        choices=[("yes", "yes"), ("no", "no")], validators=[DataRequired(_l("Choose yes or no"))], validate_choice=False
    )
    words = words_field(MAX_NOTE)

    def validate_is_so(self, field: Any) -> None:
        """A no needs its reason."""
        if field.data not in {"yes", "no"}:
            raise ValidationError(_l("Choose yes or no"))
        if field.data == "no" and not self.words.data:
            raise ValidationError(_l("Write why it is not about racism"))

    def read(self) -> Judged:
        return Judged(self.is_so.data == "yes", self.words.data or "")


FORMS: dict[Action, type[ActionForm]] = {
    Action.REDACT: HideForm,
    Action.UNREDACT: ShowAgainForm,
    Action.LEAVE: LeaveForm,
    Action.PUBLISH: ApprovalForm,
    Action.KEEP_PRIVATE: KeepPrivateForm,
    Action.REJECT: RejectForm,
    Action.WITHDRAW: WithdrawForm,
    Action.RETURN: ActionForm,
    Action.FLAG: FlagForm,
    Action.CLEAR_FLAG: ClearFlagForm,
    Action.RECORD_CONSENT: ConsentForm,
    Action.SET_PLACE: PlaceForm,
    Action.ANSWER_ON: OneAnswerForm,
    Action.ANSWER_OFF: OneAnswerForm,
    Action.ASK_PERSON: ApprovalForm,
    Action.MOVE_TEXT: MoveForm,
    Action.TRANSLATE_TEXT: TranslateTextForm,
    Action.OPEN_TEXT: OneTextForm,
    Action.CLOSE_TEXT: OneTextForm,
    Action.SET_LANGUAGE: LanguageForm,
    Action.SET_THEMES: ThemesForm,
    Action.ANSWER_TOGETHER: JoinForm,
    Action.TAKE_APART: ActionForm,
    Action.SHARE_ANSWER: OneAnswerForm,
    **ANSWER_FORMS,
    Action.CONFIRM: ActionForm,
    Action.SEND_BACK: SendBackForm,
    Action.JUDGE_RACISM: JudgeForm,
}
