"""Whether the person is told of decisions by text, switched by their secret link at any time."""

from feedback_service import audit, lifecycle, outbox
from feedback_service.follow.consent import UnknownLink
from feedback_service.intake import find_by_token
from feedback_service.storage import reading, transaction

SWITCHED = {True: "decision_texts_on", False: "decision_texts_off"}


def set_texts(token: str, wanted: bool) -> None:
    """Keep the person's wish; the same one twice changes nothing. A no calls off what has not gone out.

    Raises UnknownLink.
    """
    with reading() as session:
        found = find_by_token(session, token)
    if found is None:
        raise UnknownLink
    with transaction() as session:
        feedback = lifecycle.locked(session, found.reference)
        if feedback is None:
            raise UnknownLink
        if feedback.tells_decisions is wanted:
            return
        audit.record(session, f"feedback.{SWITCHED[wanted]}", f"feedback:{feedback.id}")
        feedback.tells_decisions = wanted
        lifecycle.changed(session, feedback, SWITCHED[wanted])
        if not wanted:
            outbox.call_off_decisions(session, feedback)
