"""The same story, several people: one entry answers them, each gets every answer once, and each decides alone."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from feedback_service import erasure
from feedback_service.conversation import telling
from feedback_service.follow.queries import followed
from feedback_service.follow.verdict import say
from feedback_service.intake import Accepted
from feedback_service.models import BoardEntry, Contact, Feedback, OutboundMessage, Response, SharedAnswer
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Channel, Moderation, OutboundKind, Role, Verdict, WaitsFor
from moderation.actions.perform import NotPermitted, Stale
from moderation.permissions import Action
from moderation.told.data import AnswerInTheirLanguage, Join, OneAnswer, Private, Reason, Refused
from tests.conftest import JOAN
from tests.feedback_service.test_board import apply, events_after, fresh_page
from tests.feedback_service.test_search import finds
from tests.moderation.conftest import Desk
from tests.moderation.test_answers import KETTLE, answer, on_page, promise

KOFI, SAGAL = "+447700900002", "+447700900003"


def board(desk: Desk) -> list[tuple[list[str], int, list[str]]]:
    """Each entry on the board, the newest first: what was said, by how many people, and the answers."""
    return [
        ([each["words"] for each in entry["said"]], entry["people"], [each["words"] for each in entry["responses"]])
        for entry in fresh_page(desk.app).entries
    ]


def texts(desk: Desk, said: Accepted) -> list[str]:
    with desk.app.app_context(), reading() as session:
        mine = OutboundMessage.feedback_id == said.feedback_id, OutboundMessage.kind == OutboundKind.ANSWER
        return list(session.scalars(select(OutboundMessage.body).where(*mine).order_by(OutboundMessage.id)))


def joins(desk: Desk, said: Accepted, to: Accepted) -> None:
    desk.does(Action.ANSWER_TOGETHER, said, Join(to.reference))


def two(desk: Desk) -> tuple[Accepted, Accepted]:
    """Joan and Kofi said the same, both on the board."""
    joan = desk.story.says("The ward is cold", sender=JOAN)
    kofi = desk.story.says("I froze there", sender=KOFI)
    desk.does(Action.PUBLISH, joan)
    desk.does(Action.PUBLISH, kofi)
    return joan, kofi


def erases(desk: Desk, number: str) -> None:
    with desk.app.app_context(), transaction() as session:
        mine = next(each for each in session.scalars(select(Contact)) if each.address == number)
        assert erasure.request(session, mine)


def test_two_on_the_board_become_one_entry_and_both_get_every_answer_once(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    each_desk.does(Action.RESPOND, joan, answer("Heaters are ordered"))
    joins(each_desk, kofi, joan)
    assert board(each_desk) == [(["The ward is cold", "I froze there"], 2, ["Heaters are ordered"])]
    assert on_page(each_desk, kofi) == ["Heaters are ordered"]
    each_desk.does(Action.RESPOND, kofi, answer("They are in"))
    for said in (joan, kofi):
        assert on_page(each_desk, said) == ["Heaters are ordered", "They are in"]
        assert len(texts(each_desk, said)) == 2
        assert said.reference in texts(each_desk, said)[0]
        assert f"/follow/{said.follow_token}" in texts(each_desk, said)[0]
    with each_desk.app.app_context():
        assert telling.tell_what_waited() == 0, "nothing is told twice"
    assert len(texts(each_desk, joan)) == len(texts(each_desk, kofi)) == 2


def test_pending_feedback_joins_with_its_publication_and_needs_its_own(each_desk: Desk) -> None:
    joan = each_desk.story.says("The ward is cold", sender=JOAN)
    kofi = each_desk.story.says("I froze there", sender=KOFI, consent=None)
    each_desk.does(Action.PUBLISH, joan)
    each_desk.does(Action.RESPOND, joan, KETTLE)
    joins(each_desk, kofi, joan)
    assert board(each_desk)[0][:2] == (["The ward is cold"], 1)
    assert each_desk.feedback(kofi).status == Moderation.PENDING
    assert on_page(each_desk, kofi) == texts(each_desk, kofi) == [], "nobody has decided about it yet"
    with pytest.raises(Exception, match="consent"):
        each_desk.does(Action.PUBLISH, kofi)
    with each_desk.app.app_context(), transaction() as session:
        session.get_one(Feedback, kofi.feedback_id).consent = True
    each_desk.does(Action.PUBLISH, kofi)
    assert board(each_desk)[0][:2] == (["The ward is cold", "I froze there"], 2)
    assert on_page(each_desk, kofi) == [KETTLE.words]
    assert len(texts(each_desk, kofi)) == 1


def test_private_feedback_gets_the_answers_and_shows_and_counts_nothing(each_desk: Desk) -> None:
    joan, kofi = each_desk.story.says("The ward is cold", sender=JOAN), each_desk.story.says("Secretword", sender=KOFI)
    each_desk.does(Action.PUBLISH, joan)
    each_desk.does(Action.KEEP_PRIVATE, kofi, Private(True))
    joins(each_desk, kofi, joan)
    each_desk.does(Action.RESPOND, joan, KETTLE)
    assert board(each_desk) == [(["The ward is cold"], 1, [KETTLE.words])]
    assert on_page(each_desk, kofi) == [KETTLE.words]
    assert len(texts(each_desk, kofi)) == 1
    each_desk.does(Action.RESPOND, kofi, answer("For you alone"))
    assert on_page(each_desk, joan) == [KETTLE.words]
    assert board(each_desk)[0][2] == [KETTLE.words]


def test_what_one_had_in_private_is_given_to_the_others_when_staff_say_so(each_desk: Desk) -> None:
    joan, kofi = each_desk.story.says("It is cold", sender=JOAN), each_desk.story.says("I froze", sender=KOFI)
    for said in (joan, kofi):
        each_desk.does(Action.KEEP_PRIVATE, said, Private(True))
    joins(each_desk, kofi, joan)
    each_desk.does(Action.RESPOND, joan, KETTLE)
    assert on_page(each_desk, kofi) == []
    with each_desk.app.app_context(), reading() as session:
        one = OneAnswer(session.scalars(select(Response.id)).one())
    with pytest.raises(NotPermitted):
        each_desk.does(Action.SHARE_ANSWER, joan, one, role=Role.RESPONDER)
    each_desk.does(Action.SHARE_ANSWER, joan, one)
    assert on_page(each_desk, kofi) == [KETTLE.words]
    assert len(texts(each_desk, kofi)) == 1
    assert board(each_desk) == []
    with pytest.raises(Refused):
        each_desk.does(Action.SHARE_ANSWER, joan, one)


def test_taking_apart_undoes_it(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    each_desk.does(Action.RESPOND, joan, KETTLE)
    joins(each_desk, kofi, joan)
    each_desk.does(Action.TAKE_APART, kofi)
    assert sorted(board(each_desk)) == [(["I froze there"], 1, []), (["The ward is cold"], 1, [KETTLE.words])]
    assert on_page(each_desk, kofi) == [KETTLE.words], "what was sent does not come back"
    assert each_desk.feedback(kofi).waits_for == WaitsFor.ANSWER
    each_desk.does(Action.RESPOND, joan, answer("Another"))
    assert "Another" not in on_page(each_desk, kofi)
    joins(each_desk, kofi, joan)
    assert on_page(each_desk, kofi) == [KETTLE.words, "Another"]
    assert len(texts(each_desk, kofi)) == 2, "the first answer was told already"
    with pytest.raises(Refused):
        joins(each_desk, kofi, joan)
    each_desk.does(Action.TAKE_APART, joan)
    with pytest.raises(Refused):
        each_desk.does(Action.TAKE_APART, joan)


def test_a_verdict_is_each_persons_own_and_a_no_opens_the_entry_again(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    joins(each_desk, kofi, joan)
    each_desk.does(Action.RESPOND, joan, KETTLE)
    with each_desk.app.app_context():
        page = followed(kofi.follow_token)
        assert page
        assert page.asked_about
        say(kofi.follow_token, page.asked_about, Verdict.NO, "")
    assert fresh_page(each_desk.app).entries[0]["stage"] == "reopened"
    assert each_desk.feedback(kofi).reopened_at is not None
    assert each_desk.feedback(joan).reopened_at is None
    assert each_desk.feedback(joan).waits_for is None
    assert each_desk.feedback(kofi).waits_for == WaitsFor.ANSWER


def test_the_colleague_whose_answer_did_not_help_cannot_close_it_through_another(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    joins(each_desk, kofi, joan)
    each_desk.does(Action.RESPOND, joan, KETTLE, role=Role.RESPONDER)
    with each_desk.app.app_context():
        page = followed(kofi.follow_token)
        assert page
        assert page.asked_about
        say(kofi.follow_token, page.asked_about, Verdict.NO, "")
    each_desk.does(Action.RESPOND, joan, answer("Once more"), role=Role.RESPONDER)
    assert each_desk.feedback(kofi).reopened_at is not None
    assert each_desk.feedback(kofi).waits_for == WaitsFor.ANSWER
    each_desk.does(Action.RESPOND, joan, answer("By somebody else"))
    assert each_desk.feedback(kofi).reopened_at is None
    assert each_desk.feedback(kofi).waits_for is None


def test_who_joins_again_and_gets_another_answer_of_the_same_colleague_waits_for_nothing(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    joins(each_desk, kofi, joan)
    each_desk.does(Action.RESPOND, joan, KETTLE)
    each_desk.does(Action.TAKE_APART, kofi)
    each_desk.does(Action.RESPOND, joan, answer("Another"))
    assert each_desk.feedback(kofi).waits_for == WaitsFor.ANSWER
    joins(each_desk, kofi, joan)
    assert each_desk.feedback(kofi).waits_for is None


@pytest.mark.parametrize("first", [0, 1])
def test_withdrawing_one_keeps_the_entry_with_the_others_and_the_last_takes_it_off(each_desk: Desk, first: int) -> None:
    both = two(each_desk)
    joins(each_desk, both[1], both[0])
    each_desk.does(Action.RESPOND, both[first], KETTLE)
    each_desk.does(Action.WITHDRAW, both[first], Reason("It names somebody"))
    [(said, people, answers)] = board(each_desk)
    assert (len(said), people, answers) == (1, 1, [KETTLE.words]), "the answer was for both"
    each_desk.does(Action.WITHDRAW, both[1 - first], Reason("It names somebody"))
    assert board(each_desk) == []


def test_erasing_one_leaves_the_others_with_the_answer_that_was_for_all_and_nothing_personal(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    each_desk.does(Action.RESPOND, joan, answer("New heaters for everybody"))
    joins(each_desk, kofi, joan)
    with each_desk.app.app_context(), transaction() as session:
        session.add(
            Response(
                feedback_id=joan.feedback_id, kind="did", words="Secretword for Joan", signed_as="Ward manager",
                created_at=session.get_one(Feedback, joan.feedback_id).received_at,
                given_at=session.get_one(Feedback, joan.feedback_id).received_at, is_public=False,
            )
        )  # fmt: skip
    erases(each_desk, JOAN)
    assert board(each_desk) == [(["I froze there"], 1, ["New heaters for everybody"])]
    assert on_page(each_desk, kofi) == ["New heaters for everybody"]
    with each_desk.app.app_context(), reading() as session:
        rows = session.scalars(select(Response)).all()
        assert "Secretword" not in str([each.words for each in rows])
        assert {each.feedback_id for each in rows if each.words} == {kofi.feedback_id}
        gone = select(func.count()).select_from(SharedAnswer).where(SharedAnswer.feedback_id == joan.feedback_id)
        assert session.scalar(gone) == 0
    each_desk.does(Action.ANSWER_OFF, kofi, OneAnswer(rows[0].id))
    assert board(each_desk) == [(["I froze there"], 1, [])]
    erases(each_desk, KOFI)
    assert board(each_desk) == []
    with each_desk.app.app_context(), reading() as session:
        assert {each.words for each in session.scalars(select(Response))} == {""}


def test_an_answer_taken_off_leaves_the_board_while_only_the_others_words_stand_on_it(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    joins(each_desk, kofi, joan)
    each_desk.does(Action.RESPOND, joan, answer("New heaters for everybody"))
    each_desk.does(Action.WITHDRAW, joan, Reason("It named somebody"))
    each_desk.does(Action.RETURN, joan)
    assert board(each_desk) == [(["I froze there"], 1, ["New heaters for everybody"])]
    with each_desk.app.app_context(), reading() as session:
        [given] = session.scalars(select(Response.id))
    each_desk.does(Action.ANSWER_OFF, joan, OneAnswer(given))
    assert board(each_desk) == [(["I froze there"], 1, [])]


def test_who_inherits_a_promise_inherits_its_day_and_is_found_by_its_words(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    joins(each_desk, kofi, joan)
    each_desk.does(Action.RESPOND, joan, promise(30))
    due = each_desk.feedback(joan).promise_due_on
    before = each_desk.feedback(kofi)
    assert (due is not None, before.promise_due_on) == (True, None)
    erases(each_desk, JOAN)
    after = each_desk.feedback(kofi)
    assert (after.promise_due_on, after.settled_version, after.waits_for) == (due, after.version, None)
    assert each_desk.feedback(joan).promise_due_on is None
    assert finds(each_desk.app, "paint") == [kofi.feedback_id]


def test_erasing_somebody_while_everybody_in_the_entry_is_answered_stands_in_nobodys_way(each_desk: Desk) -> None:
    people = [
        each_desk.story.says(f"It is cold, says {number}", sender=f"+4477009002{number:02}") for number in range(6)
    ]
    for said in people:
        each_desk.does(Action.PUBLISH, said)
    for said in people[1:]:
        joins(each_desk, said, people[0])
    start = Barrier(6, timeout=60)

    def acts(number: int) -> None:
        start.wait()
        if number < 3:
            erases(each_desk, f"+4477009002{2 * number:02}")
        else:
            each_desk.does(Action.RESPOND, people[2 * number - 5], answer(f"Answer {number}"))

    with ThreadPoolExecutor(6) as everybody:
        at_work = [everybody.submit(acts, number) for number in range(6)]
    errors = [each.exception() for each in at_work]
    assert [each for each in errors if each is not None and not isinstance(each, Stale)] == []


def test_everybody_is_answered_in_their_own_language(each_desk: Desk) -> None:
    joan = each_desk.story.says("The ward is cold", sender=JOAN)
    kofi = each_desk.story.says("Zimno na oddziale", sender=KOFI, language="pl")
    sagal = each_desk.story.says("Bardzo zimno", sender=SAGAL, language="pl")
    for said in (joan, kofi, sagal):
        each_desk.does(Action.PUBLISH, said)
    joins(each_desk, kofi, joan)
    joins(each_desk, sagal, joan)
    each_desk.does(Action.RESPOND, joan, answer("Heaters are in"))
    assert texts(each_desk, kofi) == on_page(each_desk, kofi) == []
    assert each_desk.feedback(kofi).waits_for == WaitsFor.ANSWER
    with each_desk.app.app_context(), reading() as session:
        number = session.scalars(select(Response.id)).one()
    each_desk.does(Action.TRANSLATE_ANSWER, kofi, AnswerInTheirLanguage(number, "Grzejniki są"), role=Role.RESPONDER)
    for said in (kofi, sagal):
        assert ["Grzejniki są" in each for each in texts(each_desk, said)] == [True], "one translation serves both"
        with each_desk.app.app_context():
            page = followed(said.follow_token)
            assert page
            assert page.translations == {number: "Grzejniki są"}
    assert len(texts(each_desk, joan)) == 1


def test_one_person_with_two_of_them_gets_one_text_and_counts_once(each_desk: Desk) -> None:
    joan, kofi = two(each_desk)
    again = each_desk.story.says("Still cold", sender=KOFI)
    form = each_desk.story.says("Cold in there", channel=Channel.WEB)
    for said in (again, form):
        each_desk.does(Action.PUBLISH, said)
    for said in (kofi, again, form):
        joins(each_desk, said, joan)
    each_desk.does(Action.RESPOND, joan, KETTLE)
    assert len(texts(each_desk, kofi)) + len(texts(each_desk, again)) == 1
    assert on_page(each_desk, kofi) == on_page(each_desk, again) == on_page(each_desk, form) == [KETTLE.words]
    assert board(each_desk)[0][1] == 3


def test_the_entry_on_the_board_is_the_one_that_stays(each_desk: Desk) -> None:
    joan = each_desk.story.says("The ward is cold", sender=JOAN)
    kofi = each_desk.story.says("I froze there", sender=KOFI)
    each_desk.does(Action.PUBLISH, joan)
    before = fresh_page(each_desk.app).entries[0]["id"]
    joins(each_desk, joan, kofi)
    assert [entry["id"] for entry in fresh_page(each_desk.app).entries] == [before]
    assert each_desk.feedback(kofi).entry_id == before
    each_desk.does(Action.PUBLISH, kofi)
    assert board(each_desk)[0][1] == 2


@pytest.mark.parametrize("wrong", ["itself", "unknown", "rejected", "erased"])
def test_not_everything_can_be_answered_together(each_desk: Desk, wrong: str) -> None:
    joan, kofi = each_desk.story.says("The ward is cold", sender=JOAN), each_desk.story.says("I froze", sender=KOFI)
    to = {"itself": joan.reference, "unknown": "AAAA-AAAA"}.get(wrong, kofi.reference)
    if wrong == "rejected":
        each_desk.does(Action.REJECT, kofi, Reason("", "advert"))
    if wrong == "erased":
        erases(each_desk, KOFI)
    with pytest.raises(Refused):
        each_desk.does(Action.ANSWER_TOGETHER, joan, Join(to))
    with pytest.raises(NotPermitted):
        each_desk.does(Action.ANSWER_TOGETHER, joan, Join(to), role=Role.RESPONDER)


def test_two_moderators_who_join_in_opposite_directions_at_once_end_in_one_way(each_desk: Desk) -> None:
    for _ in range(4):
        joan, kofi = each_desk.story.says("The ward is cold"), each_desk.story.says("I froze there")
        for said in (joan, kofi):
            each_desk.does(Action.PUBLISH, said)
        versions = {said.reference: each_desk.feedback(said).version for said in (joan, kofi)}
        start = Barrier(2)

        def attempt(pair: tuple[Accepted, Accepted], start: Barrier = start, versions: dict = versions) -> str:
            start.wait()
            try:
                each_desk.does(
                    Action.ANSWER_TOGETHER, pair[0], Join(pair[1].reference), version=versions[pair[0].reference]
                )
            except (Stale, Refused) as error:
                return type(error).__name__
            return "joined"

        with ThreadPoolExecutor(2) as moderators:
            outcomes = list(moderators.map(attempt, [(joan, kofi), (kofi, joan)]))
        assert sorted(outcomes) == ["Stale", "joined"]
        assert each_desk.feedback(joan).entry_id == each_desk.feedback(kofi).entry_id


def test_many_who_join_and_answer_at_once_lose_and_double_nothing(each_desk: Desk) -> None:
    people = [
        each_desk.story.says(f"It is cold, says number {number}", sender=f"+44770090001{number}") for number in range(6)
    ]
    for said in people:
        each_desk.does(Action.PUBLISH, said)

    def acts(number: int) -> None:
        said = people[number % 6]
        for _ in range(30):
            try:
                if number < 6:
                    joins(each_desk, said, people[(number + 1) % 6])
                else:
                    each_desk.does(Action.RESPOND, said, answer(f"Answer {number}"))
            except Stale:
                continue
            except Refused:
                return
            return

    with ThreadPoolExecutor(8) as staff:
        list(staff.map(acts, range(9)))
    for said in people[1:]:
        if each_desk.feedback(said).entry_id != each_desk.feedback(people[0]).entry_id:
            joins(each_desk, said, people[0])
    with each_desk.app.app_context():
        telling.tell_what_waited()
    [(said_words, count, answers)] = board(each_desk)
    assert (len(said_words), count, len(answers)) == (6, 6, 3)
    for said in people:
        assert sorted(on_page(each_desk, said)) == ["Answer 6", "Answer 7", "Answer 8"]
        told = " ".join(texts(each_desk, said))
        assert [told.count(f"Answer {number}") for number in (6, 7, 8)] == [1, 1, 1]


@pytest.mark.parametrize("seed", range(4))
def test_page_plus_later_events_is_a_fresh_page_while_people_join_and_leave(each_desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    everybody = [each_desk.story.says(f"Feedback {number}", sender=f"+4477009001{number:02}") for number in range(6)]
    viewers = [fresh_page(each_desk.app)]
    for _ in range(30):
        said, other = chance.sample(everybody, 2)
        status = each_desk.feedback(said).status
        steps = {
            Moderation.PENDING: [(Action.PUBLISH, None), (Action.KEEP_PRIVATE, Private(True))],
            Moderation.PUBLISHED: [(Action.WITHDRAW, Reason("x")), (Action.RESPOND, KETTLE), (Action.TAKE_APART, None)],
            Moderation.PRIVATE: [(Action.RETURN, None), (Action.TAKE_APART, None)],
            Moderation.WITHDRAWN: [(Action.RETURN, None)],
        }[Moderation(status)]
        step = chance.choice([*steps, (Action.ANSWER_TOGETHER, Join(other.reference))])
        try:
            each_desk.does(step[0], said, step[1])
        except (Refused, NotPermitted):
            continue
        if chance.random() < 0.3:
            viewers.append(fresh_page(each_desk.app))
    erases(each_desk, "+447700900100")
    now = fresh_page(each_desk.app)
    for viewer in viewers:
        assert apply(viewer.entries, events_after(each_desk.app, viewer.last).events) == now.entries
    with each_desk.app.app_context(), reading() as session:
        shown = select(func.count()).select_from(BoardEntry).where(BoardEntry.withdrawn_at.is_(None))
        assert session.scalar(shown) == len(now.entries)
        assert all(entry["said"] for entry in now.entries)
