"""Twilio's published OpenAPI document as the judge of what is said to it and what it answers.

The document is OpenAPI 3.0, whose schemas are JSON Schema (draft 4) but for `nullable`. It is read more
strictly than it is written: a parameter that it does not name is refused, although Twilio ignores it,
and an answer has every property that it names and no other.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft4Validator, FormatChecker

DOCUMENT = Path(__file__).resolve().parents[1] / "data" / "twilio_messages_openapi.json"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
# E.164 or an address in another channel, a short code, a name of up to eleven characters.
_PHONE_NUMBER = re.compile(r"([a-z]+:)?\+[1-9]\d{1,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")

Form = dict[str, Any]


class Contract:
    """The document, read once."""

    def __init__(self) -> None:
        document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
        self._requests: dict[tuple[str, str], dict[str, Any]] = {}
        self._answers: dict[tuple[str, str, int], Draft4Validator] = {}
        for address, operations in document["paths"].items():
            for method in ("get", "post"):
                operation = _inlined(operations[method], document)
                self._requests[method, address] = _request_schema(operation)
                for status, answer in operation["responses"].items():
                    schema = _closed(answer["content"]["application/json"]["schema"])
                    self._answers[method, address, int(status)] = _validator(schema)

    def request(self, method: str, address: str, pairs: Iterable[tuple[str, str]]) -> tuple[Form, list[str]]:
        """The parameters of a call by name, typed as the document says, and what is wrong with them."""
        schema = self._requests[method, address]
        form, wrong = _typed(pairs, schema["properties"])
        return form, wrong + _complaints(_validator(schema), form)

    def answer(self, method: str, address: str, status: int, body: Any) -> list[str]:
        """What is wrong with an answer."""
        return _complaints(self._answers[method, address, status], body)


def _inlined(node: Any, document: dict[str, Any]) -> Any:
    """The document's part with every reference replaced by what it points at, and `nullable` said in JSON Schema."""
    if isinstance(node, list):
        return [_inlined(each, document) for each in node]
    if not isinstance(node, dict):
        return node
    if isinstance(reference := node.get("$ref"), str):
        target = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        return _inlined(target, document)
    plain = {key: _inlined(value, document) for key, value in node.items() if key not in ("nullable", "examples")}
    return plain | {"type": [plain["type"], "null"]} if node.get("nullable") is True else plain


def _request_schema(operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of the form, or of the query where there is no form."""
    if body := operation.get("requestBody"):
        schema = body["content"]["application/x-www-form-urlencoded"]["schema"]
    else:
        query = [each for each in operation["parameters"] if each["in"] == "query"]
        schema = {"type": "object", "properties": {each["name"]: each["schema"] for each in query}}
    return {**schema, "additionalProperties": False}


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """With every named property there and no other, in a list of messages too."""
    if items := schema.get("items"):
        return {**schema, "items": _closed(items)}
    if not (properties := schema.get("properties")):
        return schema
    return {
        **schema,
        "properties": {name: _closed(each) for name, each in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


def _typed(pairs: Iterable[tuple[str, str]], properties: dict[str, Any]) -> tuple[Form, list[str]]:
    form: Form = {}
    wrong = []
    for name, text in pairs:
        kind = properties.get(name, {}).get("type")
        if kind == "array":
            form.setdefault(name, []).append(text)
        elif name in form:
            wrong.append(f"{name}: given twice")
        elif kind in ("integer", "number", "boolean"):
            form[name] = _from_text(text)
        else:
            form[name] = text
    return form, wrong


def _from_text(text: str) -> Any:
    """A number or a truth value, or the text as it is for the schema to refuse."""
    try:
        return json.loads(text.lower())
    except ValueError:
        return text


def _validator(schema: dict[str, Any]) -> Draft4Validator:
    return Draft4Validator(schema, format_checker=_formats())


def _complaints(validator: Draft4Validator, value: Any) -> list[str]:
    return [f"{error.json_path.removeprefix('$.')}: {error.message}" for error in validator.iter_errors(value)]


def _formats() -> FormatChecker:
    """Every format that the document uses and that a value can miss."""
    checker = FormatChecker(())
    for name, is_one in (
        ("phone-number", _PHONE_NUMBER.fullmatch),
        ("currency", re.compile("[A-Za-z]{3}").fullmatch),
        ("uri", _is_reference),
        ("date-time", datetime.fromisoformat),
        ("date-time-rfc-2822", parsedate_to_datetime),
    ):
        checker.checks(name, ValueError)(_of_text(is_one))
    checker.checks("uri-map")(lambda value: not isinstance(value, dict) or all(map(_is_reference, value.values())))
    return checker


def _of_text(is_one: Callable[[str], Any]) -> Callable[[object], bool]:
    """Formats say nothing about what is not a text, such as null."""
    return lambda value: not isinstance(value, str) or bool(is_one(value))


def _is_reference(text: str) -> bool:
    """A URI, or one relative to the API's address, as in Twilio's own examples."""
    address = urlsplit(text)
    return bool(address.netloc or address.path.startswith("/")) and not re.search(r"\s", text)
