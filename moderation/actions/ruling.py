"""Rules about words made on the page of one feedback, and applied there at once."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from feedback_service import hiding_rules, lifecycle
from feedback_service.hiding_rules import MAX_CHARACTERS, MOST, NewRule, WrongRule
from feedback_service.identifying.rules import Rule, RuleBook
from feedback_service.models import Feedback
from feedback_service.vocabulary import Hidden, Reach, RuleSort
from moderation.auth.sessions import Member
from moderation.told.data import Refused

WRONG = {
    "words": _l("A rule has one to eight words, %(max)s characters at most", max=MAX_CHARACTERS),
    "every_day": _l(
        "That is a word of every day: a rule would hide it everywhere. Choose more words, or this feedback alone"
    ),
    "twice": _l("There is this rule already"),
    "most": _l("There are %(max)s rules already: retire some first", max=MOST),
}
"""What is wrong with a rule, by its code."""


def hide(session: Session, feedback: Feedback, member: Member, words: str, kind: Hidden, reach: Reach) -> None:
    """Hide these words there from now on, and wherever else they stand in this feedback, also by a rule that there is
    already."""
    rule = _rule(session, feedback, member, RuleSort.HIDE, words, kind, reach)
    hiding_rules.apply(session, feedback, feedback.messages, RuleBook([rule]))


def never_suggest(session: Session, feedback: Feedback, member: Member, words: str, kind: Hidden, reach: Reach) -> None:
    """Let these words stand there from now on without asking."""
    _rule(session, feedback, member, RuleSort.NEVER, words, kind, reach)


def apply_all(session: Session, feedback: Feedback) -> None:
    """Hide what the rules of its place say: for feedback whose place was set after it came."""
    if hiding_rules.apply(session, feedback, feedback.messages, hiding_rules.book(session)):
        lifecycle.changed(session, feedback, hiding_rules.HIDDEN_BY_RULE)


def _rule(
    session: Session, feedback: Feedback, member: Member, sort: RuleSort, words: str, kind: Hidden, reach: Reach
) -> Rule:
    if reach == Reach.PLACE and feedback.place_id is None:
        raise Refused("reach", _("Set the place first: this feedback has none"))
    new = NewRule(
        sort=sort,
        words=" ".join(words.split()),
        kind=kind,
        feedback_id=feedback.id if reach == Reach.ITEM else None,
        place_id=feedback.place_id if reach == Reach.PLACE else None,
        made_on_id=feedback.id,
    )
    try:
        return hiding_rules.ready(hiding_rules.add(session, new, member.id))
    except WrongRule as error:
        if error.present is not None:
            return error.present
        raise Refused("reach", str(WRONG[error.code])) from None
