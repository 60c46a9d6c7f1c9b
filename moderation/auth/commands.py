"""`flask --app wsgi staff add EMAIL --role ROLE`, the password on standard input; `staff reset-factor EMAIL`."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from feedback_service.commands import Refused
from feedback_service.staff import LONGEST_NAME, add_staff
from feedback_service.vocabulary import Role
from moderation.auth.factors import losing

staff_group = AppGroup("staff", help="The people who work at the desk.")


@staff_group.command("add")
@click.argument("email")
@click.option("--role", required=True, metavar="ROLE", help=f"One of: {', '.join(Role)}.")
@click.option("--name", default="", help="How colleagues see them; the part of the address before the @ unless given.")
def add_command(email: str, role: str, name: str) -> None:
    """Add a member of staff; their password is read from standard input, one line."""
    if role not in set(Role):
        raise Refused(f"There is no role {role!r}; the roles are {', '.join(Role)}.")
    name = name.strip() or email.strip().split("@")[0]
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name is longer than {LONGEST_NAME} characters.")
    try:
        add_staff(email, name, Role(role), _password())
    except ValueError as error:
        raise Refused(str(error)) from None
    except (OperationalError, ProgrammingError):
        raise Refused("The database is not ready; run `flask --app wsgi db upgrade` first.") from None
    click.echo(f"Added {email.strip().lower()} as {role}.")


@staff_group.command("reset-factor")
@click.argument("email")
def reset_factor_command(email: str) -> None:
    """Take away the second factor of somebody who lost it; they sign in with the password and set up a new one."""
    try:
        found = losing.reset_by_email(email)
    except (OperationalError, ProgrammingError):
        raise Refused("The database is not ready; run `flask --app wsgi db upgrade` first.") from None
    if not found:
        raise Refused("There is no member of staff with that email address.")
    click.echo("The second factor is taken away, and they are signed out everywhere.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
