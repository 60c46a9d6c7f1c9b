"""The draft of an answer: one for everybody, kept as it is typed, looked at by a colleague, overwritten by nobody."""

import pytest
from sqlalchemy import select, update

from feedback_service import erasure
from feedback_service.intake import Accepted
from feedback_service.models import AnswerDraft, Contact, Place, Response
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import ResponseKind, Role
from moderation.actions.perform import NotPermitted, Unknown
from moderation.answering import drafts
from moderation.answering.drafts import Overtaken
from moderation.items import saving
from moderation.permissions import Action
from moderation.told.data import Answer, Drafted, Refused, Returned
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

FORM = "#action-respond form"
TYPED = {"kind": "did", "words": "Thank you. We bought a kettle.", "signed_as": "Ward manager", "due_on": "2026-1"}


def answer(draft: int | None = None, words: str = TYPED["words"]) -> Answer:
    return Answer(ResponseKind.DID, words, "Ward manager", draft=draft)


def row(desk: Desk, said: Accepted) -> AnswerDraft | None:
    with desk.app.app_context(), reading() as session:
        return session.get(AnswerDraft, said.feedback_id)


def save(desk: Desk, said: Accepted, version: int = 0, role: Role = Role.RESPONDER, **typed: str) -> int:
    with desk.app.app_context():
        return saving.save(said.reference, desk.people[role], TYPED | typed, version)


@pytest.fixture
def said(each_desk: Desk) -> Accepted:
    """Joan's words on the board, waiting for an answer."""
    found = each_desk.story.says("No kettle", sender=JOAN)
    each_desk.does(Action.PUBLISH, found)
    return found


def test_a_draft_is_kept_as_it_was_typed_and_encrypted(each_desk: Desk, said: Accepted) -> None:
    assert save(each_desk, said) == 1
    found = row(each_desk, said)
    assert found
    assert drafts.typed_in(found) == TYPED, "half a date is kept too"
    with each_desk.app.app_context(), reading() as session:
        stored = session.connection().exec_driver_sql("SELECT typed FROM answer_drafts").scalar_one()
    assert "kettle" not in stored
    assert each_desk.history(said)[-1][0] == "published", "a draft decides nothing"


def test_it_is_on_record_who_began_and_who_took_over_and_not_every_pause(each_desk: Desk, said: Accepted) -> None:
    version = save(each_desk, said)
    version = save(each_desk, said, version, words="We bought two.")
    save(each_desk, said, version, Role.MODERATOR, words="We bought three.")
    rhys, amina = each_desk.people[Role.RESPONDER].id, each_desk.people[Role.MODERATOR].id
    drafted = [who for action, who in each_desk.audit(f"feedback:{said.feedback_id}") if "drafted" in action]
    assert drafted == [rhys, amina]


def test_nothing_typed_is_no_draft(each_desk: Desk, said: Accepted) -> None:
    with each_desk.app.app_context():
        assert saving.save(said.reference, each_desk.people[Role.RESPONDER], {"words": " \x00"}, 0) == 0
    assert row(each_desk, said) is None


def test_two_who_write_at_once_overwrite_nothing(each_desk: Desk, said: Accepted) -> None:
    save(each_desk, said, words="Rhys writes")
    with pytest.raises(Overtaken):
        save(each_desk, said, 0, Role.MODERATOR, words="Amina writes")
    with pytest.raises(Overtaken):
        each_desk.does(Action.RESPOND, said, answer(draft=0))
    with pytest.raises(Overtaken):
        each_desk.does(Action.ASK_REVIEW, said, Drafted(TYPED, 0))
    assert drafts.typed_in(row(each_desk, said))["words"] == "Rhys writes"


def test_what_went_out_leaves_no_draft_and_an_old_page_does_not_bring_it_back(each_desk: Desk, said: Accepted) -> None:
    version = save(each_desk, said)
    each_desk.does(Action.RESPOND, said, answer(draft=version), role=Role.RESPONDER)
    found = row(each_desk, said)
    assert found
    assert (found.state, found.typed) == ("empty", None)
    for old in (0, version):
        with pytest.raises(Overtaken):
            save(each_desk, said, old)


