"""Words for the answer's panel: the checklist and the warnings."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from feedback_service.vocabulary import ResponseKind
from moderation.answering.cautions import Caution
from moderation.answering.quality import Factor, Mark

FACTORS = {
    Factor.SIGNED: _l("Signed by a role or a person"),
    Factor.SPECIFIC: _l("About what this person said"),
    Factor.THANKS: _l("Thanks them"),
    Factor.SORRY: _l("Says sorry"),
    Factor.NEXT: _l("What happens, and by when"),
    Factor.WHERE: _l("Where else to go"),
    Factor.NOT_PALS_ALONE: _l("More than “contact PALS”"),
}
NEXT_OF_KIND: dict[Any, Any] = {
    ResponseKind.DID: _l("What was done, and since when"),
    ResponseKind.DOING: _l("What will be done, and by when"),
    ResponseKind.CANNOT: _l("Why it cannot be done"),
}
MARKS = {
    Mark.YES: ("✓", _l("yes")),
    Mark.NOT_YET: ("○", _l("not yet")),
    Mark.NOT_NEEDED: ("–", _l("not needed")),
    Mark.CANNOT_TELL: ("?", _l("cannot tell")),
}
"""A shape and a word for each."""

CAUTIONS = {
    Caution.ALREADY_USED: _l("Nearly the same words were sent before. People notice an answer that is not for them."),
    Caution.ONLY_PALS: _l("It says little more than to contact PALS. Say what you did or will do yourselves."),
    Caution.EXPOSES: _l(
        "It repeats something that was hidden, or holds a number that belongs to one person. Whoever reads the answer "
        "reads it."
    ),
}
SENT_DESPITE = {
    Caution.ALREADY_USED: _l("Sent although nearly the same words were sent before"),
    Caution.ONLY_PALS: _l("Sent although it says little more than to contact PALS"),
    Caution.EXPOSES: _l("Sent although it repeats something that was hidden, or holds a number of one person"),
}


def caution_text(code: str) -> str:
    """What is on record about an answer that went out despite a warning; the code itself for one of another release."""
    return str(SENT_DESPITE[Caution(code)]) if code in set(Caution) else code


def init_answering(app: Flask) -> None:
    """Make them tables and filters of the templates."""
    app.jinja_env.globals |= {"FACTORS": FACTORS, "NEXT_OF_KIND": NEXT_OF_KIND, "MARKS": MARKS, "CAUTIONS": CAUTIONS}
    app.add_template_filter(caution_text)
