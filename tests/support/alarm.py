"""A night on which somebody seems to be in danger, and those who watch over it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from config.settings import Settings
from feedback_service import clock, lifecycle
from feedback_service.intake import Accepted
from feedback_service.models import FeedbackHistory, OutboundMessage, SafetyFlag
from feedback_service.safety import alarms
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import OutboundKind
from tests.support.story import Story

MINUTE = timedelta(minutes=1)
ON_CALL, MANAGER = "+447700900111", "+447700900222"
GRACE, DIRECTOR = "grace@example.org", "director@example.org"
WORDS = "The lift on Marigold Ward was slow"
PEOPLE = {
    "on_call_numbers": ON_CALL,
    "on_call_emails": GRACE,
    "escalation_numbers": MANAGER,
    "escalation_emails": DIRECTOR,
    "public_url": "https://feedback.example.nhs.uk",
}


class Night:
    """Somebody watches over one application; `settings` may be changed on the way."""

    def __init__(self, app: Flask) -> None:
        self.app, self.story = app, Story(app)
        self.settings: Settings = app.extensions["settings"]
        for name, value in PEOPLE.items():
            setattr(self.settings, name, value)

    def is_told(self) -> Accepted:
        """Joan writes; nothing is flagged yet."""
        return self.story.says(WORDS)

    def flags(self, said: Accepted, *, by: int | None = None) -> int:
        """The flag and its alarm, as intake and the desk do it; the flag's number."""
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            flag = SafetyFlag(feedback=feedback, note="suicide: a phrase", raised_by=by, raised_at=clock.now())
            session.add(flag)
            session.flush()
            lifecycle.changed(session, feedback, "flagged", staff_id=by)
            alarms.sound(session, flag, feedback, is_read_by=by)
            return flag.id

    def alarm(self) -> Accepted:
        """Joan's words are flagged by the screening."""
        said = self.is_told()
        self.flags(said)
        return said

    def reads(self, said: Accepted, last: int | None = None) -> bool:
        """Amina does."""
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            return alarms.read(session, feedback, self.story.amina, last=last)

    def escalates(self) -> int:
        with self.app.app_context():
            return alarms.escalate()

    def alerts(self) -> list[tuple[str, str]]:
        """To whom, and what, oldest first."""
        with self.app.app_context(), reading() as session:
            rows = session.scalars(
                select(OutboundMessage).where(OutboundMessage.kind == OutboundKind.ALERT).order_by(OutboundMessage.id)
            )
            return [(row.address or "", row.body) for row in rows]

    def told(self) -> list[str]:
        return [address for address, _ in self.alerts()]

    def unread(self) -> list[alarms.Unread]:
        with self.app.app_context(), reading() as session:
            return alarms.unread(session)

    def history(self, said: Accepted) -> list[tuple[str, int | None]]:
        with self.app.app_context(), reading() as session:
            lines = select(FeedbackHistory).where(FeedbackHistory.feedback_id == said.feedback_id)
            found = session.scalars(lines.order_by(FeedbackHistory.id)).unique()
            return [(line.action, line.staff_id) for line in found if line.action.startswith("alarm")]
