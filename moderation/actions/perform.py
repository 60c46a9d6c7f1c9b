"""Performing one action: the only way in which staff change a piece of feedback."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit, lifecycle
from feedback_service.conversation.telling import give_shared
from feedback_service.models import Contact, Feedback
from feedback_service.storage import after_commit, transaction
from moderation.actions import (
    assigning,
    decisions,
    drafting,
    languages,
    previewing,
    promises,
    redactions,
    responses,
    safety,
    suggesting,
    texts,
    themes,
    together,
)
from moderation.approvals import deciding
from moderation.auth.sessions import Member
from moderation.claims import holding
from moderation.permissions import Action, actions_of, allowed_actions
from moderation.told.data import Data

DECIDING = frozenset(
    {Action.PUBLISH, Action.KEEP_PRIVATE, Action.REJECT, Action.WITHDRAW, Action.RETURN, Action.CONFIRM}
)
"""What ends everybody's having it on purpose."""


class Unknown(Exception):
    """There is no such feedback."""


class NotPermitted(Exception):
    """The member's role does not include the action, or it does not exist where the feedback stands."""


class Stale(Exception):
    """The feedback changed since the member's page was made; nothing was done."""


@dataclass(frozen=True)
class _Step:
    """`name` is the action on record, in the audit trail as `feedback.<name>`.

    `writes_contact`: the person's row is changed too, and is locked before the feedback, as everybody does.
    `touches_company`: everybody's feedback that is answered with one of these is locked with it.
    """

    name: str
    take: Callable[[Session, Feedback, Member, Any], None]
    writes_contact: bool = False
    touches_company: bool = False


_STEPS = {
    Action.REDACT: _Step("hidden", redactions.hide),
    Action.UNREDACT: _Step("shown_again", redactions.show_again),
    Action.LEAVE: _Step("suggestion_left", suggesting.leave),
    Action.PUBLISH: _Step("published", decisions.publish),
    Action.KEEP_PRIVATE: _Step("private", decisions.keep_private),
    Action.REJECT: _Step("rejected", decisions.reject),
    Action.WITHDRAW: _Step("withdrawn", decisions.withdraw),
    Action.RETURN: _Step("returned", decisions.return_to_queue),
    Action.FLAG: _Step("flagged", safety.flag),
    Action.CLEAR_FLAG: _Step("flag_cleared", safety.clear_flag),
    Action.RECORD_CONSENT: _Step("consent_recorded", decisions.record_consent),
    Action.SET_PLACE: _Step("place_set", decisions.set_place),
    Action.RESPOND: _Step("answered", responses.respond),
    Action.ANSWER_ON: _Step("answer_put_on_board", responses.put_on_board),
    Action.ANSWER_OFF: _Step("answer_taken_off_board", responses.take_off_board),
    Action.TRANSLATE_ANSWER: _Step("answer_translated", responses.translate),
    Action.ASK_PERSON: _Step("preview_asked", previewing.ask),
    Action.MOVE_TEXT: _Step("text_moved", texts.move),
    Action.TRANSLATE_TEXT: _Step("text_translated", texts.translate),
    Action.OPEN_TEXT: _Step("text_opened", texts.open_to_responders),
    Action.CLOSE_TEXT: _Step("text_closed", texts.close_to_responders),
    Action.SET_THEMES: _Step("themes_set", themes.set_themes),
    Action.SET_LANGUAGE: _Step("language_set", languages.set_language, writes_contact=True),
    Action.ANSWER_TOGETHER: _Step("joined", together.join, touches_company=True),
    Action.TAKE_APART: _Step("taken_apart", together.apart, touches_company=True),
    Action.SHARE_ANSWER: _Step("answer_shared", together.share_answer),
    Action.ASSIGN: _Step("assigned", assigning.assign),
    Action.SET_DUE: _Step("due_set", assigning.set_due),
    Action.ASK_REVIEW: _Step("answer_review_asked", drafting.ask_review),
    Action.RETURN_DRAFT: _Step("answer_given_back", drafting.send_back),
    Action.APPROVE_ANSWER: _Step("answer_approved", drafting.approve),
    Action.KEEP_PROMISE: _Step("promise_kept", promises.keep),
    Action.MOVE_PROMISE: _Step("promise_moved", promises.move, touches_company=True),
    Action.CONFIRM: _Step("confirmed", deciding.confirm),
    Action.SEND_BACK: _Step("sent_back", deciding.send_back),
    Action.JUDGE_RACISM: _Step("racism_judged", deciding.judge),
}


class Done(Enum):
    """What became of it."""

    TAKEN = auto()
    PROPOSED = auto()


def perform(action: Action, reference: str, version: int, member: Member, data: Data) -> Done:
    """Do `action` to the feedback that the member's page showed at `version`, or propose it where it needs a second
    member of staff (`moderation.approvals`).

    The audit record comes before the step, because a step may lock the board's counter. Raises
    Unknown, NotPermitted, Stale, data.Refused or publishing.CannotPublish; nothing was done then.
    """
    step = _STEPS[action]
    with transaction() as session:
        feedback = _locked(session, step, reference, data)
        _check(session, feedback, action, version, member)
        if action in DECIDING:
            holding.release(session, feedback.id, member)
        if deciding.needs_second(session, feedback, member, action):
            deciding.propose(session, feedback, member, action, data)
            return Done.PROPOSED
        _take(session, feedback, member, step, data, data.codes())
        if action == Action.CONFIRM:
            agreed = deciding.agreed(session, feedback)
            details = {**agreed.data.codes(), "proposal": agreed.proposal_id, "proposed_by": agreed.first}
            _take(session, feedback, member, _STEPS[agreed.action], agreed.data, details)
        if feedback.entry_id is not None:
            # What several people are to get of it, each gets in a transaction of their own.
            after_commit(session, partial(give_shared, feedback.entry_id))
        return Done.TAKEN


def _locked(session: Session, step: _Step, reference: str, data: Data) -> Feedback:
    """The feedback, locked with everything that the step touches."""
    if step.writes_contact:
        _lock_contact(session, reference)
    try:
        lifecycle.lock_all(session, {reference, *data.also_touches()}, together=step.touches_company)
    except lifecycle.Moving:
        raise Stale from None
    feedback = lifecycle.locked(session, reference)
    if feedback is None:
        raise Unknown
    return feedback


def _check(session: Session, feedback: Feedback, action: Action, version: int, member: Member) -> None:
    """Whether the member may do it to the feedback as it stands."""
    if action not in actions_of(member.role):
        raise NotPermitted
    # Before asking what the member may open and do there: whoever was overtaken should see by what.
    if feedback.version != version:
        raise Stale
    if action not in allowed_actions(member.role, feedback):
        raise NotPermitted
    if action == Action.CONFIRM and not deciding.may_confirm(session, feedback, member):
        raise NotPermitted


def _take(
    session: Session, feedback: Feedback, member: Member, step: _Step, data: Data, details: dict[str, Any]
) -> None:
    audit.record(session, f"feedback.{step.name}", f"feedback:{feedback.id}", staff_id=member.id, details=details)
    step.take(session, feedback, member, data)


def _lock_contact(session: Session, reference: str) -> None:
    theirs = select(Contact.id).join(Feedback, Feedback.contact_id == Contact.id)
    session.execute(theirs.where(Feedback.reference == reference).with_for_update(of=Contact, key_share=True))
