"""The forms about hiding: words chosen, suggestions accepted and refused, and what goes out in spite of one."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, ValidationError

from feedback_service import labels
from feedback_service.vocabulary import Hidden, Reach
from moderation.items.form_parts import ActionForm, number
from moderation.told.data import Approval, Hide, Leave, ShowAgain

NOT_CHOSEN = _l("Choose the words to hide")
Stretch = tuple[int, int, int]


def stretch(value: str) -> Stretch | None:
    """`<message id>:<start>:<end>` as numbers, None for anything else."""
    match [number(part) for part in value.split(":")]:
        case [int(message), int(start), int(end)]:
            return message, start, end
    return None


def suggested(value: str) -> tuple[int, int, int, Hidden] | None:
    """`<message id>:<start>:<end>:<kind>`, None for anything else."""
    place, _colon, kind = value.rpartition(":")
    found = stretch(place)
    return (*found, Hidden(kind)) if found is not None and kind in set(Hidden) else None


class _WithSuggestions(ActionForm):
    suggestion = SelectMultipleField(validate_choice=False)
    reach = StringField()

    def validate_suggestion(self, field: Any) -> None:
        """Every value is one that the page could hold."""
        if any(suggested(value) is None for value in field.data or []):
            raise ValidationError(NOT_CHOSEN)

    def validate_reach(self, field: Any) -> None:
        """Empty for these words alone."""
        if field.data and field.data not in set(Reach):
            raise ValidationError(_l("Choose from the list"))

    @property
    def suggestions(self) -> tuple[tuple[int, int, int, Hidden], ...]:
        """What was chosen of them."""
        return tuple(filter(None, map(suggested, self.suggestion.data or [])))

    @property
    def wanted_reach(self) -> Reach | None:
        return Reach(self.reach.data) if self.reach.data else None


class HideForm(_WithSuggestions):
    word = SelectMultipleField(validate_choice=False)
    kind = SelectField(choices=[(str(each), labels.HIDDEN_WHY[each]) for each in Hidden], default=str(Hidden.NAME))

    def validate_word(self, field: Any) -> None:
        """Words or suggestions, at least one."""
        if any(stretch(value) is None for value in field.data or []) or not (field.data or self.suggestion.data):
            raise ValidationError(NOT_CHOSEN)

    def read(self) -> Hide:
        words = tuple(filter(None, map(stretch, self.word.data or [])))
        return Hide(words, Hidden(self.kind.data), self.suggestions, self.wanted_reach)


class LeaveForm(_WithSuggestions):
    def validate_suggestion(self, field: Any) -> None:
        """At least one."""
        super().validate_suggestion(field)
        if not field.data:
            raise ValidationError(_l("Choose the suggestion"))

    def read(self) -> Leave:
        return Leave(self.suggestions, self.wanted_reach)


class ShowAgainForm(ActionForm):
    redaction = StringField(validators=[DataRequired(_l("Choose what to show again"))])

    def read(self) -> ShowAgain:
        return ShowAgain(number(self.redaction.data) or 0)


class ApprovalForm(ActionForm):
    despite = StringField()

    def read(self) -> Approval:
        return Approval(self.despite.data == "yes")
