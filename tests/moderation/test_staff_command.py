"""`staff add`: one line and exit status 2 for whatever is wrong."""

import pytest
from flask import Flask
from sqlalchemy import select

from config.settings import Settings
from feedback_service.models import Staff
from feedback_service.storage import reading
from tests.conftest import make_settings
from wsgi import create_app


def add(app: Flask, *arguments: str, password: str = "twelve chars!"):
    return app.test_cli_runner().invoke(args=["staff", "add", *arguments], input=f"{password}\n")


def test_a_member_of_staff_is_added(app: Flask) -> None:
    result = add(app, "Amina@Example.org", "--role", "moderator", "--name", "Amina")
    assert result.exit_code == 0, result.output
    with app.app_context(), reading() as session:
        [found] = session.scalars(select(Staff))
    assert (found.email, found.name, found.role, found.active) == ("amina@example.org", "Amina", "moderator", True)
    assert found.password_hash.startswith("$argon2id$")


def test_the_name_is_the_part_before_the_at_unless_given(app: Flask) -> None:
    add(app, "rhys.responder@example.org", "--role", "responder")
    with app.app_context(), reading() as session:
        assert session.scalars(select(Staff.name)).one() == "rhys.responder"


@pytest.mark.parametrize(
    ("arguments", "password", "why"),
    [
        (("nonsense", "--role", "moderator"), "long enough password", "That is not an email address."),
        (("amina@example.org", "--role", "moderator"), "short", "The password needs 12 characters at least."),
        (("amina@example.org", "--role", "moderator"), "", "The password needs 12 characters at least."),
        (("amina@example.org", "--role", "king"), "long enough password", "There is no role 'king'"),
        (
            ("amina@example.org", "--role", "moderator", "--name", "x" * 121),
            "long enough password",
            "The name is longer",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(app: Flask, arguments: tuple[str, ...], password: str, why: str) -> None:
    result = add(app, *arguments, password=password)
    assert result.exit_code == 2
    assert why in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_an_address_is_taken_once(app: Flask) -> None:
    add(app, "amina@example.org", "--role", "moderator")
    result = add(app, "AMINA@example.org", "--role", "responder")
    assert result.exit_code == 2
    assert "already" in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_database_without_tables_is_named(settings: Settings, tmp_path) -> None:
    app = create_app(make_settings(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    result = add(app, "amina@example.org", "--role", "moderator")
    assert result.exit_code == 2
    assert "db upgrade" in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_lost_second_factor_is_taken_away(app: Flask) -> None:
    add(app, "amina@example.org", "--role", "moderator")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["staff", "reset-factor", "AMINA@example.org"]).exit_code == 0
    refused = runner.invoke(args=["staff", "reset-factor", "nobody@example.org"])
    assert refused.exit_code == 2
    assert "no member of staff" in refused.output
