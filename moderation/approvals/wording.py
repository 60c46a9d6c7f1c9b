"""Words for what waits for a second member of staff."""

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from feedback_service.risk import Risk
from moderation.permissions import Action
from moderation.told.reasons import OWN, WORDS

RISKS = {
    Risk.SAFETY: _l("somebody may have been in danger"),
    Risk.RACISM: _l("it may be about racism or discrimination"),
    Risk.STAFF_NAMED: _l("a member of staff is named"),
    Risk.PLACE: _l("the place asks for it"),
    Risk.PLACE_BEFORE: _l("the place that it was at before asks for it"),
}
"""Why a second member of staff decides with the first."""

PROPOSED = {
    Action.PUBLISH: _l("proposes to publish it"),
    Action.KEEP_PRIVATE: _l("proposes to keep it private"),
    Action.REJECT: _l("proposes to reject it"),
    Action.ASK_PERSON: _l("proposes to ask the person about these words"),
}
CONFIRMS = {
    Action.PUBLISH: _l("publish it"),
    Action.KEEP_PRIVATE: _l("keep it private"),
    Action.REJECT: _l("reject it"),
    Action.ASK_PERSON: _l("ask the person"),
}


def others_text(count: int) -> str:
    """Whether anybody else could confirm it."""
    if not count:
        return str(_("Nobody else can: there is no other active moderator or administrator. Tell an administrator."))
    return str(ngettext("%(num)d other member can.", "%(num)d other members can.", count))


def told_words(data: Any) -> list[str]:
    """The words that go with a proposed decision: a listed reason, and what was written beside it."""
    reason = getattr(data, "reason", None) or data
    listed = WORDS.get(code) if (code := getattr(reason, "code", OWN)) != OWN else None
    written = [listed, getattr(reason, "words", ""), getattr(data, "note", "")]
    return [str(each) for each in written if each]


def init_approvals(app: Flask) -> None:
    """Make them tables and filters of the templates."""
    app.jinja_env.globals |= {
        "RISKS": RISKS,
        "PROPOSED": PROPOSED,
        "CONFIRMS": CONFIRMS,
        "desk_others": others_text,
    }
    app.add_template_filter(told_words)
