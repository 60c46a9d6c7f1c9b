"""Reading, making and retiring the rules that hold beyond one piece of feedback."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from feedback_service import hiding_rules
from feedback_service.hiding_rules import NewRule, WrongRule
from feedback_service.models import HidingRule, Place
from feedback_service.storage import transaction
from moderation.actions.ruling import WRONG
from moderation.changing import NotPossible, Unknown

SHOWN = 200
"""How many rules a page lists, the latest first."""


@dataclass(frozen=True)
class Listed:
    """A rule and its words: None where no key opens them, empty where they were erased."""

    rule: HidingRule
    words: str | None


def listing(session: Session, *, retired: bool, before: int | None = None) -> Sequence[Listed]:
    """One page of them and one more, where there is one; those of one feedback are shown there alone."""
    is_retired = HidingRule.retired_at.is_not(None) if retired else HidingRule.retired_at.is_(None)
    wanted = select(HidingRule, hiding_rules.SEALED).where(HidingRule.feedback_id.is_(None), is_retired)
    if before is not None:
        wanted = wanted.where(HidingRule.id < before)
    wanted = wanted.options(defer(HidingRule.words)).order_by(HidingRule.id.desc()).limit(SHOWN + 1)
    rows = session.execute(wanted).unique().tuples()
    return [Listed(rule, hiding_rules.opened(rule.id, sealed)) for rule, sealed in rows]


def add(new: NewRule, staff_id: int) -> None:
    """Make a rule for what arrives from now on. Raises NotPossible."""
    with transaction() as session:
        if new.place_id is not None and session.get(Place, new.place_id) is None:
            raise NotPossible("place", _("Choose a place from the list"))
        try:
            hiding_rules.add(session, new, staff_id)
        except WrongRule as error:
            raise NotPossible("words", WRONG[error.code]) from None


def retire(rule_id: int, staff_id: int) -> None:
    """It does nothing more; twice is once. Raises Unknown."""
    with transaction() as session:
        # Also one that no key opens.
        unopened = [defer(HidingRule.words)]
        rule = session.get(HidingRule, rule_id, with_for_update={"of": HidingRule}, options=unopened)
        if rule is None:
            raise Unknown
        hiding_rules.retire(session, rule, staff_id)
