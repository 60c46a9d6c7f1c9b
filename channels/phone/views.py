"""The simulated phone's pages: choose a phone, text from it, read what comes."""

from datetime import datetime

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from channels.phone import conversation, handsets, texting
from config.settings import Settings
from feedback_service.storage import reading

blueprint = Blueprint("phone", __name__, url_prefix="/phone", template_folder="templates")
HANDSET = f"/<int(min={handsets.FIRST}, max={handsets.LAST}):handset>"


@blueprint.get("")
def choose() -> ResponseReturnValue:
    """The phones to choose from, and a form that texts from any other."""
    return _choice({"key": texting.new_key()})


@blueprint.post("")
def text_from_another() -> ResponseReturnValue:
    """`number`, `body` and `key`: sends, then shows that phone. 422 with what was typed when it cannot."""
    typed, errors = request.form.to_dict(), {}
    try:
        handset = handsets.parse_handset(typed.get("number", ""))
    except ValueError:
        errors["number"] = _("Enter a number from %(first)s to %(last)s", **_range())
    if fault := _fault(_body()):
        errors["body"] = fault
    if errors:
        return _choice(typed, errors), 422
    texting.send_text(handsets.number_of(handset), _body(), typed.get("key", ""))
    return redirect(url_for("phone.show", handset=handset, _anchor="latest"), 303)


@blueprint.get(HANDSET)
def show(handset: int) -> ResponseReturnValue:
    """One phone: its texts, and the field for the next one."""
    return _phone(handset, texting.new_key())


@blueprint.post(HANDSET)
def send(handset: int) -> ResponseReturnValue:
    """`body` and `key`: sends, then shows the phone again. 422 with what was typed when it cannot."""
    key = request.form.get("key", "")
    if fault := _fault(_body()):
        return _phone(handset, key, _body(), fault), 422
    texting.send_text(handsets.number_of(handset), _body(), key)
    return redirect(url_for("phone.show", handset=handset, _anchor="latest"), 303)


@blueprint.get(f"{HANDSET}/texts")
def texts(handset: int) -> str:
    """The texts alone, as they stand in the page: the open page asks for them every two seconds."""
    return render_template("phone/bubbles.html", bubbles=_bubbles(handset))


@blueprint.app_template_filter()
def phone_time(moment: datetime) -> str:
    """`09:30`, local time."""
    return str(format_datetime(moment, "HH:mm"))


@blueprint.app_template_filter()
def phone_pieces(text: str) -> list[conversation.Piece]:
    """The text cut into words and links to this service."""
    settings: Settings = current_app.extensions["settings"]
    return conversation.pieces(text, settings.public_url)


def _body() -> str:
    """What was typed. A browser sends each line end as two characters, a phone as one."""
    return request.form.get("body", "").replace("\r\n", "\n")


def _fault(body: str) -> str | None:
    try:
        texting.check(body)
    except texting.CannotSend as error:
        if not error.length:
            return _("Write a message first")
        return _("A text message can have 1,600 characters. Yours has %(count)s", count=error.length)
    return None


def _choice(typed: dict[str, str], errors: dict[str, str] | None = None) -> str:
    with reading() as session:
        phones = conversation.phones(session)
    return render_template(
        "phone/choose.html", phones=phones, shown=handsets.shown, typed=typed, errors=errors or {}, **_range()
    )


def _range() -> dict[str, str]:
    return {"first": handsets.shown(handsets.FIRST), "last": handsets.shown(handsets.LAST)}


def _bubbles(handset: int) -> list[conversation.Bubble]:
    with reading() as session:
        return conversation.conversation(session, handset)


def _phone(handset: int, key: str, body: str = "", error: str | None = None) -> str:
    number = handsets.shown(handset)
    return render_template(
        "phone/show.html", handset=handset, number=number, bubbles=_bubbles(handset), key=key, body=body, error=error
    )
