"""The core's commands. A wrong argument is answered with one line and exit status 2."""

import signal
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from feedback_service import audit_chain, audit_sweep, scheduler
from feedback_service.search import rebuilding
from feedback_service.storage import DurabilityError, current_database, reading
from feedback_service.storage.migrate import current_head, expected_head, upgrade


class Refused(click.ClickException):
    """Bad input to a command: the message is one line, the exit status 2."""

    exit_code = 2


database_group = AppGroup("db", help="The database and its migrations.")
audit_group = AppGroup("audit", help="The record of decisions.")
search_group = AppGroup("search", help="The index that finds feedback by its words.")


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
    """Check that every record follows from the one before; names the first that does not and what is wrong with it."""
    with reading() as session:
        found = audit_chain.verify(session)
        broken = found.broken or audit_chain.still_there(session, audit_sweep.verified_head(session))
    if broken is not None:
        raise click.ClickException(f"The audit trail is broken at {broken}.")
    click.echo(f"The audit trail is whole: {found.head.sequence} records.")


@search_group.command("rebuild")
def rebuild_command() -> None:
    """Index everything anew, at once; the service may run meanwhile."""
    click.echo(f"{rebuilding.rebuild()} feedback indexed.")


@click.command("scheduler")
@with_appcontext
def scheduler_command() -> None:
    """Run the timed jobs in this process until it is told to stop."""
    _refuse_unready()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    timed = scheduler.Scheduler(app, app.extensions["jobs"])
    timed.start()
    click.echo(f"Running {len(app.extensions['jobs'])} jobs; stop with Ctrl+C.")
    stop.wait()
    timed.stop()


def _refuse_unready() -> None:
    database = current_database()
    try:
        database.check_durability()
        found = current_head(database.engine)
    except (DurabilityError, SQLAlchemyError) as error:
        raise click.ClickException(str(error).splitlines()[0]) from error
    if found != expected_head():
        raise click.ClickException(
            f"The database is at migration {found or 'none'}, not {expected_head()}: run `db upgrade` first."
        )


def init_commands(app: Flask) -> None:
    """Register them on `app`."""
    app.cli.add_command(scheduler_command)
    app.cli.add_command(database_group)
    app.cli.add_command(audit_group)
    app.cli.add_command(search_group)
