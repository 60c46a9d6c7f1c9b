"""What every application of a test run compiles alike, kept from the first: each test has one of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from feedback_service.storage import database


class _Templates(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


class _Rule(Rule):
    """An address whose builder was compiled for an earlier application: it depends on nothing but the rule."""

    _kept: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        alike = (*self._trace, repr(self.defaults), append_unknown)
        if alike not in self._kept:
            self._kept[alike] = super()._compile_builder(append_unknown)
        return self._kept[alike]


_STATEMENTS = 5000


def _engines() -> Callable[..., Engine]:
    """`create_engine` for engines that share the statements they compiled: they speak to databases alike."""
    kept: LRUCache[Any, Any] = LRUCache(_STATEMENTS)

    def create(*arguments: Any, **options: Any) -> Engine:
        engine = create_engine(*arguments, **options)
        engine._compiled_cache = kept
        return engine

    return create


@contextmanager
def once() -> Iterator[None]:
    """Templates, addresses and statements are compiled once for all applications made meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", _engines())
        # A statement is kept by its dialect, of which every engine makes one of its own.
        patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
        patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _Templates()})
        patch.setattr(Flask, "url_rule_class", _Rule)
        yield
