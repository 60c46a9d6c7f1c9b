"""The form of answering several feedback together."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from moderation.items.form_parts import ActionForm, trimmed
from moderation.told.data import Join

MAX_REFERENCE = 40


class JoinForm(ActionForm):
    """`to` is the other's reference as somebody typed it: case, spaces and the hyphen do not matter."""

    to = StringField(
        validators=[
            DataRequired(_l("Write the reference of the other feedback")),
            Length(max=MAX_REFERENCE, message=_l("Use %(max)d characters at most")),
        ],
        filters=[trimmed],
    )

    def read(self) -> Join:
        letters = "".join(letter for letter in self.to.data.upper() if letter.isalnum())
        return Join(f"{letters[:4]}-{letters[4:]}")
