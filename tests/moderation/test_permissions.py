"""Who may open what, and answer what; the whole table of actions, roles and statuses is in tests/structure."""

import pytest

from feedback_service.clock import now
from feedback_service.models import Feedback, SafetyFlag
from feedback_service.vocabulary import Moderation, Role
from moderation.permissions import Action, allowed_actions, may_answer_again, may_open


def feedback(status: Moderation, *, flagged: bool = False) -> Feedback:
    flags = [SafetyFlag(note="x", raised_at=now())] if flagged else []
    return Feedback(status=status, flags=flags)


ANSWERS = {Action.RESPOND, Action.ASK_REVIEW, Action.RETURN_DRAFT, Action.APPROVE_ANSWER}


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("status", list(Moderation))
def test_responders_answer_what_was_opened_to_them_and_open_nothing_else(status: Moderation, is_open: bool) -> None:
    said = feedback(status)
    said.open_to_responders = is_open
    readable = status == Moderation.PUBLISHED or (status == Moderation.PRIVATE and is_open)
    assert may_open(Role.RESPONDER, said) is readable
    answering = ANSWERS | {Action.TRANSLATE_ANSWER, Action.KEEP_PROMISE, Action.MOVE_PROMISE}
    assert allowed_actions(Role.RESPONDER, said) == (answering if readable else set())


def test_only_an_open_flag_can_be_cleared() -> None:
    flagged = feedback(Moderation.PENDING, flagged=True)
    assert Action.CLEAR_FLAG in allowed_actions(Role.MODERATOR, flagged)
    flagged.flags[0].cleared_at = now()
    assert Action.CLEAR_FLAG not in allowed_actions(Role.MODERATOR, flagged)


@pytest.mark.parametrize("role", list(Role))
def test_nothing_is_done_to_what_was_erased(role: Role) -> None:
    erased = feedback(Moderation.REJECTED)
    erased.erased_at = now()
    assert allowed_actions(role, erased) == set()


def test_whoever_wrote_the_answer_that_did_not_help_does_not_answer_again() -> None:
    said = feedback(Moderation.PUBLISHED)
    assert may_answer_again(Role.RESPONDER, 1, said, answered_by=1)
    said.reopened_at = now()
    assert not may_answer_again(Role.RESPONDER, 1, said, answered_by=1)
    assert not may_answer_again(Role.MODERATOR, 1, said, answered_by=1)
    assert may_answer_again(Role.RESPONDER, 2, said, answered_by=1)
    assert may_answer_again(Role.ADMINISTRATOR, 1, said, answered_by=1)
