"""Storing the rows of a file as feedback, each once, however often the file is imported."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from channels.csv_import.reading import BadRow, Row
from feedback_service import clock
from feedback_service.intake import NewFeedback, accept
from feedback_service.models import Place
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel

NOON = time(12)


def places_by_name() -> dict[str, int]:
    """The ids of all places, by slug and by name, in small letters; of a name used twice only the slugs."""
    with reading() as session:
        places = list(session.scalars(select(Place)).unique())
    names = [place.name.casefold() for place in places]
    found = {place.name.casefold(): place.id for place in places if names.count(place.name.casefold()) == 1}
    return found | {place.slug.casefold(): place.id for place in places}


def placed(row: Row | BadRow, places: Mapping[str, int]) -> Row | BadRow:
    """The row, or why not when it names a place that there is not."""
    if isinstance(row, Row) and row.place and row.place.casefold() not in places:
        return BadRow(row.line, "there is no such place")
    return row


def store(row: Row, places: Mapping[str, int], default_place: int | None, timezone: str) -> bool:
    """Store the row as received at noon of its day; False when it was there already.

    The commit is on disk when this returns, so that an import may be killed anywhere and started
    again. Nobody has agreed to publication.
    """
    moment = clock.now()
    if row.day is not None:
        moment = min(moment, datetime.combine(row.day, NOON, ZoneInfo(timezone)))
    with clock.at(moment):
        accepted = accept(
            NewFeedback(
                channel=Channel.IMPORT,
                provider_reference=row.reference,
                words=row.words,
                language=row.language,
                place_id=places[row.place.casefold()] if row.place else default_place,
                fft=row.fft,
                is_archive=True,
            )
        )
    return not accepted.is_repeat
