"""What stands in addresses."""

from werkzeug.routing import IntegerConverter, Map


class RowId(IntegerConverter):
    """`<int:…>` as far as a row's number can go: a larger one is a page that does not exist, not an error."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int = 2**31 - 1) -> None:
        super().__init__(map, fixed_digits, min, max)
