"""The form that says what a piece of feedback is about."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from feedback_service.web.typed import clean_text
from moderation.items.form_parts import ActionForm
from moderation.told.data import About

MAX_THEMES = 100
MAX_SLUG = 60


class ThemesForm(ActionForm):
    theme = SelectMultipleField(validate_choice=False)

    def validate_theme(self, field: Any) -> None:
        """None at all is a decision too; which of them there are the action knows."""
        if len(field.data) > MAX_THEMES or any(len(slug) > MAX_SLUG for slug in field.data):
            raise ValidationError(_l("Choose themes from the list"))

    def read(self) -> About:
        return About(tuple(dict.fromkeys(clean_text(slug) for slug in self.theme.data)))
