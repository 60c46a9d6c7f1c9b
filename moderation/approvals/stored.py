"""What an action was told, as JSON and back: a proposal keeps it, encrypted, until a second member confirms it."""

import json
from dataclasses import fields
from typing import Any, get_args

from moderation.told.data import Data, Told

_TYPES: dict[str, type[Told]] = {each.__name__: each for each in get_args(Data)}


def written(data: Told) -> str:
    """The data as JSON; what it is told may stand in it again."""
    return json.dumps(_plain(data))


def read(text: str) -> Any:
    """The data again. Raises ValueError for what no action is told."""
    return _revived(json.loads(text))


def _plain(value: Any) -> Any:
    if isinstance(value, Told):
        told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type]
        return {"told": type(value).__name__, **told}
    return value


def _revived(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    name = value.pop("told", "")
    if name not in _TYPES:
        raise ValueError(f"no action is told {name!r}")
    return _TYPES[name](**{key: _revived(each) for key, each in value.items()})
