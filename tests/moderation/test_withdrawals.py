"""What comes off the board because of a flag or a no: on record each time, and never forgotten there."""

from sqlalchemy import select

from feedback_service.follow.consent import set_consent
from feedback_service.models import AuditRecord
from feedback_service.storage import reading
from feedback_service.vocabulary import Moderation
from moderation.permissions import Action
from moderation.told.data import Consent, Note, Reason
from tests.moderation.conftest import Desk
from tests.support.visitor import Visitor


def withdrawals(desk: Desk) -> list[tuple[int | None, dict]]:
    with desk.app.app_context(), reading() as session:
        found = select(AuditRecord).where(AuditRecord.action == "feedback.withdrawn").order_by(AuditRecord.sequence)
        return [(each.staff_id, each.details) for each in session.scalars(found)]


def test_what_a_flag_took_off_waits_for_a_decision_once_the_flag_is_cleared(each_desk: Desk) -> None:
    said = each_desk.story.says()
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.FLAG, said, Note("She texted again"))
    assert withdrawals(each_desk) == [(each_desk.story.amina, {"because": "flag"})]
    each_desk.does(Action.CLEAR_FLAG, said, Note("She is safe"))
    assert each_desk.feedback(said).status == Moderation.PENDING
    each_desk.two_publish(said)
    assert each_desk.feedback(said).status == Moderation.PUBLISHED


def test_a_flag_on_what_staff_took_off_before_brings_nothing_back(desk: Desk) -> None:
    said = desk.story.says()
    desk.does(Action.PUBLISH, said)
    desk.does(Action.WITHDRAW, said, Reason("It named somebody"))
    desk.does(Action.FLAG, said, Note("She texted again"))
    desk.does(Action.CLEAR_FLAG, said, Note("She is safe"))
    assert desk.feedback(said).status == Moderation.WITHDRAWN
    assert len(withdrawals(desk)) == 1


def test_a_second_withdrawal_by_staff_is_not_taken_for_the_flags(desk: Desk) -> None:
    said = desk.story.says()
    desk.does(Action.PUBLISH, said)
    desk.does(Action.FLAG, said, Note("She texted again"))
    desk.does(Action.CLEAR_FLAG, said, Note("She is safe"))
    desk.two_publish(said)
    desk.does(Action.WITHDRAW, said, Reason("It named somebody"))
    desk.does(Action.FLAG, said, Note("She texted again"))
    desk.does(Action.CLEAR_FLAG, said, Note("She is safe"))
    assert desk.feedback(said).status == Moderation.WITHDRAWN


def test_a_no_told_to_staff_is_the_persons_own_and_so_is_the_yes_after_it(each_desk: Desk) -> None:
    said = each_desk.story.says()
    each_desk.does(Action.PUBLISH, said)
    each_desk.does(Action.RECORD_CONSENT, said, Consent(False, "Rang us"))
    assert each_desk.feedback(said).status == Moderation.WITHDRAWN
    assert withdrawals(each_desk) == [(each_desk.story.amina, {"because": "consent"})]
    with each_desk.app.app_context():
        set_consent(said.follow_token, agrees=True)
    feedback = each_desk.feedback(said)
    assert (feedback.status, feedback.consent) == (Moderation.PENDING, True)


def test_the_person_reads_that_it_went_because_they_asked_and_can_say_yes(desk: Desk, base: str) -> None:
    said = desk.story.says()
    desk.does(Action.PUBLISH, said)
    desk.does(Action.RECORD_CONSENT, said, Consent(False, "Rang us"))
    joan = Visitor(base).opens(f"/follow/{said.follow_token}")
    assert "because you asked for it" in joan.reads
    joan.submits(button="Yes, you can show it")
    assert "It waits for a person to decide again" in joan.reads


def test_a_no_about_what_is_not_on_the_board_withdraws_nothing(desk: Desk) -> None:
    said = desk.story.says()
    desk.does(Action.RECORD_CONSENT, said, Consent(False, "Rang us"))
    assert desk.feedback(said).status == Moderation.PENDING
    assert withdrawals(desk) == []
