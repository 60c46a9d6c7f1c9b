"""Short sentences for what happens before a test begins, through the product's own functions."""

from datetime import date, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import select

from feedback_service import answers, audit, clock, erasure, lifecycle, publishing
from feedback_service.conversation import questions
from feedback_service.conversation.receiving import Inbound, Received, receive
from feedback_service.conversation.replies import ADDED
from feedback_service.conversation.telling import tell
from feedback_service.intake import Accepted, NewFeedback, accept, add_message
from feedback_service.models import Contact, Feedback, OutboundMessage, Place, Response, Team, TeamMember
from feedback_service.publishing import CannotPublish, Obstacle
from feedback_service.staff import add_staff
from feedback_service.storage import transaction
from feedback_service.vocabulary import Channel, Meaning, Moderation, OutboundStatus, PlaceKind, ResponseKind, Role

PASSWORD = "correct horse battery staple"
_numbers = count(1)


class Story:
    """The people of a test at work on one application."""

    password = PASSWORD

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._colleague: int | None = None
        with app.app_context():
            self.email = f"amina{next(_numbers)}@example.org"
            self.amina = add_staff(self.email, "Amina", Role.MODERATOR, PASSWORD)

    @property
    def colleague(self) -> int:
        """Another moderator, for what two decide."""
        if self._colleague is None:
            with self.app.app_context():
                email = f"colleague{next(_numbers)}@example.org"
                self._colleague = add_staff(email, "Nadia", Role.MODERATOR, PASSWORD)
        return self._colleague

    def says(self, words: str = "The staff were kind", **details: object) -> Accepted:
        """Somebody gives feedback, agreeing to publication unless told otherwise."""
        values: dict[str, object] = {
            "channel": Channel.SMS,
            "provider_reference": f"SM{next(_numbers):032d}",
            "language": "en",
            "consent": True,
            **details,
        }
        with self.app.app_context():
            return accept(NewFeedback(words=words, **values))  # type: ignore[arg-type]

    def texts(self, words: str, sender: str = "+447700900001") -> Received:
        """A text from a phone, and what goes back."""
        with self.app.app_context():
            return receive(Inbound(Channel.SMS, f"SM{next(_numbers):032d}", words, sender))

    def reaches(self, sender: str = "+447700900001") -> list[str]:
        """What waits for this phone is delivered; returns the words."""
        return self.settles(sender, OutboundStatus.DELIVERED)

    def fails(self, error_code: str, sender: str = "+447700900001") -> list[str]:
        """What waits for this phone does not arrive, for good; returns the words."""
        return self.settles(sender, OutboundStatus.PERMANENT_FAILURE, error_code)

    def settles(self, sender: str, status: OutboundStatus, error_code: str | None = None) -> list[str]:
        """What waits for this phone comes to this end; returns the words."""
        with self.app.app_context(), transaction() as session:
            waiting = select(OutboundMessage).join(Contact).where(OutboundMessage.status == OutboundStatus.QUEUED)
            ordered = session.scalars(waiting.order_by(OutboundMessage.id))
            messages = [each for each in ordered if each.contact and each.contact.address == sender]
            for message in messages:
                message.status, message.error_code, message.claimed_at = status, error_code, clock.now()
            return [message.body for message in messages]

    def is_asked_for_consent(self, said: Accepted) -> None:
        """The person is asked whether the words may stand on the board, and the text reaches them."""
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            questions.ask_for_consent(session, feedback)
        self.reaches()

    def adds(self, said: Accepted, words: str) -> None:
        """The person adds something that is not for the public, after the decision."""
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            more = NewFeedback(Channel.SMS, f"SM{next(_numbers):032d}", words)
            add_message(session, feedback, more, Meaning.MORE, is_public_words=False)
            lifecycle.changed(session, feedback, ADDED)

    def erases_waiting(self) -> None:
        with self.app.app_context():
            erasure.erase_waiting()

    def publishes(self, said: Accepted) -> None:
        self.publishes_by_reference(said.reference)

    def publishes_by_reference(self, reference: str) -> None:
        """Amina publishes; where that takes two, a colleague had proposed it."""
        try:
            self._publishes(reference)
        except CannotPublish as refused:
            if refused.obstacles != [Obstacle.SECOND]:
                raise
            self._publishes(reference, seconded_by=self.colleague)

    def _publishes(self, reference: str, seconded_by: int | None = None) -> None:
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, reference)
            assert feedback
            audit.record(session, "feedback.published", f"feedback:{feedback.id}", staff_id=self.amina)
            publishing.publish(session, feedback, self.amina, seconded_by=seconded_by)

    def withdraws(self, said: Accepted, reason: str = "It named somebody") -> None:
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            publishing.withdraw(session, feedback, reason, self.amina)

    def moves(self, said: Accepted | Feedback, to: str, reason: str | None = None, *, is_open: bool = True) -> None:
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            if to == Moderation.PRIVATE:
                publishing.keep_private(session, feedback, self.amina, open_to_responders=is_open, reason=reason)
            else:
                lifecycle.move(session, feedback, Moderation(to), staff_id=self.amina, reason=reason)

    def answers(
        self,
        said: Accepted,
        words: str = "We have fixed it",
        kind: str = "did",
        due: date | None = None,
        language: str = "en",
        by: int | None = None,
        tells: bool = False,
    ) -> None:
        promise = kind == "doing"
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            lifecycle.changed(session, feedback, "answered", staff_id=self.amina)
            response = Response(
                feedback_id=feedback.id,
                kind=ResponseKind(kind),
                words=words,
                language=language,
                signed_as="Ward manager",
                owner="Ward manager" if promise else None,
                staff_id=by,
                due_on=due or (clock.now() + timedelta(days=7)).date() if promise else None,
                created_at=clock.now(),
            )
            answers.write(session, feedback, response)
            if tells:
                tell(session, feedback, [response])
            publishing.refresh(session, feedback)

    def team(self, name: str, *members: int) -> int:
        """A team with these members of staff."""
        with self.app.app_context(), transaction() as session:
            team = Team(name=name, created_at=clock.now())
            session.add(team)
            session.flush()
            session.add_all(TeamMember(team_id=team.id, staff_id=each) for each in members)
            return team.id

    def assigns(self, said: Accepted, team: int) -> None:
        with self.app.app_context(), transaction() as session:
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            feedback.team_id = team
            lifecycle.changed(session, feedback, "assigned", staff_id=self.amina)

    def place(self, slug: str, kind: PlaceKind = PlaceKind.BOROUGH, parent: int | None = None) -> int:
        with self.app.app_context(), transaction() as session:
            place = Place(kind=kind, slug=slug, name=slug.title(), parent_id=parent)
            session.add(place)
            session.flush()
            return place.id
