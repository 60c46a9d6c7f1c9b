"""The words of a poster, in each of its languages."""

from pathlib import Path
from typing import Literal, cast

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from config.settings import Settings
from feedback_service.entry_points import entry_url
from feedback_service.languages import BY_CODE, DEFAULT
from feedback_service.models import EntryPoint
from feedback_service.places import full_name
from feedback_service.posters import MOST_LANGUAGES, Poster, PosterText, poster_pdf


def poster_of(entry_point: EntryPoint, codes: list[str]) -> Poster:
    """The poster in the languages `codes`; unknown and repeated ones are left out, none means English."""
    settings: Settings = current_app.extensions["settings"]
    wanted = [code for code in dict.fromkeys(codes) if code in BY_CODE][:MOST_LANGUAGES] or [DEFAULT]
    return Poster(
        url=entry_url(entry_point.code),
        place_name=full_name(entry_point.place),
        service_name=settings.service_name,
        texts=tuple(_text(code, settings) for code in wanted),
        text_number=settings.reply_number or None,
    )


def as_pdf(poster: Poster) -> bytes:
    """One A4 page. Raises posters.FontsMissing, posters.NoLetters and posters.TooLong."""
    return poster_pdf(poster, Path(current_app.static_folder or "") / "vendor" / "poster-fonts")


def _text(code: str, settings: Settings) -> PosterText:
    with force_locale(code):
        return PosterText(
            language=code,
            direction=cast(Literal["ltr", "rtl"], BY_CODE[code].direction),
            heading=_("Tell us how it was"),
            invitation=_("Scan the code. Say what happened, good or bad. You will get an answer."),
            how=_("No app, no account. In any language."),
            safety=_(
                "Not for emergencies. Life at risk: call %(emergency)s. "
                "Mental health crisis: call %(crisis)s, option %(option)s.",
                emergency=settings.emergency_number,
                crisis=settings.crisis_number,
                option=settings.crisis_option,
            ),
        )
