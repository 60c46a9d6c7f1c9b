"""What becomes of a promise: kept with evidence, or another day with a reason that everybody reads."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from feedback_service import clock
from feedback_service.follow.verdict import say
from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, BoardEntry, Feedback, PromiseChange, Redaction, Response
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Hidden, ResponseKind, Role, Verdict, WaitsFor
from moderation.permissions import Action
from moderation.told.data import (
    AnotherDay,
    Answer,
    AnswerInTheirLanguage,
    InLanguage,
    Join,
    Judged,
    Kept,
    OneAnswer,
    Private,
    Reason,
    Refused,
)
from tests.conftest import JOAN
from tests.feedback_service.test_board import fresh_page
from tests.moderation.conftest import Desk
from tests.moderation.test_answers import on_page
from tests.support.story import Story
from tests.support.visitor import Visitor

KOFI = "+447700900002"
TUESDAY = datetime(2026, 11, 17, 10, tzinfo=UTC)
DUE, LATER = date(2026, 12, 1), date(2026, 12, 15)


def promise(desk: Desk) -> Response:
    with desk.app.app_context(), reading() as session:
        return session.scalars(select(Response).where(Response.kind == ResponseKind.DOING)).one()


def kept(desk: Desk, **more: str) -> Kept:
    words = {"words": "It is painted.", "evidence": "Yellow since Monday.", "signed_as": "Ward manager"} | more
    return Kept(promise(desk).id, **words)


@pytest.fixture
def said(each_desk: Desk) -> Accepted:
    """Joan was promised that the wall is painted by 1 December."""
    with clock.at(TUESDAY):
        found = each_desk.story.says("The wall is grey", sender=JOAN)
        each_desk.does(Action.PUBLISH, found)
        words = Answer(ResponseKind.DOING, "We will paint it.", "Ward manager", owner="Estates lead", due_on=DUE)
        each_desk.does(Action.RESPOND, found, words)
    each_desk.story.reaches(JOAN)
    return found


def test_a_kept_promise_is_an_answer_that_names_it_and_the_person_is_told(each_desk: Desk, said: Accepted) -> None:
    with clock.at(TUESDAY + timedelta(days=2)):
        each_desk.does(Action.KEEP_PROMISE, said, kept(each_desk), role=Role.RESPONDER)
    with each_desk.app.app_context(), reading() as session:
        done = session.scalars(select(Response).order_by(Response.id.desc())).first()
        entry = session.scalars(select(BoardEntry)).unique().one()
    assert done
    assert (done.kind, done.evidence, done.keeps_id) == ("did", "Yellow since Monday.", promise(each_desk).id)
    assert (entry.stage, entry.payload["responses"][-1]["evidence"]) == ("did", "Yellow since Monday.")
    [text] = each_desk.story.reaches(JOAN)
    assert "what we promised is done" in text
    assert each_desk.feedback(said).promise_due_on is None
    assert ("feedback.promise_kept", each_desk.people[Role.RESPONDER].id) in each_desk.audit(
        f"feedback:{said.feedback_id}"
    )


def test_an_answer_with_evidence_keeps_the_promise_that_stands(each_desk: Desk, said: Accepted) -> None:
    each_desk.does(
        Action.RESPOND, said, Answer(ResponseKind.DID, "Painted.", "Ward manager", evidence="See for yourself")
    )
    with each_desk.app.app_context(), reading() as session:
        assert session.scalars(select(Response.keeps_id).order_by(Response.id)).all() == [None, promise(each_desk).id]


def test_another_day_is_told_and_the_day_before_stays_to_be_read(each_desk: Desk, said: Accepted) -> None:
    with clock.at(TUESDAY):
        each_desk.does(Action.MOVE_PROMISE, said, AnotherDay(promise(each_desk).id, LATER, "The paint is late."))
    with each_desk.app.app_context(), reading() as session:
        entry = session.scalars(select(BoardEntry)).unique().one()
        change = session.scalars(select(PromiseChange)).one()
    assert (change.from_on, change.to_on, change.reason) == (DUE, LATER, "The paint is late.")
    assert entry.payload["due_on"] == LATER.isoformat()
    assert entry.payload["responses"][0]["moved"] == [{"from": DUE.isoformat(), "reason": "The paint is late."}]
    assert each_desk.feedback(said).promise_due_on == LATER
    [text] = each_desk.story.reaches(JOAN)
    assert "what we promised you has a new day: 15 December 2026. Why: " in text
    page = each_desk.app.test_client().get(f"/follow/{said.follow_token}").text
    assert "Before: promised by 1 December 2026." in page
    assert "The paint is late." in page


def test_everybody_whom_the_entry_answers_is_told_of_the_new_day(each_desk: Desk, said: Accepted) -> None:
    with clock.at(TUESDAY):
        kofi = each_desk.story.says("Grey walls", sender=KOFI)
        each_desk.does(Action.PUBLISH, kofi)
        each_desk.does(Action.ANSWER_TOGETHER, kofi, Join(said.reference))
        each_desk.story.reaches(KOFI)
        each_desk.does(Action.MOVE_PROMISE, said, AnotherDay(promise(each_desk).id, LATER, "The paint is late."))
    for sender in (JOAN, KOFI):
        [text] = each_desk.story.reaches(sender)
        assert "what we promised you has a new day: 15 December 2026." in text


def on_board(desk: Desk) -> tuple[str, list[str]]:
    """The stage of the one entry, and the answers that it shows."""
    [entry] = fresh_page(desk.app).entries
    return entry["stage"], [each["words"] for each in entry["responses"]]


def kofi_joins(desk: Desk, said: Accepted) -> Accepted:
    """Kofi's feedback is answered together with Joan's, and he was promised the same."""
    kofi = desk.story.says("Grey walls", sender=KOFI)
    desk.does(Action.PUBLISH, kofi)
    desk.does(Action.ANSWER_TOGETHER, kofi, Join(said.reference))
    desk.story.reaches(KOFI)
    return kofi


def keeps_private(desk: Desk, said: Accepted) -> None:
    """Joan's words leave the board for good; the promise to her stays on it, for it was made to everybody."""
    desk.does(Action.WITHDRAW, said, Reason("She asked for it"))
    desk.does(Action.RETURN, said)
    desk.does(Action.KEEP_PRIVATE, said, Private(True))


