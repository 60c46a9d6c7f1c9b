"""The desk and its people: signed in over real HTTP where they have a browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, Feedback, FeedbackHistory, InboundMessage
from feedback_service.staff import add_staff
from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from moderation.actions.perform import perform
from moderation.auth.sessions import Member
from moderation.permissions import Action
from moderation.told.data import Data, Nothing
from tests.support.desk_page import DeskPage
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor

EMAILS = {
    Role.MODERATOR: "amina@example.org",
    Role.RESPONDER: "rhys@example.org",
    Role.ADMINISTRATOR: "grace@example.org",
}
NAMES = {Role.MODERATOR: "Amina", Role.RESPONDER: "Rhys", Role.ADMINISTRATOR: "Grace"}


def add(app: Flask, role: Role) -> int:
    with app.app_context():
        return add_staff(EMAILS[role], NAMES[role], role, PASSWORD)


@pytest.fixture
def story(app: Flask) -> Story:
    return Story(app)


@pytest.fixture
def sign_in(app: Flask, base: str) -> Callable[[Role], Visitor]:
    """Adds the member of staff with this role and signs them in with a browser of their own."""

    def signed_in(role: Role) -> Visitor:
        add(app, role)
        visitor = Visitor(base).opens("/staff/")
        return visitor.submits(email=EMAILS[role], password=PASSWORD)

    return signed_in


@pytest.fixture
def amina(sign_in: Callable[[Role], Visitor]) -> Visitor:
    return sign_in(Role.MODERATOR)


@pytest.fixture
def rhys(sign_in: Callable[[Role], Visitor]) -> Visitor:
    return sign_in(Role.RESPONDER)


@pytest.fixture
def grace(sign_in: Callable[[Role], Visitor]) -> Visitor:
    return sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def charlie(base: str) -> Visitor:
    """An outsider with a browser."""
    return Visitor(base)


@pytest.fixture
def opens() -> Iterator[Callable[..., DeskPage]]:
    """Opens a page of the desk with the visitor's cookies; closed afterwards."""
    opened: list[DeskPage] = []

    def page(visitor: Visitor, **headers: str) -> DeskPage:
        opened.append(DeskPage(visitor, **headers))
        return opened[-1]

    yield page
    for each in opened:
        each.leaves()


@dataclass
class Desk:
    """Staff at work on one application without a browser: each call is one action at the present version."""

    app: Flask
    story: Story
    people: dict[Role, Member]

    def does(
        self,
        action: Action,
        said: Accepted,
        data: Data | None = None,
        role: Role = Role.MODERATOR,
        version: int | None = None,
    ) -> None:
        with self.app.app_context():
            present = self.feedback(said).version if version is None else version
            perform(action, said.reference, present, self.people[role], data or Nothing())

    def two_publish(self, said: Accepted) -> None:
        """Amina proposes it and a colleague confirms: what takes two, such as after a safety flag."""
        self.does(Action.PUBLISH, said)
        colleague = Member(self.story.colleague, "Nadia", Role.MODERATOR, 0, "")
        with self.app.app_context():
            perform(Action.CONFIRM, said.reference, self.feedback(said).version, colleague, Nothing())

    def feedback(self, said: Accepted) -> Feedback:
        with self.app.app_context(), reading() as session:
            messages = selectinload(Feedback.messages).selectinload(InboundMessage.redactions)
            wanted = select(Feedback).where(Feedback.id == said.feedback_id)
            return session.scalars(wanted.options(messages, selectinload(Feedback.flags))).unique().one()

    def history(self, said: Accepted) -> list[tuple[str, str | None]]:
        """Each line's action and reason, the receipt left out."""
        with self.app.app_context(), reading() as session:
            lines = session.scalars(
                select(FeedbackHistory)
                .where(FeedbackHistory.feedback_id == said.feedback_id)
                .order_by(FeedbackHistory.id)
            ).unique()
            return [(line.action, line.reason) for line in lines][1:]

    def audit(self, subject: str) -> list[tuple[str, int | None]]:
        """What is on record about `subject`: action and who."""
        with self.app.app_context(), reading() as session:
            found = session.scalars(
                select(AuditRecord).where(AuditRecord.subject == subject).order_by(AuditRecord.sequence)
            )
            return [(record.action, record.staff_id) for record in found]


def _desk(app: Flask) -> Desk:
    story = Story(app)
    ids = {Role.MODERATOR: story.amina, Role.RESPONDER: add(app, Role.RESPONDER)}
    return Desk(app, story, {role: Member(number, NAMES[role], role, 0, "") for role, number in ids.items()})


@pytest.fixture
def desk(app: Flask) -> Desk:
    return _desk(app)


@pytest.fixture
def each_desk(each_app: Flask) -> Desk:
    """Once on SQLite and once on PostgreSQL."""
    return _desk(each_app)
