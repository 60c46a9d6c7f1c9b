"""Rules about what is hidden: made and retired by staff, applied to what arrives.

The rules are read and made ready once, and again when one was added or retired. Matching one text takes a time that
depends on its length alone, so that no list of rules can hold intake up.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import structlog
from cryptography.fernet import InvalidToken
from flask import current_app
from sqlalchemy import Text, func, select, type_coerce, update
from sqlalchemy.orm import Session

from feedback_service import audit, clock, counters, lifecycle
from feedback_service.identifying.lists import lists
from feedback_service.identifying.rules import LONGEST, Rule, RuleBook, phrase
from feedback_service.models import Feedback, HidingRule, InboundMessage, Place, Redaction
from feedback_service.redaction import left_of
from feedback_service.storage import current_cipher
from feedback_service.vocabulary import Hidden, Meaning, Reach, RuleSort

MOST = 5000
"""How many rules may hold at once."""
MAX_CHARACTERS = 120
HIDDEN_BY_RULE = "hidden_by_rule"
_KEPT = "hiding_rules"
SEALED = type_coerce(HidingRule.words, Text)
"""The words as they are stored: opened one by one, so that one that no key opens spoils no other."""
OF_OTHERS = (Hidden.STAFF_NAME, Hidden.PLACE)
"""What somebody's words name that is not themselves; every other kind may."""
log = structlog.get_logger()

Stamp = tuple[int, int]


@dataclass(frozen=True)
class NewRule:
    """A rule as it is asked for; `feedback_id` and `place_id` by its reach, `made_on_id` the feedback whose words they
    are."""

    sort: RuleSort
    words: str
    kind: Hidden
    feedback_id: int | None = None
    place_id: int | None = None
    made_on_id: int | None = None

    @property
    def reach(self) -> Reach:
        if self.feedback_id is not None:
            return Reach.ITEM
        return Reach.PLACE if self.place_id is not None else Reach.EVERYWHERE


class WrongRule(ValueError):
    """`code` says why: `words`, `every_day`, `twice`, `most`; `present` is the rule that there is already."""

    def __init__(self, code: str, present: Rule | None = None) -> None:
        super().__init__(code)
        self.code, self.present = code, present


def add(session: Session, new: NewRule, staff_id: int) -> HidingRule:
    """Make it, on record. Raises WrongRule."""
    wanted = phrase(new.words)
    if not 0 < len(wanted) <= LONGEST or len(new.words) > MAX_CHARACTERS or len("".join(wanted)) < 2:
        raise WrongRule("words")
    if new.sort == RuleSort.HIDE and new.reach != Reach.ITEM and len(wanted) == 1 and wanted[0] in lists().common:
        raise WrongRule("every_day")
    # Two who make the same rule at the same moment take turns at the record of it.
    counters.lock(session, "audit")
    present = list(_active(session))
    if same := next((each for each in present if _says(each, wanted, new)), None):
        raise WrongRule("twice", same)
    if len(present) >= MOST:
        raise WrongRule("most")
    rule = HidingRule(
        sort=new.sort,
        words=new.words,
        kind=new.kind,
        feedback_id=new.feedback_id,
        place_id=new.place_id,
        made_on_id=new.made_on_id,
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
    """The rules of these feedback alone go with their words; so do those that were made of their words for elsewhere,
    but for what is not about who wrote them."""
    made_of_them = HidingRule.made_on_id.in_(feedback_ids) & HidingRule.kind.not_in(OF_OTHERS)
    ended = select(HidingRule.id).where(made_of_them, HidingRule.feedback_id.is_(None), HidingRule.retired_at.is_(None))
    for number in session.scalars(ended.order_by(HidingRule.id)):
        audit.record(session, "hiding_rule.retired", f"hiding_rule:{number}")
    theirs = update(HidingRule).where(HidingRule.feedback_id.in_(feedback_ids) | made_of_them)
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


def book(session: Session) -> RuleBook:
    """Every rule that holds, ready for matching."""
    stamp: Stamp = (
        session.execute(select(func.coalesce(func.max(HidingRule.id), 0), func.count(HidingRule.retired_at)))
        .one()
        ._tuple()
    )
    kept: tuple[Stamp, RuleBook] | None = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != stamp:
        kept = (stamp, RuleBook(_active(session)))
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


def opened(number: int, sealed: str) -> str | None:
    """The words of the rule with this number; None where no key opens them, which the log says by the number."""
    try:
        return current_cipher().decrypt(sealed)
    except InvalidToken:
        log.error("hiding_rule_unreadable", rule=number)
        return None


def ready(rule: HidingRule) -> Rule:
    """As it is matched."""
    return Rule(rule.id, RuleSort(rule.sort), phrase(rule.words), Hidden(rule.kind), rule.feedback_id, rule.place_id)


def _active(session: Session) -> Iterator[Rule]:
    columns = (HidingRule.id, HidingRule.sort, SEALED, HidingRule.kind, HidingRule.feedback_id, HidingRule.place_id)
    holding = select(*columns).where(HidingRule.retired_at.is_(None)).order_by(HidingRule.id).limit(MOST)
    for number, sort, sealed, kind, feedback_id, place_id in session.execute(holding).tuples():
        # Without its key it cannot be read; feedback is taken in all the same.
        if (words := opened(number, sealed)) is not None:
            yield Rule(number, RuleSort(sort), phrase(words), Hidden(kind), feedback_id, place_id)


def _says(rule: Rule, wanted: tuple[str, ...], new: NewRule) -> bool:
    same = (rule.sort, rule.feedback_id, rule.place_id) == (new.sort, new.feedback_id, new.place_id)
    return same and rule.phrase == wanted
