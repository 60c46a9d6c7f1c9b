"""Rules about what is hidden: made and retired by staff, applied to what arrives.

The rules are read and made ready once, and again when one was added or retired. Matching one text takes a time that
depends on its length alone, so that no list of rules can hold intake up.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedback_service import audit, clock, lifecycle
from feedback_service.identifying.lists import lists
from feedback_service.identifying.rules import LONGEST, Rule, RuleBook, phrase
from feedback_service.models import Feedback, HidingRule, InboundMessage, Place, Redaction
from feedback_service.redaction import left_of
from feedback_service.vocabulary import Hidden, Meaning, Reach, RuleSort

MOST = 5000
"""How many rules may hold at once."""
MAX_CHARACTERS = 120
HIDDEN_BY_RULE = "hidden_by_rule"
_KEPT = "hiding_rules"
_log = logging.getLogger(__name__)

Stamp = tuple[int, int]


@dataclass(frozen=True)
class NewRule:
    """A rule as it is asked for; `feedback_id` and `place_id` by its reach."""

    sort: RuleSort
    words: str
    kind: Hidden
    feedback_id: int | None = None
    place_id: int | None = None

    @property
    def reach(self) -> Reach:
        if self.feedback_id is not None:
            return Reach.ITEM
        return Reach.PLACE if self.place_id is not None else Reach.EVERYWHERE


class WrongRule(ValueError):
    """`code` says why: `words`, `every_day`, `twice`, `most`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add(session: Session, new: NewRule, staff_id: int) -> HidingRule:
    """Make it, on record. Raises WrongRule."""
    wanted = phrase(new.words)
    if not 0 < len(wanted) <= LONGEST or len(new.words) > MAX_CHARACTERS or len("".join(wanted)) < 2:
        raise WrongRule("words")
    if new.sort == RuleSort.HIDE and new.reach != Reach.ITEM and len(wanted) == 1 and wanted[0] in lists().common:
        raise WrongRule("every_day")
    present = list(_active(session))
    if any(_says(each, wanted, new) for each in present):
        raise WrongRule("twice")
    if len(present) >= MOST:
        raise WrongRule("most")
    rule = HidingRule(
        sort=new.sort,
        words=new.words,
        kind=new.kind,
        feedback_id=new.feedback_id,
        place_id=new.place_id,
        staff_id=staff_id,
        created_at=clock.now(),
    )
    session.add(rule)
    session.flush()
    codes = {"sort": str(new.sort), "kind": str(new.kind), "reach": str(new.reach), "place_id": new.place_id}
    audit.record(session, "hiding_rule.added", f"hiding_rule:{rule.id}", staff_id=staff_id, details=codes)
    return rule


def retire(session: Session, rule: HidingRule, staff_id: int) -> None:
    """Let it do nothing more, on record; what it hid stays hidden."""
    if rule.retired_at is None:
        audit.record(session, "hiding_rule.retired", f"hiding_rule:{rule.id}", staff_id=staff_id)
        rule.retired_at, rule.retired_by = clock.now(), staff_id


def forget(session: Session, feedback_ids: Collection[int]) -> None:
    """The rules of these feedback alone go with their words."""
    theirs = update(HidingRule).where(HidingRule.feedback_id.in_(feedback_ids))
    session.execute(theirs.values(words="", retired_at=func.coalesce(HidingRule.retired_at, clock.now())))


def on_arrival(session: Session, feedback: Feedback, message: InboundMessage) -> None:
    """Hide in a message that just came what the rules say."""
    if apply(session, feedback, [message], book(session)):
        lifecycle.changed(session, feedback, HIDDEN_BY_RULE)


def apply(session: Session, feedback: Feedback, messages: Iterable[InboundMessage], rules: RuleBook) -> int:
    """Hide in these messages what the rules say, but for what is hidden or was left in sight on purpose; how many."""
    above = places_of(session, feedback)
    count = 0
    for message in messages:
        if message.meaning not in {Meaning.FEEDBACK, Meaning.MORE}:
            continue
        for match in rules.matches(message.body, RuleSort.HIDE, feedback.id, above):
            seen = [(each.start, each.end) for each in message.redactions]
            seen += [(each.start, each.end) for each in message.refusals]
            for start, end in left_of(message.body, match.start, match.end, seen):
                message.redactions.append(
                    Redaction(start=start, end=end, kind=match.rule.kind, rule_id=match.rule.id, created_at=clock.now())
                )
                count += 1
    return count


def one(rule: HidingRule) -> RuleBook:
    """This rule alone, ready for matching."""
    return RuleBook([_ready(rule)])


def book(session: Session) -> RuleBook:
    """Every rule that holds, ready for matching."""
    stamp: Stamp = (
        session.execute(select(func.coalesce(func.max(HidingRule.id), 0), func.count(HidingRule.retired_at)))
        .one()
        ._tuple()
    )
    kept: tuple[Stamp, RuleBook] | None = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != stamp:
        kept = (stamp, RuleBook(_ready(each) for each in _active(session)))
        current_app.extensions[_KEPT] = kept
    return kept[1]


def places_of(session: Session, feedback: Feedback) -> frozenset[int]:
    """The feedback's place and those above it."""
    place = session.get(Place, feedback.place_id) if feedback.place_id else None
    found: set[int] = set()
    while place is not None and place.id not in found:
        found.add(place.id)
        place = place.parent
    return frozenset(found)


def _active(session: Session) -> Iterator[HidingRule]:
    ids = session.scalars(
        select(HidingRule.id).where(HidingRule.retired_at.is_(None)).order_by(HidingRule.id).limit(MOST)
    ).all()
    for start in range(0, len(ids), 500):
        try:
            yield from (
                session.scalars(select(HidingRule).where(HidingRule.id.in_(ids[start : start + 500]))).unique().all()
            )
        except InvalidToken:
            # Without their key they cannot be read; feedback is taken in all the same.
            _log.error("hiding_rules_unreadable")


def _ready(rule: HidingRule) -> Rule:
    return Rule(rule.id, RuleSort(rule.sort), phrase(rule.words), Hidden(rule.kind), rule.feedback_id, rule.place_id)


def _says(rule: HidingRule, wanted: tuple[str, ...], new: NewRule) -> bool:
    same = (rule.sort, rule.feedback_id, rule.place_id) == (new.sort, new.feedback_id, new.place_id)
    return same and phrase(rule.words) == wanted
