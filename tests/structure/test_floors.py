"""The architecture is tested too: who may import whom, what every staff route needs, one migration head."""

import ast
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from werkzeug.routing import IntegerConverter

from feedback_service.storage import migrate
from tests.support.server import ROOT

FLOORS = {
    "config": set(),
    "feedback_service": {"config"},
    "channels": {"config", "feedback_service"},
    "moderation": {"config", "feedback_service"},
}
QUERIES = {f"session.{name}" for name in ("add", "delete", "execute", "get", "get_one", "scalar", "scalars")}
OURS = {*FLOORS, "wsgi", "migrations", "tests", "benchmarks"}


def modules(floor: str) -> list[Path]:
    return sorted((ROOT / floor).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that the file imports, absolute, `from x import y` as both x and x.y."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively, which hides the floor"
            assert node.module is not None
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_down_only(floor: str) -> None:
    allowed = FLOORS[floor] | {floor}
    for path in modules(floor):
        for imported in imports(path):
            top = imported.split(".")[0]
            assert top not in OURS or top in allowed, f"{name_of(path)} imports {imported}"


def find_circle(edges: dict[str, set[str]]) -> list[str]:
    """One way from a name back to itself, or nothing."""
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        circles = (visit(other, [*trail, name]) for other in sorted(edges.get(name, ())))
        found = next((each for each in circles if each), [])
        done.add(name)
        return found

    return next((found for name in sorted(edges) if (found := visit(name, []))), [])


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_in_circles(floor: str) -> None:
    names = {name_of(path): path for path in modules(floor)}
    edges = {
        # A package's own __init__ may gather its modules: that is no circle between rooms.
        name: {each for each in imports(path) if each in names and each != name and not name.startswith(f"{each}.")}
        for name, path in names.items()
    }
    assert find_circle(edges) == []


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_has_rooms_that_need_each_other(floor: str) -> None:
    names = {name_of(path): path for path in modules(floor)}
    edges: dict[str, set[str]] = {}
    for name, path in names.items():
        rooms = {each.split(".")[1] for each in imports(path) if each in names and each != floor}
        if name != floor:
            edges.setdefault(name.split(".")[1], set()).update(rooms - {name.split(".")[1]})
    assert find_circle(edges) == []


def test_a_circle_is_found() -> None:
    assert find_circle({"a": {"b"}, "b": {"c", "d"}, "d": {"b"}, "c": set()}) == ["b", "d", "b"]
    assert find_circle({"a": {"b", "c"}, "b": {"c"}}) == []


def test_the_twilio_library_stays_in_its_channel() -> None:
    for floor in FLOORS:
        for path in modules(floor):
            uses = any(each.split(".")[0] == "twilio" for each in imports(path))
            assert not uses or "channels/sms" in path.as_posix(), name_of(path)


def test_one_module_speaks_socketio_to_the_public_board() -> None:
    speakers = [
        name_of(path)
        for path in modules("feedback_service")
        if any(each.split(".")[0] in {"flask_socketio", "socketio"} for each in imports(path))
    ]
    assert speakers == ["feedback_service.board.live"]


def test_equality_answers_are_reachable_only_from_their_own_room() -> None:
    for floor in ("channels", "moderation", "feedback_service"):
        for path in modules(floor):
            if "feedback_service/equality" in path.as_posix() or "feedback_service/measures" in path.as_posix():
                continue
            assert not any(each.startswith("feedback_service.equality.models") for each in imports(path)), name_of(path)


def assigns_status(node: ast.AST) -> bool:
    """Whether this writes the status of a feedback: by assignment, in its constructor or by a bulk statement.

    Whatever is called `.status` counts, whatever the variable is called; a text's, in the outbox,
    is always a `message`'s.
    """
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return node.attr == "status" and ast.unparse(node.value) != "message"
    if not isinstance(node, ast.Call):
        return False
    called, given = ast.unparse(node.func), [ast.unparse(each) for each in node.args]
    named = {keyword.arg for keyword in node.keywords}
    if called in {"setattr", "object.__setattr__"}:
        return len(given) < 2 or "status" in given[1]
    of_feedback = called.split(".")[-1] == "Feedback" or any(
        f"{verb}({table}" in called
        for verb in ("update", "insert")
        for table in ("Feedback)", "Feedback.__table__)", "models.Feedback)")
    )
    return of_feedback and ("status" in named or None in named or any("status" in each for each in given))


@pytest.mark.parametrize(
    "code",
    [
        "feedback.status = x",
        "found.status = x",
        "a, row.status = x, y",
        "entry.feedback.status: str = x",
        "for item.status in x: pass",
        "setattr(feedback, 'status', x)",
        "Feedback(reference=r, status=x)",
        "models.Feedback(status=x)",
        "Feedback(**fields)",
        "update(Feedback).where(Feedback.id == 1).values(status=x)",
        "update(Feedback).values({Feedback.status: x})",
        "insert(Feedback).values([{'status': x}])",
    ],
)
def test_every_way_to_assign_a_status_is_noticed(code: str) -> None:
    assert any(assigns_status(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "feedback.status == x",
        "message.status = x",
        "FeedbackHistory(to_status=feedback.status)",
        "Feedback(reference=r)",
        "NewFeedback(words=w)",
        "update(OutboundMessage).values(status=x)",
        "select(Feedback).where(Feedback.status == x)",
        "setattr(feedback, name, x)",
    ],
)
def test_reading_a_status_or_assigning_a_texts_is_no_assignment(code: str) -> None:
    assert not any(assigns_status(node) for node in ast.walk(ast.parse(code)))


def test_the_status_is_assigned_in_one_place() -> None:
    for floor in ("channels", "moderation", "feedback_service"):
        for path in modules(floor):
            if name_of(path) == "feedback_service.lifecycle":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                assert not assigns_status(node), f"{name_of(path)}: {ast.unparse(node)[:80]}"


@pytest.mark.parametrize("floor", ["feedback_service", "channels", "moderation"])
def test_no_view_holds_a_query(floor: str) -> None:
    # What may go wrong in the database is another matter: a view may answer for it.
    for path in modules(floor):
        if path.name != "views.py":
            continue
        used = {each for each in imports(path) if each.split(".")[0] == "sqlalchemy"}
        assert not [each for each in used if not each.startswith("sqlalchemy.exc")], name_of(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called not in QUERIES, f"{name_of(path)} calls {called}"


def test_models_and_queries_never_commit() -> None:
    for floor in ("channels", "moderation", "feedback_service"):
        for path in modules(floor):
            if path.name in {"database.py", "migrate.py"}:
                continue
            assert ".commit()" not in path.read_text(encoding="utf-8"), name_of(path)


def test_no_module_imports_inside_a_function() -> None:
    for floor in FLOORS:
        for path in modules(floor):
            if name_of(path) == "config.gunicorn":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    inner = [each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)]
                    assert not inner, f"{name_of(path)}.{node.name}"


def test_there_is_one_migration_head() -> None:
    scripts = ScriptDirectory.from_config(migrate._config())
    assert len(scripts.get_heads()) == 1


def test_every_staff_route_needs_a_signed_in_member(app: Flask) -> None:
    client = app.test_client()
    open_to_all = {
        "/staff/sign-in",
        "/staff/sign-in/go-on",
        "/staff/sign-in/passkey",
        "/staff/sign-in/passkey/options",
        "/staff/sign-in/provider",
        "/staff/sign-in/provider/back",
        "/staff/invitation/<token>",
        "/staff/forgotten",
        "/staff/password/<token>",
    }
    seen = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/staff") or rule.rule in open_to_all:
            continue
        address = rule.rule
        for argument in rule.arguments:
            converter = rule._converters[argument]
            value = "1" if isinstance(converter, IntegerConverter) else "x"
            address = address.replace(f"<{argument}>", value)
            for kind in ("int", "string", "path"):
                address = address.replace(f"<{kind}:{argument}>", value)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(address, method=method)
            seen += 1
            refused = answer.status_code in {400, 401, 403} or (
                answer.status_code in {302, 303} and "/staff/sign-in" in answer.headers["Location"]
            )
            assert refused, f"{method} {rule.rule} answered {answer.status_code} to an outsider"
    assert seen >= 1


def test_no_route_vanishes_unnoticed(app: Flask) -> None:
    addresses = {rule.rule for rule in app.url_map.iter_rules()}
    promised = {
        "/",
        "/entries/<int:entry_id>",
        "/feedback",
        "/q/<code>",
        "/follow/<token>",
        "/accessibility",
        "/privacy",
        "/channels/sms/inbound",
        "/channels/sms/status",
        "/api/v1/board",
        "/api/v1/board/events",
        "/healthz",
        "/readyz",
        "/metrics",
        "/phone",
        "/staff/",
    }
    assert promised <= addresses, promised - addresses


def test_every_channel_is_a_folder_and_one_line() -> None:
    folders = {path.parent.name for path in (ROOT / "channels").glob("*/__init__.py")}
    listed = {
        alias.name
        for node in ast.walk(ast.parse((ROOT / "channels/__init__.py").read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "channels"
        for alias in node.names
    }
    assert folders == listed


def test_every_job_has_a_name_of_its_own(app: Flask) -> None:
    names = [job.name for job in app.extensions["jobs"]]
    assert len(names) == len(set(names))
