"""Did this answer you? The person's verdict, and opening again what did not help."""

from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle, publishing
from feedback_service.conversation import questions
from feedback_service.conversation.choices import INVALID
from feedback_service.conversation.deciding import NO, PARTLY, YES
from feedback_service.conversation.questions import Asking
from feedback_service.conversation.turn import Reply, Turn
from feedback_service.models import Feedback, GivenVerdict
from feedback_service.texts import wording
from feedback_service.vocabulary import Asked, Verdict

_VERDICTS = {
    "1": Verdict.YES,
    "2": Verdict.PARTLY,
    "3": Verdict.NO,
    YES: Verdict.YES,
    PARTLY: Verdict.PARTLY,
    NO: Verdict.NO,
}


def reply(turn: Turn, feedback: Feedback) -> Reply | None:
    """Keep the verdict; who was not helped is asked what is missing."""
    asked, choice = turn.reading.question, turn.reading.choice
    assert asked is not None
    if choice is None or choice == INVALID:
        return Reply(wording.say(turn.voice, "verdict_question"))
    verdict = _VERDICTS[choice]
    question = questions.answered(turn.session, asked.id, str(verdict))
    take(turn.session, feedback, verdict, question.response_id)
    said = wording.say(turn.voice, f"verdict_{verdict}")
    return Reply(said, asks=None if verdict == Verdict.YES else Asking(Asked.ADDITION, feedback))


def take(session: Session, feedback: Feedback, verdict: Verdict, response_id: int | None) -> None:
    """Keep the verdict about an answer to locked feedback. A "no" opens it again, on open boards too."""
    session.add(GivenVerdict(feedback_id=feedback.id, response_id=response_id, verdict=verdict, at=clock.now()))
    if verdict == Verdict.NO:
        feedback.reopened_at, feedback.answered_at = clock.now(), None
    lifecycle.changed(session, feedback, f"verdict_{verdict}")
    if verdict == Verdict.NO:
        publishing.refresh(session, feedback)