def test_a_promise_that_was_shared_in_private_is_kept_for_everybody_and_stays_off_the_board(each_desk: Desk) -> None:
    joan, kofi = each_desk.story.says("Grey walls", sender=JOAN), each_desk.story.says("So grey", sender=KOFI)
    for said in (joan, kofi):
        each_desk.does(Action.KEEP_PRIVATE, said, Private(True))
    each_desk.does(Action.ANSWER_TOGETHER, kofi, Join(joan.reference))
    words = Answer(ResponseKind.DOING, "We will paint it.", "Ward manager", owner="Estates lead", due_on=LATER)
    with clock.at(TUESDAY):
        each_desk.does(Action.RESPOND, joan, words)
        each_desk.does(Action.SHARE_ANSWER, joan, OneAnswer(promise(each_desk).id))
        each_desk.story.reaches(KOFI)
        each_desk.does(Action.KEEP_PROMISE, joan, kept(each_desk), role=Role.RESPONDER)
    assert on_page(each_desk, kofi) == ["We will paint it.", "It is painted."]
    [text] = each_desk.story.reaches(KOFI)
    assert "what we promised is done" in text
    assert fresh_page(each_desk.app).entries == []


def test_what_becomes_of_a_public_promise_is_public_where_it_was_made_to_somebody_whose_words_are_private_by_now(
    each_desk: Desk, said: Accepted
) -> None:
    with clock.at(TUESDAY):
        kofi = kofi_joins(each_desk, said)
        keeps_private(each_desk, said)
        each_desk.does(Action.MOVE_PROMISE, said, AnotherDay(promise(each_desk).id, LATER, "The paint is late."))
        assert fresh_page(each_desk.app).entries[0]["due_on"] == LATER.isoformat()
        each_desk.does(Action.KEEP_PROMISE, said, kept(each_desk))
    assert on_board(each_desk) == ("did", ["We will paint it.", "It is painted."])
    assert on_page(each_desk, kofi) == ["We will paint it.", "It is painted."]


