"""Seeing how a person can be reached: two people, a reason, a time, everything on record, and the person is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from feedback_service import audit_chain, clock, preferences
from feedback_service.follow.queries import What, followed
from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, GlassRequest, OutboundMessage, Staff
from feedback_service.outbox import claim_next
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import TEXT_CHANNELS, GlassEnd, Needed, OutboundKind
from moderation.auth.sessions import Member
from moderation.glass import breaking, seeing, showing
from moderation.glass.breaking import Asked, NotOpen, NotYours
from moderation.permissions import Action
from moderation.told.data import Note, Refused
from tests.conftest import JOAN
from tests.moderation.approvals.team import Team

NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WORRIED = Asked(Needed.DANGER, "She writes that she gives up")
QUIET = Asked(Needed.DANGER, "He reads her phone", "He would hurt her if he knew")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def said(each_team: Team) -> Accepted:
    """Joan writes at night, and a flag is raised and stays open."""
    accepted = each_team.desk.story.says("The lift was slow", sender=JOAN)
    each_team.does(each_team.amina, Action.FLAG, accepted, Note("Sounds like a goodbye"))
    return accepted


def ask(team: Team, said: Accepted, who: Member | None = None, asked: Asked = WORRIED) -> int:
    with team.desk.app.app_context():
        return breaking.ask(said.reference, who or team.amina, asked)


def agree(team: Team, request: int, who: Member, quiet: str = "") -> None:
    with team.desk.app.app_context():
        breaking.agree(request, who, quiet)


def see(team: Team, request: int, who: Member) -> seeing.Reached:
    with team.desk.app.app_context():
        return seeing.see(request, who)


def records(team: Team) -> list[tuple[str, int | None]]:
    """What is on record about glass, and by whom."""
    with team.desk.app.app_context(), reading() as session:
        found = select(AuditRecord).where(AuditRecord.action.startswith("glass.")).order_by(AuditRecord.sequence)
        return [(each.action.removeprefix("glass."), each.staff_id) for each in session.scalars(found)]


def texts(team: Team, kind: OutboundKind = OutboundKind.DISCLOSURE) -> list[str]:
    with team.desk.app.app_context(), reading() as session:
        return [each.body for each in session.scalars(select(OutboundMessage).where(OutboundMessage.kind == kind))]


def stored(team: Team, request: int) -> GlassRequest:
    with team.desk.app.app_context(), reading() as session:
        return session.get_one(GlassRequest, request)


def steps(team: Team, said: Accepted) -> list[What]:
    with team.desk.app.test_request_context():
        page = followed(said.follow_token)
        assert page is not None
        return [step.what for step in page.steps]


def test_two_people_see_to_it_while_the_flag_is_open(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    agree(team, request, team.lena)
    assert see(team, request, team.amina).address == JOAN
    assert records(team) == [("asked", team.amina.id), ("agreed", team.lena.id), ("seen", team.amina.id)]
    with team.desk.app.app_context(), reading() as session:
        assert audit_chain.first_broken(session) is None


def test_nothing_is_seen_before_somebody_else_agreed(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    with pytest.raises(NotOpen):
        see(team, request, team.amina)
    for who in (team.amina, team.rhys):
        with pytest.raises(NotYours):
            agree(team, request, who)
    with pytest.raises(NotOpen):
        see(team, request, team.amina)


def test_an_administrator_agrees_to_no_request_of_their_own_either(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said, team.grace)
    with pytest.raises(NotYours):
        agree(team, request, team.grace)
    with pytest.raises(NotYours), team.desk.app.app_context():
        breaking.decide_alone(request, team.grace)


def test_who_is_not_active_any_more_agrees_to_nothing(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    with team.desk.app.app_context(), transaction() as session:
        session.execute(update(Staff).where(Staff.id == team.lena.id).values(active=False))
    with pytest.raises(NotYours):
        agree(team, request, team.lena)


def test_only_who_asked_sees_it(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    agree(team, request, team.lena)
    for who in (team.lena, team.grace):
        with pytest.raises(NotYours):
            see(team, request, who)


def test_the_time_counts_from_the_agreement_and_then_it_is_over(each_team: Team, said: Accepted) -> None:
    team = each_team
    with clock.at(NIGHT):
        request = ask(team, said)
    with clock.at(NIGHT + 20 * MINUTE):
        agree(team, request, team.lena)
    with clock.at(NIGHT + 49 * MINUTE):
        see(team, request, team.amina)
    with clock.at(NIGHT + 51 * MINUTE):
        with pytest.raises(NotOpen):
            see(team, request, team.amina)
        with team.desk.app.app_context():
            assert breaking.end_over() == 1
            assert breaking.end_over() == 0
    assert stored(team, request).end == GlassEnd.OVER
    assert records(team)[-1] == ("ended", None)


def test_what_nobody_answers_in_time_cannot_be_agreed_to(each_team: Team, said: Accepted) -> None:
    team = each_team
    with clock.at(NIGHT):
        request = ask(team, said)
    with clock.at(NIGHT + 61 * MINUTE):
        with pytest.raises(NotOpen):
            agree(team, request, team.lena)
        with team.desk.app.app_context():
            breaking.end_over()
    assert stored(team, request).end == GlassEnd.UNANSWERED


def test_a_no_is_on_record_and_ends_it(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    with team.desk.app.app_context():
        breaking.refuse(request, team.lena)
    with pytest.raises(NotOpen):
        agree(team, request, team.grace)
    assert records(team)[-1] == ("refused", team.lena.id)


def test_of_two_who_agree_at_once_one_does(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)

    def agrees(who: Member) -> str:
        try:
            agree(team, request, who)
        except NotOpen:
            return "too late"
        return "agreed"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(agrees, (team.lena, team.grace))) == ["agreed", "too late"]
    assert [step for step, _ in records(team)] == ["asked", "agreed"]


def test_the_person_is_told_once_when_it_was_seen(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    agree(team, request, team.lena)
    assert texts(team) == []
    assert What.LOOKED_UP not in steps(team, said)
    see(team, request, team.amina)
    see(team, request, team.amina)
    (text,) = texts(team)
    assert said.reference in text
    assert "looked up your number" in text
    assert steps(team, said).count(What.LOOKED_UP) == 1
    assert [step for step, _ in records(team)].count("seen") == 2


def test_the_text_that_tells_them_waits_for_the_morning(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    agree(team, request, team.lena)
    see(team, request, team.amina)

    def sent(*, at_night: bool) -> list[OutboundKind]:
        with team.desk.app.app_context():
            found = []
            while (text := claim_next(TEXT_CHANNELS, at_night=at_night)) is not None:
                found.append(text.kind)
            return found

    assert OutboundKind.DISCLOSURE not in sent(at_night=True)
    assert OutboundKind.DISCLOSURE in sent(at_night=False)


def test_not_telling_needs_the_words_of_both(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said, asked=QUIET)
    with pytest.raises(Refused):
        agree(team, request, team.lena)
    agree(team, request, team.lena, "I know him, he would")
    see(team, request, team.amina)
    assert texts(team) == []
    assert What.LOOKED_UP not in steps(team, said)
    assert ("glass_quiet", None) in team.desk.history(said)


def test_the_second_alone_cannot_keep_it_from_the_person(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    agree(team, request, team.lena, "Better not")
    see(team, request, team.amina)
    assert len(texts(team)) == 1


def test_an_administrator_decides_alone_only_where_it_is_allowed_and_all_of_them_are_told(
    each_team: Team, said: Accepted
) -> None:
    team = each_team
    with team.desk.app.app_context(), transaction() as session:
        preferences.write(session, "allow_lone_break_glass", True, team.grace.id)
    other = ask(team, said, team.amina)
    with pytest.raises(NotYours), team.desk.app.app_context():
        breaking.decide_alone(other, team.amina)
    with pytest.raises(NotYours), team.desk.app.app_context():
        breaking.decide_alone(other, team.grace)
    request = ask(team, said, team.grace)
    with team.desk.app.app_context():
        breaking.decide_alone(request, team.grace)
    assert see(team, request, team.grace).address == JOAN
    assert ("alone", team.grace.id) in records(team)
    (told,) = texts(team, OutboundKind.NOTICE)
    assert said.reference in told
    assert JOAN not in told


def test_asking_twice_is_one_request(each_team: Team, said: Accepted) -> None:
    assert ask(each_team, said) == ask(each_team, said)


def test_there_is_nothing_to_see_where_no_number_was_left(each_team: Team) -> None:
    with pytest.raises(Refused):
        ask(each_team, each_team.desk.story.says("The tea group helps"))


def test_what_was_erased_meanwhile_is_gone(each_team: Team) -> None:
    team = each_team
    joans = team.desk.story.says("The lift was slow", sender=JOAN)
    request = ask(team, joans)
    agree(team, request, team.lena)
    team.desk.story.texts("DELETE", JOAN)
    team.desk.story.texts("DELETE", JOAN)
    assert see(team, request, team.amina).address is None
    assert stored(team, request).words == ""


def test_who_may_agree_sees_it_on_every_page_and_a_responder_nothing(each_team: Team, said: Accepted) -> None:
    team = each_team
    request = ask(team, said)
    with team.desk.app.app_context():
        lena, amina = showing.strip(team.lena), showing.strip(team.amina)
        assert lena is not None
        assert amina is not None
        assert [each.request.id for each in lena.waiting] == [request]
        assert amina.waiting == []
        assert [each.request.id for each in amina.mine] == [request]
        assert showing.strip(team.rhys) is None


def test_a_proposal_about_it_stands_while_the_person_is_reached(each_team: Team) -> None:
    team = each_team
    joans = team.desk.story.says("The nurse was racist to me", sender=JOAN)
    team.does(team.amina, Action.PUBLISH, joans)
    ask(team, joans, team.lena)
    team.does(team.lena, Action.CONFIRM, joans)
    assert team.feedback(joans).status == "published"
