"""The demo commands. The passwords are drawn anew for each installation and kept in `instance/`."""

import secrets
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from config.settings import ROOT, Settings
from feedback_service.commands import Refused
from feedback_service.demo.loading import is_empty, load
from feedback_service.staff import add_staff
from feedback_service.vocabulary import Role

SIGN_IN_FILE = ROOT / "instance" / "demo-sign-in.txt"
PEOPLE = {
    "moderator@example.org": ("Example moderator", Role.MODERATOR),
    "second@example.org": ("Example second moderator", Role.MODERATOR),
    "responder@example.org": ("Example responder", Role.RESPONDER),
    "administrator@example.org": ("Example administrator", Role.ADMINISTRATOR),
}

demo_group = AppGroup("demo", help="Example data, clearly labelled as such.")


@demo_group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing, silently, when there is any feedback or staff already.")
def load_command(if_empty: bool) -> None:
    """Load places, entry points, staff and feedback at every stage. Refused in production."""
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production:
        raise Refused("Example data is not loaded in production.")
    if not is_empty():
        if if_empty:
            return
        raise Refused("There is feedback or staff already; example data goes into an empty database only.")
    passwords = {email: secrets.token_hex(8) for email in PEOPLE}
    _write_sign_in(SIGN_IN_FILE, passwords)
    staff_ids = [add_staff(email, name, role, passwords[email]) for email, (name, role) in PEOPLE.items()]
    count = load(staff_ids[0], staff_ids[1])
    click.echo(f"Loaded {count} pieces of example feedback.")


@demo_group.command("sign-in")
def sign_in_command() -> None:
    """Print what to open and how to sign in."""
    settings: Settings = current_app.extensions["settings"]
    click.echo("")
    click.echo(f"  The board:            {settings.public_url}/")
    click.echo(f"  Give feedback:        {settings.public_url}/feedback")
    if settings.phone_is_simulated:
        click.echo(f"  The simulated phone:  {settings.public_url}/phone")
    click.echo(f"  The moderation desk:  {settings.public_url}/staff/")
    if SIGN_IN_FILE.exists():
        click.echo("\n  Sign in at the desk as")
        click.echo(SIGN_IN_FILE.read_text(encoding="utf-8").rstrip())
    click.echo("\n  Stop with Ctrl+C.\n")


def _write_sign_in(path: Path, passwords: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    lines = [f"    {email:<28} password: {password}" for email, password in passwords.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