@pytest.mark.parametrize("way", ["translated", "in her own language"])
def test_so_it_is_when_it_waited_for_a_translation(each_desk: Desk, said: Accepted, way: str) -> None:
    with clock.at(TUESDAY):
        kofi = kofi_joins(each_desk, said)
        keeps_private(each_desk, said)
        each_desk.does(Action.SET_LANGUAGE, said, InLanguage("pl"))
        each_desk.does(Action.KEEP_PROMISE, said, kept(each_desk))
        assert on_page(each_desk, kofi) == ["We will paint it."]
        with each_desk.app.app_context(), reading() as session:
            number = session.scalars(select(Response.id).order_by(Response.id.desc())).first() or 0
        if way == "translated":
            each_desk.does(Action.TRANSLATE_ANSWER, said, AnswerInTheirLanguage(number, "Pomalowane."))
        else:
            each_desk.does(Action.SET_LANGUAGE, said, InLanguage("en"))
    assert on_board(each_desk) == ("did", ["We will paint it.", "It is painted."])
    assert on_page(each_desk, kofi) == ["We will paint it.", "It is painted."]


def test_an_answer_in_private_that_names_a_promise_is_for_that_person_alone(each_desk: Desk, said: Accepted) -> None:
    with clock.at(TUESDAY):
        kofi = kofi_joins(each_desk, said)
        keeps_private(each_desk, said)
        words = Answer(ResponseKind.DID, "Painted beside your bed, Joan.", "Ward manager", evidence="You saw it")
        each_desk.does(Action.RESPOND, said, words)
    assert on_board(each_desk) == ("doing", ["We will paint it."])
    assert on_page(each_desk, kofi) == ["We will paint it."]


def test_whose_promise_did_not_help_cannot_say_that_it_is_kept_and_a_colleague_can(
    each_desk: Desk, said: Accepted
) -> None:
    with each_desk.app.app_context():
        say(said.follow_token, promise(each_desk).id, Verdict.NO, "")
    with pytest.raises(Refused) as refused:
        each_desk.does(Action.KEEP_PROMISE, said, kept(each_desk))
    assert refused.value.field == "words"
    assert each_desk.feedback(said).waits_for == WaitsFor.ANSWER
    each_desk.does(Action.KEEP_PROMISE, said, kept(each_desk), role=Role.RESPONDER)
    assert each_desk.feedback(said).waits_for is None


def test_where_two_decide_nobody_alone_says_what_becomes_of_a_promise(each_desk: Desk, said: Accepted) -> None:
    each_desk.does(Action.JUDGE_RACISM, said, Judged(True))
    with clock.at(TUESDAY):
        for action, data, field in (
            (Action.KEEP_PROMISE, kept(each_desk), "words"),
            (Action.MOVE_PROMISE, AnotherDay(promise(each_desk).id, LATER, "Nurse Rose was away."), "reason"),
        ):
            with pytest.raises(Refused, match=field):
                each_desk.does(action, said, data)
    with each_desk.app.app_context(), reading() as session:
        assert "Rose" not in str(session.scalars(select(BoardEntry)).unique().one().payload)


def test_a_careless_word_that_it_is_kept_is_warned_of_and_goes_all_the_same(story: Story, amina: Visitor) -> None:
    said = story.says("The wall is grey")
    story.publishes(said)
    story.answers(said, "We will paint it.", kind="doing")
    form = "form[action$='keep-promise']"
    amina.opens(f"/staff/items/{said.reference}")
    amina.submits(form, words="Please contact PALS.", evidence="Yellow.", signed_as="Ward manager")
    assert amina.answer.status_code == 422
    assert amina.page.select_one("#keep-promise-words").get_text().strip() == "Please contact PALS."
    amina.submits(form, button="Send anyway")
    assert "Keeps the promise above" in amina.reads
    with story.app.app_context(), reading() as session:
        assert session.scalars(select(Response.sent_despite).order_by(Response.id)).all() == [None, "only_pals"]


