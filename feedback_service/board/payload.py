"""The whitelist: everything the public gets to see of an entry, and nothing else, is named here."""

from collections.abc import Sequence
from typing import Any

from feedback_service.models import BoardEntry, Feedback, Place, Response
from feedback_service.public_words import public_words
from feedback_service.vocabulary import ResponseKind, Stage, direction


def entry_payload(entry: BoardEntry, said: Sequence[Feedback], responses: Sequence[Response]) -> dict[str, Any]:
    """The public form of an entry, JSON types only; dates ISO 8601, moments in UTC with `Z`.

    `updated_at` alone keeps its microseconds: two changes within a second are told apart by it.
    """
    promise = open_promise(responses)
    return {
        "id": entry.id,
        "position": entry.position,
        "stage": str(entry.stage),
        "due_on": promise.due_on.isoformat() if promise and promise.due_on else None,
        **place_names(entry.place),
        "said": [
            {"words": public_words(each), "language": each.language, "direction": direction(each.language)}
            for each in said
        ],
        "people": people(said),
        "responses": [_response(each) for each in responses],
        "published_at": moment(entry.published_at),
        "updated_at": exact_moment(entry.updated_at),
    }


def people(said: Sequence[Feedback]) -> int:
    """How many different people said what is shown: by their number, and each form one. Nothing that is not shown, and
    nobody whose words are kept private, counts."""
    return len({("contact", each.contact_id) if each.contact_id else ("form", each.id) for each in said})


def stage_of(responses: Sequence[Response], *, is_reopened: bool = False) -> Stage:
    """The stage that the latest response puts the entry in; heard while there is none.

    `is_reopened`: somebody said that the answer did not help, and nobody answered anew.
    """
    if is_reopened:
        return Stage.REOPENED
    return Stage(str(responses[-1].kind)) if responses else Stage.HEARD


def open_promise(responses: Sequence[Response]) -> Response | None:
    """The promise that still stands: the latest response when that is one."""
    return responses[-1] if responses and responses[-1].kind == ResponseKind.DOING else None


def moment(value: Any) -> str:
    """An aware UTC datetime as `2026-11-23T09:30:00Z`."""
    return exact_moment(value.replace(microsecond=0))


def exact_moment(value: Any) -> str:
    """An aware UTC datetime as `2026-11-23T09:30:00.123456Z`."""
    return str(value.isoformat().replace("+00:00", "Z"))


def place_names(place: Place | None) -> dict[str, Any]:
    """What an entry shows of its place: `place` and `borough`, each a slug and a name, or None."""
    return {"place": _place(place), "borough": _place(place.borough if place else None)}


def _place(place: Place | None) -> dict[str, str] | None:
    return {"slug": place.slug, "name": place.name} if place else None


def _response(response: Response) -> dict[str, Any]:
    return {
        "id": response.id,
        "kind": str(response.kind),
        "words": response.words,
        "language": response.language,
        "direction": direction(response.language),
        "signed_as": response.signed_as,
        "owner": response.owner,
        "due_on": response.due_on.isoformat() if response.due_on else None,
        "evidence": response.evidence,
        "moved": [{"from": each.from_on.isoformat(), "reason": each.reason} for each in response.changes],
        "at": moment(response.created_at),
    }
