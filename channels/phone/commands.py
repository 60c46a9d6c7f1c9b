"""`flask --app wsgi phone text FROM "BODY"`: a text from the command line, and the reply."""

import click
from flask import current_app
from flask.cli import AppGroup

from channels.phone.texting import CannotSend, send_text
from config.settings import Settings
from feedback_service.commands import Refused
from feedback_service.phones import parse_phone

phone_group = AppGroup("phone", help="The simulated phone; nothing is sent.")


@phone_group.command("text")
@click.argument("sender", metavar="FROM")
@click.argument("body")
def text_command(sender: str, body: str) -> None:
    """Text BODY to the service from the number FROM and print the reply."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.phone_is_simulated:
        raise Refused("There is no simulated phone in production or beside a Twilio account.")
    try:
        number = parse_phone(sender)
    except ValueError:
        raise Refused("FROM is not a phone number, such as 07700 900001.") from None
    try:
        reply = send_text(number, body)
    except CannotSend as error:
        raise Refused(f"BODY cannot be sent: {error}.") from None
    if reply is None:
        click.echo("(no reply)", err=True)
    else:
        click.echo(reply)
