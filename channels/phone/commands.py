"""`flask --app wsgi phone text FROM "BODY"`: a text from the command line, and what comes back."""

import click
from flask import current_app
from flask.cli import AppGroup

from channels.phone import conversation
from channels.phone.texting import CannotSend, send_text
from config.settings import Settings
from feedback_service.commands import Refused
from feedback_service.phones import parse_phone
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel

phone_group = AppGroup("phone", help="The simulated phone; nothing is sent.")


@phone_group.command("text")
@click.argument("sender", metavar="FROM")
@click.argument("body")
@click.option("--whatsapp", is_flag=True, help="Write on WhatsApp instead of by text.")
def text_command(sender: str, body: str, *, whatsapp: bool) -> None:
    """Text BODY to the service from the number FROM; print the reply, then what else the service texts."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.phone_is_simulated:
        raise Refused("There is no simulated phone in production or beside a Twilio account.")
    try:
        number = parse_phone(sender)
    except ValueError:
        raise Refused("FROM is not a phone number, such as 07700 900001.") from None
    channel = Channel.WHATSAPP if whatsapp else Channel.SMS
    before = _arrived(channel, number)
    try:
        sent = send_text(number, body, channel=channel)
    except CannotSend as error:
        raise Refused(f"BODY cannot be sent: {error}.") from None
    if sent.reply is None:
        click.echo("(no reply)", err=True)
    else:
        click.echo(sent.reply)
    further = [words for key, words in _arrived(channel, number).items() if key not in before]
    if sent.reply in further:
        further.remove(sent.reply)
    for words in further:
        click.echo(words)


def _arrived(channel: Channel, number: str) -> dict[int, str]:
    """What reached the number so far, by the row that it is; oldest first."""
    with reading() as session:
        seen = conversation.conversation(session, channel, number)
    return {bubble.id: bubble.text for bubble in seen.bubbles if not bubble.is_own}
