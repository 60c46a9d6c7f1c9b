"""Every staff address that changes something leaves an audit record: read off the code, for every route there is."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from flask import Flask

from moderation.actions import perform
from moderation.permissions import Action
from tests.structure.test_floors import modules, name_of

RECORD = "feedback_service.audit.record"
NOTHING_IS_KEPT = {
    "desk.find": "leads to what is found, and that look is on record with its page",
    "desk_answering.checklist": "says what an answer that is being typed still lacks and stores nothing",
    "desk_auth.go_on": "shows the item with what had been typed, and that look is on record with its page",
    "desk_account.passkey_options": "draws a challenge; the passkey that answers it is on record",
    "desk_passkeys.options": "draws a challenge; the sign-in that answers it is on record",
    "desk_care.no_pause": "the member's own wish; what is remembered to go easy on them goes into no trail",
    "desk_care.words": "the member's own choice of how to read; it goes into no trail either",
    "desk_claims.next_one": "only opens an item, and that look is on record with its page",
    "desk_items.estimate": "says what a text would cost and stores nothing",
}
"""Addresses that are posted to and leave no record, with the reason."""
References = dict[str, set[str]]


@cache
def references() -> References:
    """What each function, method and table of the code names: `moderation.people.changing.change` and so on."""
    found: References = {}
    for floor in ("feedback_service", "channels", "moderation"):
        for path in modules(floor):
            tree, module = ast.parse(path.read_text(encoding="utf-8")), name_of(path)
            names = imported(tree) | {each: f"{module}.{each}" for each in defined(tree)}
            for name, node in definitions(tree):
                found.setdefault(f"{module}.{name}", set()).update(named(node, names))
    return found


def imported(tree: ast.Module) -> dict[str, str]:
    """Each name of an import, and what it stands for."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
    return found


def defined(tree: ast.Module) -> set[str]:
    return {name for name, _ in definitions(tree)}


def definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Everything at the top of the module; a class stands for all its methods."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign):
            yield from ((each.id, node) for each in node.targets if isinstance(each, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node


def named(node: ast.AST, names: dict[str, str]) -> set[str]:
    """What the code names, as full names where an import or the module itself says them."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id in names:
            found.add(names[each.id])
        elif isinstance(each, ast.Attribute):
            first, *rest = ast.unparse(each).split(".")
            if first in names:
                found.add(".".join([names[first], *rest]))
    return found


def leads_to_a_record(start: str) -> bool:
    known, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name == RECORD:
            return True
        if name not in known:
            known.add(name)
            waiting += references().get(name, set())
    return False


def posted(app: Flask) -> dict[str, str]:
    """Every staff endpoint that takes a POST, with the full name of its view."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/staff") and "POST" in (rule.methods or set()):
            view = app.view_functions[rule.endpoint]
            found[rule.endpoint] = f"{view.__module__}.{view.__name__}"
    return found


def test_every_staff_route_that_is_posted_to_leaves_a_record(app: Flask) -> None:
    views = posted(app)
    silent = {each for each, view in views.items() if not leads_to_a_record(view)}
    assert silent == set(NOTHING_IS_KEPT) & set(views), f"no audit record: {silent ^ set(NOTHING_IS_KEPT)}"
    assert len(views) > 10


@pytest.mark.parametrize(
    "name", ["moderation.queue.showing.show", "moderation.items.page.open_item", "moderation.items.views.resume"]
)
def test_looking_at_what_people_wrote_leaves_a_record(name: str) -> None:
    assert name in references()
    assert leads_to_a_record(name)


def test_a_function_that_records_nothing_is_noticed() -> None:
    assert not leads_to_a_record("moderation.places.queries.tree")
    assert leads_to_a_record("moderation.places.adding.add")


def test_every_action_is_performed_and_so_on_record() -> None:
    assert set(perform._STEPS) == set(Action)
    names = [step.name for step in perform._STEPS.values()]
    assert len(names) == len(set(names)), "two actions would look the same on record"
