"""Which actions a member of staff may take on a piece of feedback: one pure function says it, everybody asks it.

Moderators decide and answer, responders answer what a moderator opened to them, administrators do both and manage
places and entry points. The role and where the feedback stands both count.
"""

from enum import StrEnum

from feedback_service.answers import ANSWERABLE
from feedback_service.models import Feedback
from feedback_service.vocabulary import TRANSITIONS, Moderation, Role


class Action(StrEnum):
    """What can be done to a piece of feedback; the values stand in addresses."""

    REDACT = "redact"
    UNREDACT = "unredact"
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


_OPEN = frozenset({Moderation.PENDING, *ANSWERABLE})


def _leading_to(status: Moderation) -> frozenset[Moderation]:
    return frozenset(start for start, ends in TRANSITIONS.items() if status in ends)


_WHERE: dict[Action, frozenset[Moderation]] = {
    Action.REDACT: _OPEN,
    Action.UNREDACT: _OPEN,
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
}
_OF_ROLE: dict[Role, frozenset[Action]] = {
    Role.MODERATOR: frozenset(Action),
    Role.RESPONDER: frozenset({Action.RESPOND}),
    Role.ADMINISTRATOR: frozenset(Action),
}
MANAGERS = frozenset({Role.ADMINISTRATOR})
"""Who adds places and makes or retires entry points."""

ENTRY_POINT_VIEWERS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})


def actions_of(role: Role) -> frozenset[Action]:
    """What the role may do to some feedback or other."""
    return _OF_ROLE[Role(role)]


def sees_originals(role: Role) -> bool:
    """Whether the role reads what people wrote, or only what is left after hiding."""
    return role != Role.RESPONDER


def may_open(role: Role, feedback: Feedback) -> bool:
    """Whether the role may open this feedback: a responder what is public, or was opened to responders in private."""
    if sees_originals(role) or feedback.status == Moderation.PUBLISHED:
        return True
    return feedback.status == Moderation.PRIVATE and feedback.open_to_responders


def allowed_actions(role: Role, feedback: Feedback) -> frozenset[Action]:
    """What a member of staff with this role may do to this feedback as it stands now."""
    if not may_open(role, feedback):
        return frozenset()
    allowed = {action for action in actions_of(role) if feedback.status in _WHERE[action]}
    if all(flag.cleared_at is not None for flag in feedback.flags):
        allowed.discard(Action.CLEAR_FLAG)
    return frozenset(allowed)