def test_a_colleague_gives_it_back_with_a_note_and_approves_it_the_next_time(each_desk: Desk, said: Accepted) -> None:
    each_desk.does(Action.ASK_REVIEW, said, Drafted(TYPED, 0), role=Role.RESPONDER)
    with pytest.raises(Refused):
        each_desk.does(Action.APPROVE_ANSWER, said, answer(draft=1), role=Role.RESPONDER)
    each_desk.does(Action.RETURN_DRAFT, said, Returned("Say since when", 1))
    returned = row(each_desk, said)
    assert returned
    assert (returned.state, returned.note) == ("returned", "Say since when")
    with pytest.raises(Refused):
        each_desk.does(Action.APPROVE_ANSWER, said, answer(draft=2))
    better = TYPED | {"words": "Thank you. It is there since Monday."}
    each_desk.does(Action.ASK_REVIEW, said, Drafted(better, 2), role=Role.RESPONDER)
    each_desk.does(Action.APPROVE_ANSWER, said, answer(3, better["words"]))
    with each_desk.app.app_context(), reading() as session:
        sent = session.scalars(select(Response)).one()
    rhys, amina = each_desk.people[Role.RESPONDER].id, each_desk.people[Role.MODERATOR].id
    assert (sent.words, sent.staff_id, sent.reviewed_by) == (better["words"], rhys, amina)
    assert sent.given_at is not None
    assert [action for action, _ in each_desk.history(said)][-4:] == [
        "answer_review_asked",
        "answer_given_back",
        "answer_review_asked",
        "answered",
    ]
    assert "Say since when" not in str(each_desk.history(said))


def test_where_the_rule_wants_two_nobody_sends_alone_and_a_changed_answer_is_looked_at_again(each_desk: Desk) -> None:
    place = each_desk.story.place("marigold")
    with each_desk.app.app_context(), transaction() as session:
        session.execute(update(Place).values(needs_second=True))
    said = each_desk.story.says("No kettle", place_id=place)
    each_desk.story.publishes(said)
    with pytest.raises(Refused):
        each_desk.does(Action.RESPOND, said, answer())
    each_desk.does(Action.ASK_REVIEW, said, Drafted(TYPED, 0), role=Role.RESPONDER)
    with pytest.raises(Refused):
        each_desk.does(Action.APPROVE_ANSWER, said, answer(1, "Something else"))
    each_desk.does(Action.ASK_REVIEW, said, Drafted(TYPED | {"words": "Something else"}, 1))
    with pytest.raises(Refused):
        each_desk.does(Action.APPROVE_ANSWER, said, answer(2, "Something else"))
    each_desk.does(Action.APPROVE_ANSWER, said, answer(2, "Something else"), role=Role.RESPONDER)
    with each_desk.app.app_context(), reading() as session:
        assert session.scalars(select(Response.words)).all() == ["Something else"]


def test_a_draft_is_thrown_away_on_record(each_desk: Desk, said: Accepted) -> None:
    version = save(each_desk, said)
    with each_desk.app.app_context():
        amina = each_desk.people[Role.MODERATOR]
        with pytest.raises(Overtaken):
            saving.discard(said.reference, amina, version + 1)
        saving.discard(said.reference, amina, version)
    found = row(each_desk, said)
    assert found
    assert found.typed is None
    assert each_desk.audit(f"feedback:{said.feedback_id}")[-1][0] == "feedback.answer_draft_discarded"


def test_only_who_may_answer_writes_one(each_desk: Desk) -> None:
    said = each_desk.story.says("No kettle")
    with pytest.raises(NotPermitted):
        save(each_desk, said)
    with each_desk.app.app_context(), pytest.raises(Unknown):
        saving.save("XXXX-XXXX", each_desk.people[Role.RESPONDER], TYPED, 0)


def test_erasing_the_person_erases_the_draft(each_desk: Desk, said: Accepted) -> None:
    save(each_desk, said)
    with each_desk.app.app_context(), transaction() as session:
        erasure.request(session, session.scalars(select(Contact)).one())
    assert row(each_desk, said) is None


