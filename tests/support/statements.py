"""What a database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event


@contextmanager
def statements(app: Flask, table: str) -> Iterator[list[str]]:
    """What is asked of the table meanwhile."""
    seen: list[str] = []

    def remember(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if f"FROM {table} " in f"{statement} ".replace("\n", " "):
            seen.append(statement)

    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", remember)
    yield seen
    event.remove(engine, "before_cursor_execute", remember)
