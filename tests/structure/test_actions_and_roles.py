"""Who may do what to feedback, by where it stands: one table, held against the rule and against real forms.

A letter is a role that may: M a moderator, R a responder, A an administrator; "-" nobody. `private` is feedback kept
private and opened to responders, `closed` the same not opened. A new action is one line here, and its form in FORMS.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_service.clock import now
from feedback_service.models import Feedback, Proposal, SafetyFlag
from feedback_service.vocabulary import Moderation, Role
from moderation import BLUEPRINTS
from moderation.permissions import Action, allowed_actions
from moderation.roles import wording
from tests.conftest import make_settings
from tests.support import databases, server
from tests.support.roles import NO, World
from wsgi import create_app

TABLE = """
                    pending  published  private  closed  rejected  withdrawn  flagged  proposed
redact              MA       MA         MA       MA      -         -          MA       MA
unredact            MA       MA         MA       MA      -         -          MA       MA
leave               MA       MA         MA       MA      -         -          MA       MA
publish             MA       -          -        -       -         -          MA       MA
keep-private        MA       -          -        -       -         -          MA       MA
reject              MA       -          -        -       -         -          MA       MA
withdraw            -        MA         -        -       -         -          -        -
return              -        -          MA       MA      MA        MA         -        -
flag                MA       MA         MA       MA      MA        MA         MA       MA
clear-flag          -        -          -        -       -         -          MA       -
record-consent      MA       MA         MA       MA      MA        MA         MA       MA
set-place           MA       MA         MA       MA      -         -          MA       MA
respond             MA       MRA        MRA      MA      -         -          MA       MA
answer-on           -        MA         -        -       -         -          -        -
answer-off          MA       MA         -        -       -         -          MA       MA
translate-answer    MA       MRA        MRA      MA      -         -          MA       MA
ask-person          MA       -          -        -       -         -          MA       MA
move-text           MA       MA         MA       MA      MA        MA         MA       MA
translate-text      MA       MA         MA       MA      MA        MA         MA       MA
open-text           -        MA         MA       MA      -         -          -        -
close-text          -        MA         MA       MA      -         -          -        -
set-language        MA       MA         MA       MA      -         -          MA       MA
set-themes          MA       MA         MA       MA      MA        MA         MA       MA
answer-together     MA       MA         MA       MA      -         -          MA       MA
take-apart          MA       MA         MA       MA      MA        MA         MA       MA
share-answer        -        MA         MA       MA      -         -          -        -
assign              MA       MA         MA       MA      -         -          MA       MA
set-due             MA       MA         MA       MA      -         -          MA       MA
ask-review          MA       MRA        MRA      MA      -         -          MA       MA
return-draft        MA       MRA        MRA      MA      -         -          MA       MA
approve-answer      MA       MRA        MRA      MA      -         -          MA       MA
keep-promise        -        MRA        MRA      MA      -         -          -        -
move-promise        -        MRA        MRA      MA      -         -          -        -
confirm             -        -          -        -       -         -          -        MA
send-back           -        -          -        -       -         -          -        MA
judge-racism        MA       MA         MA       MA      -         -          MA       MA
"""
"""`flagged` is pending feedback with an open safety flag, `proposed` waits for a second member to confirm somebody
else's decision."""

