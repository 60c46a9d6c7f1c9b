"""Several members of staff at one desk, each acting by name."""

from dataclasses import dataclass

from sqlalchemy import select

from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, Feedback, Proposal
from feedback_service.storage import reading
from feedback_service.vocabulary import Moderation, Outcome, WaitsFor
from moderation.actions.perform import Done, perform
from moderation.auth.sessions import Member
from moderation.permissions import Action
from moderation.told.data import Data, Nothing
from tests.moderation.conftest import Desk


@dataclass
class Team:
    desk: Desk
    amina: Member
    lena: Member
    grace: Member
    rhys: Member

    def does(
        self, who: Member, action: Action, said: Accepted, data: Data | None = None, version: int | None = None
    ) -> Done:
        """One action at the present version, unless another is given."""
        with self.desk.app.app_context():
            present = self.feedback(said).version if version is None else version
            return perform(action, said.reference, present, who, data or Nothing())

    def feedback(self, said: Accepted) -> Feedback:
        return self.desk.feedback(said)

    def standing(self, said: Accepted) -> tuple[Moderation, WaitsFor | None]:
        found = self.feedback(said)
        return Moderation(found.status), found.waits_for and WaitsFor(found.waits_for)

    def outcomes(self, said: Accepted) -> list[tuple[str, Outcome | None]]:
        """Every proposal about it: the action and what became of it."""
        with self.desk.app.app_context(), reading() as session:
            found = select(Proposal).where(Proposal.feedback_id == said.feedback_id).order_by(Proposal.id)
            return [(each.action, each.outcome) for each in session.scalars(found).unique()]

    def records(self, said: Accepted, action: str) -> list[AuditRecord]:
        with self.desk.app.app_context(), reading() as session:
            mine = AuditRecord.subject == f"feedback:{said.feedback_id}", AuditRecord.action == action
            return list(session.scalars(select(AuditRecord).where(*mine).order_by(AuditRecord.sequence)))
