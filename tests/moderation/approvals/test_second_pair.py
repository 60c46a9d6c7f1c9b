"""Two people decide what is risky: the first proposes, somebody else confirms, and nothing happens in between."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from feedback_service import audit_chain, lifecycle, publishing
from feedback_service.intake import Accepted
from feedback_service.models import BoardEntry, Feedback, FeedbackHistory, Place, Proposal, Staff
from feedback_service.publishing import CannotPublish, Obstacle
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Hidden, Moderation, Outcome, PlaceKind, WaitsFor
from moderation.actions.perform import Done, NotPermitted, Stale
from moderation.approvals import showing
from moderation.permissions import Action
from moderation.told.data import Consent, Hide, Judged, Note, Private, Reason, Refused, ShowAgain
from tests.conftest import JOAN
from tests.moderation.approvals.team import Team

RACIST = "The nurse was racist to me"
PENDING = (Moderation.PENDING, WaitsFor.APPROVAL)


@pytest.fixture
def said(each_team: Team) -> Accepted:
    """Joan tells of racism."""
    return each_team.desk.story.says(RACIST)


def on_the_board(team: Team) -> int:
    with team.desk.app.app_context(), reading() as session:
        return len(session.scalars(select(BoardEntry.id)).all())


def test_what_is_not_risky_is_decided_by_one(each_team: Team) -> None:
    said = each_team.desk.story.says("The tea group helps")
    assert each_team.does(each_team.amina, Action.PUBLISH, said) == Done.TAKEN
    assert each_team.standing(said)[0] == Moderation.PUBLISHED


def test_publishing_is_a_proposal_until_somebody_else_confirms_it(each_team: Team, said: Accepted) -> None:
    team = each_team
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED
    assert team.standing(said) == PENDING
    assert on_the_board(team) == 0
    assert team.does(team.lena, Action.CONFIRM, said) == Done.TAKEN
    assert team.standing(said)[0] == Moderation.PUBLISHED
    assert on_the_board(team) == 1
    assert team.desk.history(said) == [("proposed_publish", None), ("published", None)]
    assert team.outcomes(said) == [("publish", Outcome.CONFIRMED)]


def test_both_are_on_record(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    team.does(team.lena, Action.CONFIRM, said)
    (proposed,) = team.records(said, "feedback.proposed")
    (published,) = team.records(said, "feedback.published")
    assert (proposed.staff_id, proposed.details["because"]) == (team.amina.id, ["racism"])
    assert (published.staff_id, published.details["proposed_by"]) == (team.lena.id, team.amina.id)
    with team.desk.app.app_context(), reading() as session:
        assert audit_chain.first_broken(session) is None


def test_the_first_never_confirms_their_own_whatever_their_role(each_team: Team, said: Accepted) -> None:
    team = each_team
    for who in (team.amina, team.grace):
        team.does(who, Action.PUBLISH, said)
        with pytest.raises(NotPermitted):
            team.does(who, Action.CONFIRM, said)
        assert team.standing(said) == PENDING
    with pytest.raises(NotPermitted):
        team.does(team.rhys, Action.CONFIRM, said)


def test_keeping_private_and_rejecting_are_proposals_too_with_what_was_written(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.KEEP_PRIVATE, said, Private(open_to_responders=True))
    team.does(team.lena, Action.CONFIRM, said)
    assert team.feedback(said).status == Moderation.PRIVATE
    assert team.feedback(said).open_to_responders
    other = team.desk.story.says(RACIST)
    team.does(team.amina, Action.REJECT, other, Reason("It is about the council", "not_ours"))
    team.does(team.lena, Action.CONFIRM, other)
    assert team.feedback(other).status == Moderation.REJECTED
    (_, (_, reason)) = team.desk.history(other)
    assert "It is about the council" in (reason or "")


def test_taking_off_the_board_is_done_at_once_by_one(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    team.does(team.lena, Action.CONFIRM, said)
    assert team.does(team.amina, Action.WITHDRAW, said, Reason("It named somebody")) == Done.TAKEN
    assert team.feedback(said).status == Moderation.WITHDRAWN


def test_one_clears_a_flag_and_two_decide_afterwards(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says("The tea group helps")
    team.does(team.amina, Action.FLAG, said, Note("Sounds like a goodbye"))
    assert team.does(team.amina, Action.CLEAR_FLAG, said, Note("Seen by the crisis team")) == Done.TAKEN
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED


def test_a_proposal_under_an_open_flag_leaves_it_with_what_is_urgent(each_team: Team) -> None:
    team, said = each_team, each_team.desk.story.says("The tea group helps")
    team.does(team.amina, Action.FLAG, said, Note("Sounds like a goodbye"))
    assert team.does(team.amina, Action.KEEP_PRIVATE, said, Private(False)) == Done.PROPOSED
    assert team.standing(said) == (Moderation.PENDING, WaitsFor.DECISION)
    team.does(team.lena, Action.CONFIRM, said)
    assert team.feedback(said).status == Moderation.PRIVATE


def test_the_second_sends_it_back_with_a_note(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    with pytest.raises(Refused):
        team.does(team.lena, Action.SEND_BACK, said, Note(""))
    team.does(team.lena, Action.SEND_BACK, said, Note("The date is still in it"))
    assert team.outcomes(said) == [("publish", Outcome.SENT_BACK)]
    assert team.standing(said) == (Moderation.PENDING, WaitsFor.DECISION)
    assert team.desk.history(said)[-1] == ("sent_back", "The date is still in it")


def test_the_first_takes_it_back_without_a_word(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    team.does(team.amina, Action.SEND_BACK, said, Note(""))
    assert team.outcomes(said) == [("publish", Outcome.TAKEN_BACK)]
    with pytest.raises(NotPermitted):
        team.does(team.lena, Action.CONFIRM, said)


def test_the_second_decides_otherwise_which_is_a_proposal_of_theirs(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    team.does(team.lena, Action.REJECT, said, Reason("", "not_ours"))
    assert team.outcomes(said) == [("publish", Outcome.REPLACED), ("reject", None)]
    with pytest.raises(NotPermitted):
        team.does(team.lena, Action.CONFIRM, said)
    team.does(team.amina, Action.CONFIRM, said)
    assert team.feedback(said).status == Moderation.REJECTED


def _hide(team: Team, said: Accepted) -> None:
    message = team.feedback(said).messages[0]
    team.does(team.amina, Action.REDACT, said, Hide(((message.id, 4, 9),), Hidden.OTHER))


@pytest.mark.parametrize(
    "change",
    [
        _hide,
        lambda team, said: team.does(team.amina, Action.RECORD_CONSENT, said, Consent(False, "Rang us")),
        lambda team, said: team.does(team.amina, Action.FLAG, said, Note("She texted again")),
        lambda team, said: team.desk.story.adds(said, "and another thing"),
        lambda team, said: team.does(team.amina, Action.JUDGE_RACISM, said, Judged(is_so=True)),
    ],
    ids=["hiding", "consent", "a flag", "a text added", "a judgement"],
)
def test_whatever_changes_ends_it_and_says_so(each_team: Team, said: Accepted, change) -> None:  # type: ignore[no-untyped-def]
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    change(team, said)
    assert team.outcomes(said) == [("publish", Outcome.CHANGED)]
    with pytest.raises(NotPermitted):
        team.does(team.lena, Action.CONFIRM, said)
    with team.desk.app.app_context(), reading() as session:
        shown = showing.approval(session, session.merge(team.feedback(said)), team.lena)
        assert shown is not None
        assert shown.ended is not None
        assert shown.proposal is None


def test_reading_the_alarm_leaves_it(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    with team.desk.app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        lifecycle.changed(session, feedback, "alarm_read", staff_id=team.lena.id)
    team.does(team.lena, Action.CONFIRM, said)
    assert team.feedback(said).status == Moderation.PUBLISHED


def test_a_second_with_an_old_page_confirms_nothing(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    version = team.feedback(said).version
    team.does(team.amina, Action.REJECT, said, Reason("", "advert"))
    with pytest.raises(Stale):
        team.does(team.lena, Action.CONFIRM, said, version=version)
    assert team.standing(said) == PENDING


def test_one_alone_does_not_show_again_what_two_put_on_the_board_without_it(each_team: Team, said: Accepted) -> None:
    team = each_team
    _hide(team, said)
    team.does(team.amina, Action.PUBLISH, said)
    team.does(team.lena, Action.CONFIRM, said)
    hidden = team.feedback(said).messages[0].redactions[0]
    with pytest.raises(Refused):
        team.does(team.lena, Action.UNREDACT, said, ShowAgain(hidden.id))


def test_of_two_seconds_at_once_one_confirms_and_the_other_is_told(each_team: Team) -> None:
    team = each_team
    for _ in range(5):
        said = team.desk.story.says(RACIST)
        team.does(team.amina, Action.PUBLISH, said)
        version = team.feedback(said).version

        def confirms(who, said=said, version=version):  # type: ignore[no-untyped-def]
            try:
                return team.does(who, Action.CONFIRM, said, version=version)
            except Stale:
                return Stale

        with ThreadPoolExecutor(2) as people:
            results = list(people.map(confirms, (team.lena, team.grace)))
        assert sorted(map(str, results)) == sorted(map(str, (Done.TAKEN, Stale)))
        assert len(team.records(said, "feedback.published")) == 1
        with team.desk.app.app_context(), reading() as session:
            lines = select(FeedbackHistory).where(FeedbackHistory.feedback_id == said.feedback_id)
            ends = [line.action for line in session.scalars(lines).unique()]
        assert ends.count("published") == 1


def test_a_places_rule_holds_for_what_stands_below_it(each_team: Team) -> None:
    team = each_team
    borough = team.desk.story.place("ealing")
    ward = team.desk.story.place("marigold", PlaceKind.TEAM, borough)
    said = team.desk.story.says("The tea group helps", place_id=ward)
    with team.desk.app.app_context(), transaction() as session:
        session.execute(update(Place).where(Place.id == borough).values(needs_second=True))
    assert team.does(team.amina, Action.PUBLISH, said) == Done.PROPOSED


def test_a_no_lets_somebody_else_decide_alone_until_there_are_more_words(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.JUDGE_RACISM, said, Judged(is_so=False, because="It is a quotation"))
    assert team.does(team.amina, Action.KEEP_PRIVATE, said, Private(False)) == Done.PROPOSED
    assert team.does(team.lena, Action.KEEP_PRIVATE, said, Private(False)) == Done.TAKEN
    team.does(team.lena, Action.RETURN, said)
    team.desk.story.adds(said, "They were racist again")
    assert team.does(team.lena, Action.KEEP_PRIVATE, said, Private(False)) == Done.PROPOSED


def test_nothing_gets_on_the_board_beside_the_desk(each_team: Team, said: Accepted) -> None:
    """Whatever calls for publication: the board itself asks for the second."""
    team = each_team
    for seconded_by in (None, team.amina.id):
        with (
            pytest.raises(CannotPublish) as refused,
            team.desk.app.app_context(),
            transaction() as session,
        ):
            feedback = lifecycle.locked(session, said.reference)
            assert feedback
            publishing.publish(session, feedback, team.amina.id, seconded_by=seconded_by)
        assert refused.value.obstacles == [Obstacle.SECOND]
    assert on_the_board(team) == 0


def test_what_cannot_be_published_is_not_proposed(each_team: Team) -> None:
    said = each_team.desk.story.says(RACIST, consent=False)
    with pytest.raises(CannotPublish):
        each_team.does(each_team.amina, Action.PUBLISH, said)
    assert each_team.outcomes(said) == []


def test_a_team_of_one_is_told_that_it_is_stuck(each_team: Team, said: Accepted) -> None:
    team = each_team
    team.does(team.amina, Action.PUBLISH, said)
    with team.desk.app.app_context(), transaction() as session:
        session.execute(update(Staff).where(Staff.id != team.amina.id).values(active=False))
    with team.desk.app.app_context(), reading() as session:
        assert showing.others(session, team.amina.id) == 0
        assert showing.stuck(session) == [said.reference]


def test_erasing_leaves_no_word_of_a_proposal(each_team: Team) -> None:
    team = each_team
    team.desk.story.texts(RACIST)
    with team.desk.app.app_context(), reading() as session:
        reference, number = session.execute(select(Feedback.reference, Feedback.id)).one()
    said = Accepted(number, reference, "", False)
    team.does(team.amina, Action.REJECT, said, Reason("Secretname said so"))
    team.desk.story.texts("DELETE", JOAN)
    team.desk.story.texts("DELETE", JOAN)
    assert team.feedback(said).erased_at is not None
    with team.desk.app.app_context(), reading() as session:
        assert session.scalars(select(Proposal.data)).all() == [""]
    assert team.outcomes(said) == [("reject", Outcome.CHANGED)]