FORMS: dict[str, dict[str, object]] = {
    "redact": {"word": "1:0:3", "kind": "name"},
    "unredact": {"redaction": 1},
    "keep-private": {"responders": "yes", "because": "personal"},
    "leave": {"suggestion": "1:0:3:name"},
    "reject": {"because": "advert"},
    "withdraw": {"because": "own", "words": "It named somebody"},
    "flag": {"words": "Sounds like a goodbye"},
    "clear-flag": {"words": "Seen by the crisis team"},
    "record-consent": {"agreed": "yes", "words": "Told the ward manager"},
    "respond": {"kind": "did", "words": "We bought a kettle", "signed_as": "Ward manager"},
    "set-due": {"due_on": "2099-01-01", "reason": "The manager is away"},
    "ask-review": {"words": "We bought a kettle", "signed_as": "Ward manager"},
    "return-draft": {"note": "Say when"},
    "approve-answer": {"kind": "did", "words": "We bought a kettle", "signed_as": "Ward manager"},
    "keep-promise": {"response": 1, "words": "It is done", "evidence": "A photo", "signed_as": "Ward manager"},
    "move-promise": {"response": 1, "due_on": "2099-01-01", "reason": "The paint is late"},
    "answer-on": {"response": 1},
    "answer-off": {"response": 1},
    "translate-answer": {"response": 1, "words": "Dziekujemy"},
    "move-text": {"message": 1, "to": "own"},
    "translate-text": {"message": 1, "words": "The tea group helps"},
    "open-text": {"message": 1},
    "close-text": {"message": 1},
    "answer-together": {"to": "K7M4-QX9D"},
    "share-answer": {"response": 1},
    "send-back": {"words": "The name of the ward stands there"},
    "judge-racism": {"is_so": "yes"},
}
"""A form that is complete: only the right to do it is left to say no, or a rule about this very feedback."""

LETTERS = {"M": Role.MODERATOR, "R": Role.RESPONDER, "A": Role.ADMINISTRATOR}
_head, *_lines = [line.split() for line in TABLE.strip().splitlines()]
ALLOWED = {
    (line[0], where, role): letter in cell
    for line in _lines
    for where, cell in zip(_head, line[1:], strict=True)
    for letter, role in LETTERS.items()
}


def standing(where: str) -> Feedback:
    """Feedback that stands there, never stored."""
    elsewhere = {"closed": Moderation.PRIVATE, "flagged": Moderation.PENDING, "proposed": Moderation.PENDING}
    status = elsewhere.get(where) or Moderation(where)
    flags = [SafetyFlag(note="x", raised_at=now())] if where == "flagged" else []
    proposed = [Proposal()] if where == "proposed" else []
    return Feedback(status=status, flags=flags, open_proposals=proposed, open_to_responders=where == "private")


def test_every_action_stands_in_the_table() -> None:
    assert {action for action, _, _ in ALLOWED} == set(Action)


def test_the_page_of_roles_has_words_for_every_action_and_every_part_of_the_desk() -> None:
    assert set(wording.ACTIONS) == set(Action)
    assert set(wording.AREAS) == {blueprint.name for blueprint in BLUEPRINTS}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", _head)
def test_the_rule_says_what_the_table_says(where: str, role: Role) -> None:
    wanted = {action for action in Action if ALLOWED[action, where, role]}
    assert allowed_actions(role, standing(where)) == wanted


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    app = create_app(make_settings(databases.copy_sqlite(sqlite_template, tmp_path_factory.mktemp("actions"))))
    with server.in_process(app) as base:
        yield World.made(app, base)


@pytest.mark.parametrize("role", list(Role))
def test_every_form_sent_by_every_role_is_let_in_or_refused_as_the_table_says(world: World, role: Role) -> None:
    person, wrong, tried = world.somebody(str(role)), [], 0
    for (action, where, whose), is_allowed in ALLOWED.items():
        if whose != role:
            continue
        said = world.told(where)
        world.arguments |= {"reference": said.reference, "action": action}
        form = {"version": world.version(said), **FORMS.get(action, {})}
        found, status = person.tries("POST", "/staff/items/<reference>/<action>", form)
        tried += 1
        if (found == NO) is is_allowed or status not in {303, 403, 422}:
            wrong.append(f"{action} by a {role}, {where}: {status}")
    unexpected = [each for each in wrong if not each.endswith("403")]
    print(f"{tried} forms as {role}: {len(unexpected)} unexpected allows")
    assert not wrong, "\n".join(wrong)
