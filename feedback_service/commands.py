"""The core's commands. A wrong argument is answered with one line and exit status 2."""

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from feedback_service import audit
from feedback_service.storage import DurabilityError, current_database, reading
from feedback_service.storage.migrate import current_head, expected_head, upgrade


class Refused(click.ClickException):
    """Bad input to a command: the message is one line, the exit status 2."""

    exit_code = 2


database_group = AppGroup("db", help="The database and its migrations.")
audit_group = AppGroup("audit", help="The record of decisions.")


@database_group.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest migration."""
    database = current_database()
    try:
        database.check_durability()
        upgrade(database.engine)
    except (DurabilityError, SQLAlchemyError) as error:
        raise click.ClickException(str(error).splitlines()[0]) from error
    click.echo(f"The database is at migration {current_head(database.engine)}.")


@database_group.command("current")
def current_command() -> None:
    """Say which migration the database is at."""
    found = current_head(current_database().engine)
    click.echo(f"{found or 'empty'} (newest: {expected_head()})")


@audit_group.command("verify")
def verify_command() -> None:
    """Check that every record follows from the one before; names the first that does not."""
    with reading() as session:
        broken = audit.first_broken(session)
    if broken is not None:
        raise click.ClickException(f"The audit trail is broken at record {broken}.")
    click.echo("The audit trail is whole.")


def init_commands(app: Flask) -> None:
    """Register them on `app`."""
    app.cli.add_command(database_group)
    app.cli.add_command(audit_group)
