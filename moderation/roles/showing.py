"""The page of roles: read off `permissions` and off the roles that the doors of the addresses ask for, not a copy."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from feedback_service.vocabulary import Role
from moderation.auth.guard import PREFIX, roles_of
from moderation.permissions import Action, actions_of, sees_originals


@dataclass(frozen=True)
class Address:
    """One staff address: how it is asked for, and the roles that it answers."""

    method: str
    rule: str
    endpoint: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Area:
    """One part of the desk, by its blueprint: who may look at something there, and who may change something."""

    name: str
    look: frozenset[Role]
    change: frozenset[Role]
    addresses: Sequence[Address]


def actions() -> list[tuple[Action, frozenset[Role]]]:
    """What can be done to feedback, and by whom where its state allows it."""
    return [(action, frozenset(role for role in Role if action in actions_of(role))) for action in Action]


def readers_of_originals() -> frozenset[Role]:
    """Who reads what people wrote, before anything is hidden."""
    return frozenset(role for role in Role if sees_originals(role))


def areas() -> list[Area]:
    """Every part of the desk with its addresses."""
    found: dict[str, list[Address]] = {}
    for rule in current_app.url_map.iter_rules():
        if not rule.rule.startswith(f"{PREFIX}/"):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            address = Address(method, rule.rule, rule.endpoint, roles_of(rule.endpoint))
            found.setdefault(rule.endpoint.split(".")[0], []).append(address)
    return [_area(name, sorted(each, key=lambda one: (one.rule, one.method))) for name, each in sorted(found.items())]


def _area(name: str, addresses: Sequence[Address]) -> Area:
    def who(*, looks: bool) -> frozenset[Role]:
        return frozenset(role for each in addresses if (each.method == "GET") == looks for role in each.roles)

    return Area(name, who(looks=True), who(looks=False), addresses)
