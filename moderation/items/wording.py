"""Words for the conversation at the desk: what a text was taken for, why one did not arrive, what one costs."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_service import labels, outbox
from feedback_service.keywords.words import Keyword
from feedback_service.languages import SPOKEN
from feedback_service.models import InboundMessage, OutboundMessage, SafetyFlag
from feedback_service.safety.table import Danger
from feedback_service.texts.cost import Estimate
from feedback_service.themes.framework import name_of
from feedback_service.vocabulary import (
    UNASKED,
    Asked,
    Hidden,
    KnownBy,
    Meaning,
    OutboundKind,
    OutboundStatus,
    Verdict,
)
from moderation.items.about import theme_name
from moderation.items.asking import WhyNot

KEYWORDS: dict[str, Any] = {
    Keyword.STOP: _l("asked for no more texts"),
    Keyword.START: _l("asked for texts again"),
    Keyword.HELP: _l("asked for help with the service"),
    Keyword.STATUS: _l("asked how it stands"),
    Keyword.PRIVATE: _l("asked to keep it private"),
    Keyword.DELETE: _l("asked for everything to be erased"),
    Keyword.LANGUAGE: _l("chose a language"),
}

ANSWERS: dict[str, Any] = {
    Asked.CONSENT: _l("answered the question about the board"),
    Asked.PREVIEW: _l("answered the question about the words"),
    Asked.VERDICT: _l("said whether the answer helped"),
    Asked.ADDITION: _l("said what is missing"),
    Asked.QUESTIONS: _l("said whether we may ask a few questions"),
    Asked.FFT: _l("said how it was"),
    Asked.AUTHOR: _l("said who is writing"),
    Asked.EQUALITY: _l("said whether we may ask the equality questions"),
    Asked.ETHNIC_GROUP: _l("answered an equality question (kept apart)"),
    Asked.ETHNIC_BACKGROUND: _l("answered an equality question (kept apart)"),
    Asked.ERASURE: _l("answered the question about erasing"),
    UNASKED: _l("answered nothing that we asked"),
}

KINDS = {
    OutboundKind.RECEIPT: _l("a reply"),
    OutboundKind.SIGNPOST: _l("where to get help at once"),
    OutboundKind.QUESTION: _l("a question"),
    OutboundKind.ANSWER: _l("the answer"),
    OutboundKind.DECISION: _l("what was decided, and why"),
    OutboundKind.DISCLOSURE: _l("that staff looked up their number"),
}

FAILURES = {
    "21610": _l("They asked for no more texts, so the network lets none through."),
    outbox.STOPPED: _l("They asked for no more texts."),
    "30003": _l("The phone is off or cannot be reached."),
    "30004": _l("The phone blocks our texts."),
    "30005": _l("There is no such number."),
    "30006": _l("It is a landline, or a phone that takes no texts."),
    "30007": _l("A network held it back as unwanted."),
    "30008": _l("The network does not say why."),
    outbox.ERASED: _l("Their number was erased before it went out."),
    outbox.WINDOW: _l("On WhatsApp we may write only within 24 hours of their last message, and these are over."),
}

WHY_NOT = {
    WhyNot.NO_NUMBER: _l("They left no number. They can agree on their own page."),
    WhyNot.STOPPED: _l("They asked for no more texts."),
    WhyNot.SAID_NO: _l("They said no. It stays private unless they change their mind on their own page or by text."),
    WhyNot.SAFETY_FLAG: _l("Nothing is asked while a safety flag is open."),
    WhyNot.NO_WORDS: _l("There are no words to show them."),
}

PREVIEW_ANSWERS: dict[str, Any] = {
    "yes": _l("They agreed."),
    "no": _l("They want it kept private."),
    "private": _l("They want it kept private."),
    "own_words": _l("They wrote it in other words."),
}

VERDICTS = {
    Verdict.YES: _l("It answered them"),
    Verdict.PARTLY: _l("It answered them partly"),
    Verdict.NO: _l("It did not answer them"),
}

KNOWN_BY = {
    KnownBy.DETECTED: _l("found by the service"),
    KnownBy.PERSON: _l("said by the person"),
    KnownBy.STAFF: _l("set by staff"),
}

DANGERS = {
    Danger.EMERGENCY: _l("an emergency"),
    Danger.SUICIDE: _l("suicide"),
    Danger.SELF_HARM: _l("self-harm"),
    Danger.HARM_TO_OTHERS: _l("harm to somebody else"),
    Danger.ABUSE: _l("abuse"),
}


def taken_for(message: InboundMessage) -> str:
    """What the service made of a text that is not words about their care."""
    if message.meaning == Meaning.KEYWORD:
        return str(KEYWORDS.get(message.about or "", _("a keyword")))
    if message.meaning == Meaning.ANSWER:
        return str(ANSWERS.get(message.about or "", _("an answer")))
    if message.meaning == Meaning.MACHINE:
        return str(_("taken for the text of another machine, so nobody answered"))
    return str(_("a message without words"))


def failure_text(text: OutboundMessage) -> str:
    """Why a text did not arrive, or that nobody knows; empty for one that nothing is wrong with."""
    if text.status == OutboundStatus.UNKNOWN:
        return str(_("Nobody knows yet: it is being checked with the provider."))
    if text.status not in {OutboundStatus.PERMANENT_FAILURE, OutboundStatus.TEMPORARY_FAILURE}:
        return ""
    if text.error_code in FAILURES:
        return str(FAILURES[text.error_code])
    return str(_("The provider says: error %(code)s.", code=text.error_code)) if text.error_code else ""


def cost_text(cost: Estimate) -> str:
    """`2 texts of 160 characters · about 8p`."""
    parts = ngettext(
        "%(num)d text of %(size)d characters", "%(num)d texts of %(size)d characters", cost.segments, size=cost.holds
    )
    price = _("about %(price)s", price=price_text(cost.pence))
    return f"{parts} · {price}"


def price_text(pence: float) -> str:
    """`8p`, `£1.20`."""
    if pence >= 100:
        return f"£{format_decimal(pence / 100, '#,##0.00')}"
    return f"{format_decimal(pence, '0.#')}p"


def costly_text(characters: str) -> str:
    """Which characters make an English text cost about twice as much; empty for none."""
    if not characters:
        return ""
    shown = " ".join(characters.split())
    return str(
        _("“%(characters)s” makes this text cost about twice as much. Without it, it costs less.", characters=shown)
    )


def danger_text(flag: SafetyFlag) -> str:
    """What kind of danger the service found; empty where the note is not of its making."""
    kind, _colon, _phrase = flag.note.partition(": ")
    return str(DANGERS[Danger(kind)]) if kind in set(Danger) else ""


def theme_called(slug: str) -> str:
    """What the framework calls a theme, the slug itself for one of the administrators' own."""
    return name_of(slug, None)


def percent_text(share: float) -> str:
    """A share from 0 to 1 as `74%`, in the reader's way of writing numbers."""
    return str(format_percent(share))


def kinds_text(kinds: Sequence[Hidden]) -> str:
    """`phone number, email address`."""
    return ", ".join(str(labels.HIDDEN_KIND[kind]) for kind in kinds)


def init_item_wording(app: Flask) -> None:
    """Make them filters and tables of the templates."""
    app.jinja_env.globals |= {
        "KINDS": KINDS,
        "WHY_NOT": WHY_NOT,
        "PREVIEW_ANSWERS": PREVIEW_ANSWERS,
        "VERDICTS": VERDICTS,
        "KNOWN_BY": KNOWN_BY,
        "SPOKEN": SPOKEN,
        "kinds_text": kinds_text,
    }
    filters: tuple[Any, ...] = (
        taken_for,
        failure_text,
        danger_text,
        cost_text,
        price_text,
        theme_name,
        theme_called,
        percent_text,
    )
    for each in filters:
        app.add_template_filter(each)
