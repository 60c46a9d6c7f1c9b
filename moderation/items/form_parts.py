"""What the forms of the item page are made of."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from feedback_service.web.typed import clean_text
from moderation.told.data import Data, Nothing, OneAnswer

MAX_REASON = 500
MAX_NOTE = 1000
MAX_ANSWER = 2000
MAX_ROLE = 120


def trimmed(value: Any) -> Any:
    return clean_text(value).strip() if isinstance(value, str) else value


def words_field(limit: int, message: Any = None) -> TextAreaField:
    """A text of at most `limit` characters, required when there is a message for its absence."""
    too_long = Length(max=limit, message=_l("Use %(max)d characters at most"))
    first = DataRequired(message) if message else Optional()
    return TextAreaField(validators=[first, too_long], filters=[trimmed])


def role_field(message: Any, *, required: bool) -> StringField:
    too_long = Length(max=MAX_ROLE, message=_l("Use %(max)d characters at most"))
    return StringField(validators=[DataRequired(message) if required else Optional(), too_long], filters=[trimmed])


def number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else None


def day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


class ActionForm(Form):
    """`validate()` first; `read()` is for what passed."""

    def read(self) -> Data:
        """The data for the action."""
        return Nothing()


class OneAnswerForm(ActionForm):
    response = StringField(validators=[DataRequired(_l("Choose the answer"))])

    def read(self) -> Data:
        return OneAnswer(number(self.response.data) or 0)
