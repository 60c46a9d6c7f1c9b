"""Which actions a member of staff may take on a piece of feedback: one pure function says it, everybody asks it.

Moderators decide and answer, responders answer what a moderator opened to them, administrators do both and manage
places and entry points. The role and where the feedback stands both count.
"""

from enum import StrEnum

from feedback_service.answers import ANSWERABLE
from feedback_service.models import Feedback
from feedback_service.openness import is_open
from feedback_service.vocabulary import TRANSITIONS, Moderation, Role


class Action(StrEnum):
    """What can be done to a piece of feedback; the values stand in addresses."""

    REDACT = "redact"
    UNREDACT = "unredact"
    LEAVE = "leave"
    PUBLISH = "publish"
    KEEP_PRIVATE = "keep-private"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RETURN = "return"
    FLAG = "flag"
    CLEAR_FLAG = "clear-flag"
    RECORD_CONSENT = "record-consent"
    SET_PLACE = "set-place"
    RESPOND = "respond"
    ANSWER_ON = "answer-on"
    ANSWER_OFF = "answer-off"
    TRANSLATE_ANSWER = "translate-answer"
    ASK_PERSON = "ask-person"
    MOVE_TEXT = "move-text"
    TRANSLATE_TEXT = "translate-text"
    OPEN_TEXT = "open-text"
    CLOSE_TEXT = "close-text"
    SET_LANGUAGE = "set-language"
    SET_THEMES = "set-themes"
    ANSWER_TOGETHER = "answer-together"
    TAKE_APART = "take-apart"
    SHARE_ANSWER = "share-answer"
    ASSIGN = "assign"
    SET_DUE = "set-due"
    ASK_REVIEW = "ask-review"
    RETURN_DRAFT = "return-draft"
    APPROVE_ANSWER = "approve-answer"
    KEEP_PROMISE = "keep-promise"
    MOVE_PROMISE = "move-promise"
    CONFIRM = "confirm"
    SEND_BACK = "send-back"
    JUDGE_RACISM = "judge-racism"


IN_THE_EDITOR = frozenset({Action.RESPOND, Action.ASK_REVIEW, Action.RETURN_DRAFT, Action.APPROVE_ANSWER})
"""What the buttons of an answer's form do."""

_OPEN = frozenset({Moderation.PENDING, *ANSWERABLE})


def _leading_to(status: Moderation) -> frozenset[Moderation]:
    return frozenset(start for start, ends in TRANSITIONS.items() if status in ends)


_WHERE: dict[Action, frozenset[Moderation]] = {
    Action.REDACT: _OPEN,
    Action.UNREDACT: _OPEN,
    Action.LEAVE: _OPEN,
    Action.PUBLISH: _leading_to(Moderation.PUBLISHED),
    Action.KEEP_PRIVATE: _leading_to(Moderation.PRIVATE),
    Action.REJECT: _leading_to(Moderation.REJECTED),
    Action.WITHDRAW: _leading_to(Moderation.WITHDRAWN),
    Action.RETURN: _leading_to(Moderation.PENDING),
    Action.FLAG: frozenset(Moderation),
    Action.CLEAR_FLAG: frozenset(Moderation),
    Action.RECORD_CONSENT: frozenset(Moderation),
    Action.SET_PLACE: _OPEN,
    Action.RESPOND: _OPEN,
    Action.ANSWER_ON: frozenset({Moderation.PUBLISHED}),
    # Publishing again would bring back what was on the board before: that can be stopped first.
    Action.ANSWER_OFF: frozenset({Moderation.PUBLISHED, Moderation.PENDING}),
    Action.TRANSLATE_ANSWER: _OPEN,
    Action.ASK_PERSON: frozenset({Moderation.PENDING}),
    Action.MOVE_TEXT: frozenset(Moderation),
    Action.TRANSLATE_TEXT: frozenset(Moderation),
    # What is added before the decision stands with the rest; what is added after it is for moderators first.
    Action.OPEN_TEXT: ANSWERABLE,
    Action.CLOSE_TEXT: ANSWERABLE,
    Action.SET_LANGUAGE: _OPEN,
    Action.SET_THEMES: frozenset(Moderation),
    Action.ANSWER_TOGETHER: _OPEN,
    Action.TAKE_APART: frozenset(Moderation),
    Action.SHARE_ANSWER: ANSWERABLE,
    Action.ASSIGN: _OPEN,
    Action.SET_DUE: _OPEN,
    Action.ASK_REVIEW: _OPEN,
    Action.RETURN_DRAFT: _OPEN,
    Action.APPROVE_ANSWER: _OPEN,
    Action.KEEP_PROMISE: ANSWERABLE,
    Action.MOVE_PROMISE: ANSWERABLE,
    Action.CONFIRM: frozenset({Moderation.PENDING}),
    Action.SEND_BACK: frozenset({Moderation.PENDING}),
    Action.JUDGE_RACISM: _OPEN,
}
_ABOUT_A_PROPOSAL = frozenset({Action.CONFIRM, Action.SEND_BACK})
_OF_ROLE: dict[Role, frozenset[Action]] = {
    Role.MODERATOR: frozenset(Action),
    Role.RESPONDER: frozenset({*IN_THE_EDITOR, Action.TRANSLATE_ANSWER, Action.KEEP_PROMISE, Action.MOVE_PROMISE}),
    Role.ADMINISTRATOR: frozenset(Action),
}
MANAGERS = frozenset({Role.ADMINISTRATOR})
"""Who adds places and makes or retires entry points."""

HIDING_RULERS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
"""Who decides which words are always hidden, or never suggested."""

ENTRY_POINT_VIEWERS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
TEXT_REVIEWERS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
"""Who confirms the translations of the texts to people."""

TEMPLATE_MANAGERS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})
"""Who adds, changes and retires the templates for answers."""


def actions_of(role: Role) -> frozenset[Action]:
    """What the role may do to some feedback or other."""
    return _OF_ROLE[Role(role)]


def sees_originals(role: Role) -> bool:
    """Whether the role reads what people wrote, or only what is left after hiding."""
    return role != Role.RESPONDER


def may_open(role: Role, feedback: Feedback) -> bool:
    """Whether the role may open this feedback: a responder what is public, or was opened to responders in private."""
    return sees_originals(role) or is_open(feedback)


def allowed_actions(role: Role, feedback: Feedback) -> frozenset[Action]:
    """What a member of staff with this role may do to this feedback as it stands now."""
    if not may_open(role, feedback) or feedback.erased_at is not None:
        return frozenset()
    allowed = {action for action in actions_of(role) if feedback.status in _WHERE[action]}
    if all(flag.cleared_at is not None for flag in feedback.flags):
        allowed.discard(Action.CLEAR_FLAG)
    if not feedback.open_proposals:
        allowed -= _ABOUT_A_PROPOSAL
    return frozenset(allowed)


def may_answer_again(role: Role, staff_id: int, feedback: Feedback, answered_by: int | None) -> bool:
    """Whether this member may answer what `answered_by` answered last: where that did not help, somebody else does.

    Administrators may, so that a small team is never stuck.
    """
    return feedback.reopened_at is None or role == Role.ADMINISTRATOR or staff_id != answered_by
