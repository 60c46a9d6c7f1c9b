"""The forms of the item page, one per action: the shape of what was typed, and its data for the action."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from feedback_service import labels
from feedback_service.vocabulary import MAX_WORDS, Hidden, ResponseKind
from feedback_service.web.typed import clean_text
from moderation.actions.data import (
    Answer,
    AnswerInTheirLanguage,
    Consent,
    Data,
    Elsewhere,
    Hide,
    InEnglish,
    InLanguage,
    InPlace,
    Note,
    Nothing,
    OneAnswer,
    OneText,
    Private,
    Reason,
    ShowAgain,
)
from moderation.actions.reasons import OWN, REASONS
from moderation.permissions import Action

MAX_REASON = 500
MAX_NOTE = 1000
MAX_ANSWER = 2000
MAX_ROLE = 120


def _trimmed(value: Any) -> Any:
    return clean_text(value).strip() if isinstance(value, str) else value


def _words(limit: int, message: Any = None) -> TextAreaField:
    """A text of at most `limit` characters, required when there is a message for its absence."""
    too_long = Length(max=limit, message=_l("Use %(max)d characters at most"))
    first = DataRequired(message) if message else Optional()
    return TextAreaField(validators=[first, too_long], filters=[_trimmed])


def _role(message: Any, *, required: bool) -> StringField:
    too_long = Length(max=MAX_ROLE, message=_l("Use %(max)d characters at most"))
    return StringField(validators=[DataRequired(message) if required else Optional(), too_long], filters=[_trimmed])


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


class ActionForm(Form):
    """`validate()` first; `read()` is for what passed."""

    def read(self) -> Data:
        """The data for the action."""
        return Nothing()


class HideForm(ActionForm):
    word = SelectMultipleField(validators=[DataRequired(_l("Choose the words to hide"))], validate_choice=False)
    kind = SelectField(choices=[(str(each), labels.HIDDEN_WHY[each]) for each in Hidden])

    def validate_word(self, field: Any) -> None:
        """A value is `<message id>:<start>:<end>`."""
        if any(None in self._split(value) or len(self._split(value)) != 3 for value in field.data):
            raise ValidationError(_l("Choose the words to hide"))

    def read(self) -> Hide:
        words = tuple((message, start, end) for message, start, end in map(self._split, self.word.data))
        return Hide(words, Hidden(self.kind.data))  # type: ignore[arg-type]

    @staticmethod
    def _split(value: str) -> list[int | None]:
        return [_number(part) for part in value.split(":")]


class ShowAgainForm(ActionForm):
    redaction = StringField(validators=[DataRequired(_l("Choose what to show again"))])

    def read(self) -> ShowAgain:
        return ShowAgain(_number(self.redaction.data) or 0)


class OneAnswerForm(ActionForm):
    response = StringField(validators=[DataRequired(_l("Choose the answer"))])

    def read(self) -> Data:
        return OneAnswer(_number(self.response.data) or 0)


class KeepPrivateForm(ActionForm):
    responders = RadioField(
        choices=[("yes", _l("Yes, what identifies is hidden")), ("no", _l("No, moderators answer it"))],
        validators=[DataRequired(_l("Choose whether responders may read it"))],
        validate_choice=False,
    )
    words = _words(MAX_REASON)

    def validate_responders(self, field: Any) -> None:
        """Nothing but a yes is a yes."""
        if field.data not in {"yes", "no"}:
            raise ValidationError(_l("Choose whether responders may read it"))

    def read(self) -> Private:
        return Private(self.responders.data == "yes", self.words.data or "")


class RejectForm(ActionForm):
    because = RadioField(
        choices=[*REASONS.items(), (OWN, _l("Another reason"))],
        validators=[DataRequired(_l("Choose a reason"))],
        validate_choice=False,
    )
    words = _words(MAX_REASON)

    def validate_because(self, field: Any) -> None:
        """Another reason needs words of its own."""
        if field.data not in {*REASONS, OWN}:
            raise ValidationError(_l("Choose a reason"))
        if field.data == OWN and not self.words.data:
            raise ValidationError(_l("Write the reason in your own words"))

    def read(self) -> Reason:
        return Reason(self.words.data or "", self.because.data)


class WithdrawForm(ActionForm):
    words = _words(MAX_REASON, _l("Write the reason; the person reads it"))

    def read(self) -> Reason:
        return Reason(self.words.data)


class FlagForm(ActionForm):
    words = _words(MAX_NOTE, _l("Write what worries you"))

    def read(self) -> Note:
        return Note(self.words.data)


class ClearFlagForm(ActionForm):
    words = _words(MAX_NOTE, _l("Write what was done"))

    def read(self) -> Note:
        return Note(self.words.data)


class ConsentForm(ActionForm):
    agreed = RadioField(
        choices=[(each, each) for each in ("yes", "these-words", "no")],
        validators=[DataRequired(_l("Choose yes or no"))],
        validate_choice=False,
    )
    words = _words(MAX_NOTE, _l("Write how we know"))

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
        if field.data and _number(field.data) is None:
            raise ValidationError(_l("Choose a place from the list"))

    def read(self) -> InPlace:
        return InPlace(_number(self.place.data))


class LanguageForm(ActionForm):
    language = StringField(filters=[_trimmed])

    def validate_language(self, field: Any) -> None:
        """Empty for none; whether it is on the list the action knows."""
        if len(field.data or "") > 10:
            raise ValidationError(_l("Choose a language from the list"))

    def read(self) -> InLanguage:
        return InLanguage(self.language.data or None)


class OneTextForm(ActionForm):
    message = StringField(validators=[DataRequired(_l("Choose the text"))])

    def read(self) -> Data:
        return OneText(_number(self.message.data) or 0)


class MoveForm(OneTextForm):
    to = StringField(validators=[DataRequired(_l("Choose where the text belongs"))], filters=[_trimmed])

    def read(self) -> Elsewhere:
        to = self.to.data.upper()
        return Elsewhere(_number(self.message.data) or 0, None if to == OWN.upper() else to)


class TranslateTextForm(OneTextForm):
    words = _words(MAX_WORDS, _l("Write what it says in English"))

    def read(self) -> InEnglish:
        return InEnglish(_number(self.message.data) or 0, self.words.data)


class TranslateAnswerForm(OneAnswerForm):
    words = _words(MAX_ANSWER, _l("Write the answer in their language"))

    def read(self) -> AnswerInTheirLanguage:
        return AnswerInTheirLanguage(_number(self.response.data) or 0, self.words.data)


class RespondForm(ActionForm):
    kind = RadioField(
        choices=[(str(each), labels.RESPONSES[each]) for each in ResponseKind],
        validators=[DataRequired(_l("Choose what the answer is"))],
        validate_choice=False,
    )
    words = _words(MAX_ANSWER, _l("Write the answer"))
    translation = _words(MAX_ANSWER)
    signed_as = _role(_l("Write the role that signs, such as ward manager"), required=True)
    owner = _role(None, required=False)
    due_on = StringField()
    evidence = _words(MAX_NOTE)

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
        if _day(self.due_on.data) is None:
            self.due_on.errors = [_l("Write the date by which it will be done, such as 2026-12-24")]
        return is_valid and not self.owner.errors and not self.due_on.errors

    def read(self) -> Answer:
        is_promise = self.kind.data == ResponseKind.DOING
        return Answer(
            kind=ResponseKind(self.kind.data),
            words=self.words.data,
            signed_as=self.signed_as.data,
            owner=self.owner.data if is_promise else None,
            due_on=_day(self.due_on.data) if is_promise else None,
            evidence=self.evidence.data or None,
            translation=self.translation.data or None,
        )


FORMS: dict[Action, type[ActionForm]] = {
    Action.REDACT: HideForm,
    Action.UNREDACT: ShowAgainForm,
    Action.PUBLISH: ActionForm,
    Action.KEEP_PRIVATE: KeepPrivateForm,
    Action.REJECT: RejectForm,
    Action.WITHDRAW: WithdrawForm,
    Action.RETURN: ActionForm,
    Action.FLAG: FlagForm,
    Action.CLEAR_FLAG: ClearFlagForm,
    Action.RECORD_CONSENT: ConsentForm,
    Action.SET_PLACE: PlaceForm,
    Action.RESPOND: RespondForm,
    Action.ANSWER_ON: OneAnswerForm,
    Action.ANSWER_OFF: OneAnswerForm,
    Action.TRANSLATE_ANSWER: TranslateAnswerForm,
    Action.ASK_PERSON: ActionForm,
    Action.MOVE_TEXT: MoveForm,
    Action.TRANSLATE_TEXT: TranslateTextForm,
    Action.OPEN_TEXT: OneTextForm,
    Action.CLOSE_TEXT: OneTextForm,
    Action.SET_LANGUAGE: LanguageForm,
}
