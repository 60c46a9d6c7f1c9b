"""What stands in addresses."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map


class RowId(IntegerConverter):
    """`<int:…>` as far as a row's number can go: a larger one is a page that does not exist, not an error."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int = 2**31 - 1) -> None:
        super().__init__(map, fixed_digits, min, max)


def init_addresses(app: Flask) -> None:
    """Numbers in addresses are those of rows; an address with a NUL, which no database looks for, leads nowhere."""
    app.url_map.converters["int"] = RowId

    @app.before_request
    def refuse_nul() -> None:
        if "\0" in request.path:
            abort(404)
