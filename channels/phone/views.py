"""The simulated phone's pages: choose a phone, text from it, read what comes; several beside each other."""

from datetime import datetime

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from channels.phone import conversation, handsets, links, screens, suggestions, texting
from channels.phone.handsets import Thread
from channels.phone.screens import Draft, Screen
from config.settings import Settings
from feedback_service.storage import reading
from feedback_service.vocabulary import Channel

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
    thread = Thread(handset)
    return _send(Screen((thread,)), thread)


@blueprint.get(HANDSET)
def show(handset: int) -> ResponseReturnValue:
    """One phone: its messages, and the field for the next one. `channel=whatsapp` shows it on WhatsApp."""
    return _screen(Screen((_thread(handset),)), _suggested())


@blueprint.post(HANDSET)
def send(handset: int) -> ResponseReturnValue:
    """`body` and `key`: sends, then shows the page again. 422 with what was typed when it cannot.

    `phones` names all the phones on a page with several.
    """
    thread = _thread(handset)
    screen = Screen(_threads(), is_together=True) if request.args.get("phones") else Screen((thread,))
    if fault := _fault(_body()):
        return _screen(screen, {thread: Draft(_body(), fault, request.form.get("key", ""))}), 422
    return _send(screen, thread)


@blueprint.get(f"{HANDSET}/texts")
def texts(handset: int) -> str:
    """The messages alone, as they stand in the page: the open page asks for them every two seconds."""
    (phone,) = screens.phones([_thread(handset)], {})
    return render_template("phone/bubbles.html", conversation=phone.conversation)


@blueprint.get("/together")
def together() -> ResponseReturnValue:
    """`phones=900001,900002-whatsapp`: up to three beside each other, each on its own. 404 for one that is none."""
    return _screen(Screen(_threads(), is_together=True), _suggested())


@blueprint.app_template_filter()
def phone_time(moment: datetime) -> str:
    """`09:30`, local time."""
    return str(format_datetime(moment, "HH:mm"))


@blueprint.app_template_filter()
def phone_pieces(text: str) -> list[links.Piece]:
    """The text cut into words and links to this service."""
    return links.pieces(text, _settings().public_url)


def _send(screen: Screen, thread: Thread) -> ResponseReturnValue:
    """Send what was typed and show the page anew; after an erasure at once, for nothing is kept to show later."""
    sent = texting.send_text(thread.number, _body(), request.form.get("key", ""), channel=thread.channel)
    if sent.is_erased and sent.reply:
        phones = screens.phones(screen.threads, {})
        return _page(screen, screens.with_last_words(phones, thread, _body(), sent.reply))
    return redirect(screen.address(thread), 303)


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


def _thread(handset: int) -> Thread:
    is_whatsapp = request.args.get("channel") == Channel.WHATSAPP
    return Thread(handset, Channel.WHATSAPP if is_whatsapp else Channel.SMS)


def _threads() -> tuple[Thread, ...]:
    """The phones that the address names, the starters where it names none."""
    try:
        named = handsets.parse_threads(request.args.get("phones", ""))
    except ValueError:
        abort(404)
    return tuple(named or map(Thread, handsets.STARTERS))


def _suggested() -> dict[Thread, Draft]:
    """What `try` fills in `on` a phone, for who has no JavaScript."""
    suggestion = suggestions.BY_KEY.get(request.args.get("try", ""))
    try:
        named = handsets.parse_threads(request.args.get("on", ""))
    except ValueError:
        named = []
    return {thread: Draft(suggestion.text) for thread in named} if suggestion else {}


def _choice(typed: dict[str, str], errors: dict[str, str] | None = None) -> str:
    with reading() as session:
        phones = conversation.phones(session, _settings())
    return render_template(
        "phone/choose.html",
        phones=phones,
        of=screens.of,
        shown=handsets.shown,
        example=handsets.number_of(handsets.STAFF),
        together=url_for("phone.together", phones=_several(phones)),
        typed=typed,
        errors=errors or {},
        **_range(),
    )


def _several(phones: list[conversation.Phone]) -> str:
    """Two people's phones, and that of somebody on call where there is one."""
    on_call = [phone.thread for phone in phones if phone.is_on_call]
    starters = [Thread(handset) for handset in handsets.STARTERS if Thread(handset) not in on_call]
    threads = [*starters[: handsets.MOST_TOGETHER - len(on_call[:1])], *on_call[:1]]
    return ",".join(thread.slug for thread in threads)


def _range() -> dict[str, str]:
    return {"first": handsets.shown(handsets.FIRST), "last": handsets.shown(handsets.LAST)}


def _screen(screen: Screen, drafts: dict[Thread, Draft]) -> str:
    return _page(screen, screens.phones(screen.threads, drafts))


def _page(screen: Screen, phones: list[screens.Phone]) -> str:
    return render_template(
        "phone/screen.html", screen=screen, phones=phones, of=screens.of, suggestions=suggestions.ALL
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
