"""What every application of a test run compiles alike, kept from the first: each test has one of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


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


@contextmanager
def once() -> Iterator[None]:
    """Templates and addresses are compiled once for all applications made meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _Templates()})
        patch.setattr(Flask, "url_rule_class", _Rule)
        yield