def test_both_texts_are_on_the_page_and_mine_goes_out_when_i_say_so(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("No kettle")
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    amina.opens(page)
    rhys.opens(page).submits(FORM, button="Save as draft", **(TYPED | {"words": "Rhys writes"}))
    assert rhys.answer.status_code == 200
    assert rhys.page.select_one("#respond-words").get_text().strip() == "Rhys writes"
    assert rhys.page.select_one("#action-respond").has_attr("open")
    for button in ("Save as draft", "Ask a colleague to look", "Send the answer"):
        amina.opens(page)
        amina.submits(FORM, button=button, **(TYPED | {"words": "Amina writes", "draft": "0"}))
        assert amina.answer.status_code == 409, button
        assert "Rhys saved this meanwhile" in amina.page.select_one("#respond-theirs").get_text()
        assert "Rhys writes" in amina.page.select_one("#respond-theirs").get_text()
        assert amina.page.select_one("#respond-words").get_text().strip() == "Amina writes"
    amina.submits(FORM, button="Save as draft")
    assert amina.page.select_one("#respond-words").get_text().strip() == "Amina writes"


def test_a_reviewer_sees_who_asks_and_approves_with_a_button(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said = story.says("No kettle")
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    rhys.opens(page).submits(FORM, button="Ask a colleague to look", **TYPED)
    assert "A colleague looks at the answer before it goes" in rhys.answer.text
    assert "Approve and send" not in rhys.opens(page).answer.text
    assert "Rhys asks a colleague to look at the answer" in amina.opens(page).reads
    amina.submits(FORM, button="Give it back")
    assert amina.answer.status_code == 422
    assert "Write what should change" in amina.page.select_one("#respond-note-error").get_text()
    amina.submits(FORM, button="Give it back", note="Say since when")
    assert "Say since when" in rhys.opens(page).page.select_one(".desk-draft--returned").get_text()
    rhys.submits(FORM, button="Ask a colleague to look", words="It is there since Monday.")
    amina.opens(page).submits(FORM, button="Approve and send", due_on="")
    assert "The answer is approved and saved" in amina.answer.text
    assert "looked at by Amina" in amina.reads


def test_a_colleague_is_asked_about_nothing_that_could_not_go(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said = story.says("No kettle")
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    words = "Thank you. We {{what we did}}."
    rhys.opens(page).submits(FORM, button="Ask a colleague to look", kind="did", words=words, signed_as="")
    assert rhys.answer.status_code == 422
    assert "Fill in the blank “what we did”" in rhys.page.select_one("#respond-words-error").get_text()
    assert "Write the role that signs" in rhys.page.select_one("#respond-signed_as-error").get_text()
    assert rhys.page.select_one("#respond-words").get_text().strip() == words
    assert "asks a colleague to look" not in amina.opens(page).reads
    rhys.submits(FORM, button="Ask a colleague to look", words="We bought one.", signed_as="Ward manager")
    assert "Rhys asks a colleague to look at the answer" in amina.opens(page).reads


def test_who_changed_what_two_decide_asks_for_another_look_on_the_same_page(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    place = story.place("marigold")
    with story.app.app_context(), transaction() as session:
        session.execute(update(Place).values(needs_second=True))
    said = story.says("No kettle", place_id=place)
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    rhys.opens(page).submits(FORM, button="Ask a colleague to look", **TYPED | {"due_on": ""})
    assert not amina.opens(page).page.find("button", string="Ask a colleague to look")
    amina.submits(FORM, button="Approve and send", words="We bought two kettles.")
    assert "You changed it, so a colleague looks at it again" in amina.reads
    amina.submits(FORM, button="Ask a colleague to look")
    assert "Amina asks a colleague to look at the answer" in amina.reads
    rhys.opens(page).submits(FORM, button="Approve and send")
    assert "The answer is approved and saved" in rhys.answer.text


def test_a_script_gets_the_version_or_what_a_colleague_saved(story: Story, amina: Visitor, rhys: Visitor) -> None:
    said = story.says("No kettle")
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    script = {"headers": {"Accept": "application/json"}}
    token = rhys.opens(page).page.select_one("input[name=csrf_token]")["value"]
    rhys.posts(f"{page}/draft", {"csrf_token": token, "draft": "0", "words": "Rhys writes"}, **script)
    assert rhys.answer.json() == {"draft": 1}
    token = amina.opens(page).page.select_one("input[name=csrf_token]")["value"]
    amina.posts(f"{page}/draft", {"csrf_token": token, "draft": "0", "words": "Amina writes"}, **script)
    assert amina.answer.status_code == 409
    assert amina.answer.json() == {"theirs": {"draft": 1, "by": "Rhys", "words": "Rhys writes"}}
    for wrong in ("x", "-1", "9" * 40, ""):
        amina.posts(f"{page}/draft", {"csrf_token": token, "draft": wrong, "words": "Amina writes"}, **script)
        assert amina.answer.status_code == 409