def test_what_was_hidden_is_warned_of_where_a_promise_is_kept_and_where_it_is_moved(
    story: Story, amina: Visitor
) -> None:
    said = story.says("Zebedee painted the wall grey")
    with story.app.app_context(), transaction() as session:
        message = session.get_one(Feedback, said.feedback_id).messages[0]
        message.redactions.append(Redaction(start=0, end=7, kind=Hidden.NAME, created_at=clock.now()))
    story.publishes(said)
    story.answers(said, "We will paint it.", kind="doing")
    kept, moved = "form[action$='keep-promise']", "form[action$='move-promise']"
    amina.opens(f"/staff/items/{said.reference}")
    amina.submits(kept, words="It is painted.", evidence="Zebedee did it.", signed_as="Ward manager")
    assert amina.answer.status_code == 422
    assert "It repeats something that was hidden" in amina.page.select_one(kept).get_text()
    later = (clock.now() + timedelta(days=30)).date().isoformat()
    amina.opens(f"/staff/items/{said.reference}")
    amina.submits(moved, due_on=later, reason="Zebedee is away.")
    assert amina.answer.status_code == 422
    assert "It repeats something that was hidden" in amina.page.select_one(moved).get_text()
    amina.submits(moved, button="Send anyway")
    assert "The promise has its new day" in amina.answer.text
    with story.app.app_context(), reading() as session:
        last = session.scalars(select(AuditRecord).where(AuditRecord.action.contains("promise"))).all()[-1]
    assert last.details["despite"] == ["exposes"]


def test_a_promise_is_not_moved_into_the_past_nor_to_its_own_day_nor_after_it_was_kept(
    each_desk: Desk, said: Accepted
) -> None:
    number = promise(each_desk).id
    with clock.at(TUESDAY):
        for day in (TUESDAY.date() - timedelta(days=1), DUE):
            with pytest.raises(Refused) as refused:
                each_desk.does(Action.MOVE_PROMISE, said, AnotherDay(number, day, "x"))
            assert refused.value.field == "due_on"
        each_desk.does(Action.KEEP_PROMISE, said, kept(each_desk))
        for action, data in (
            (Action.MOVE_PROMISE, AnotherDay(number, LATER, "x")),
            (Action.KEEP_PROMISE, kept(each_desk)),
        ):
            with pytest.raises(Refused):
                each_desk.does(action, said, data)


def test_a_promise_turns_late_by_itself_and_both_buttons_are_beside_it(story: Story, amina: Visitor) -> None:
    with clock.at(datetime(2020, 3, 3, tzinfo=UTC)):
        said = story.says("The wall is grey")
        story.publishes(said)
        story.answers(said, "We will paint it.", kind="doing", due=date(2020, 3, 10))
    page = f"/staff/items/{said.reference}"
    assert "Overdue since 10 March 2020" in amina.opens(page).reads
    form = "form[action$='keep-promise']"
    amina.submits(form, words="It is painted.", evidence=" ", signed_as="Ward manager")
    assert amina.answer.status_code == 422
    assert "Write what shows that it was done" in amina.page.select_one("#keep-promise-evidence-error").get_text()
    assert amina.page.select_one("#keep-promise-words").get_text().strip() == "It is painted."
    amina.submits("form[action$='move-promise']", due_on="soon", reason="")
    assert amina.answer.status_code == 422
    assert amina.page.select_one("#move-promise-due_on-error")
    amina.submits("form[action$='move-promise']", due_on=f"{clock.now().year + 1}-01-01", reason="The paint is late.")
    assert "Before: promised by 10 March 2020." in amina.reads
    amina.opens(page).submits(form, words="It is painted.", evidence="Yellow.", signed_as="Ward manager")
    assert "Keeps the promise above" in amina.reads
    assert amina.page.select_one(form) is None
