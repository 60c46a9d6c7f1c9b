"""Nearly the same answer again, or one that only points to PALS: warned of once, sent all the same, on record."""

import pytest
from sqlalchemy import select

from feedback_service.models import AnswerTemplate, AuditRecord, Response
from feedback_service.sketches import likeness, read, sketch
from feedback_service.storage import reading
from feedback_service.vocabulary import ResponseKind
from moderation.actions.data import Answer, Private, Refused
from moderation.answering.reuse import NEARLY_THE_SAME
from moderation.permissions import Action
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.support.story import Story
from tests.support.visitor import Visitor

THANKS = "Thank you for your feedback, which we have passed on to the manager of the ward for their attention."
PALS = "Thank you for your feedback. Please contact PALS if you would like to talk about it."


def answer(words: str, *confirmed: str) -> Answer:
    return Answer(ResponseKind.DID, words, "Ward manager", confirmed=frozenset(confirmed))


def test_the_same_again_for_somebody_else_is_warned_of_until_it_is_confirmed(each_desk: Desk) -> None:
    joan, kofi = each_desk.story.says("The ward is cold", sender=JOAN), each_desk.story.says("The tea is cold")
    each_desk.does(Action.KEEP_PRIVATE, joan, Private(True))
    each_desk.does(Action.RESPOND, joan, answer(THANKS))
    each_desk.does(Action.PUBLISH, kofi)
    again = THANKS.replace("manager of the ward", "matron of the ward")
    with pytest.raises(Refused) as refused:
        each_desk.does(Action.RESPOND, kofi, answer(again))
    assert refused.value.field == "confirmed"
    with pytest.raises(Refused):
        each_desk.does(Action.RESPOND, kofi, answer(again, "only_pals"))
    each_desk.does(Action.RESPOND, kofi, answer(again, "already_used"))
    with each_desk.app.app_context(), reading() as session:
        despite = session.scalars(select(Response.sent_despite).order_by(Response.id)).all()
        last = session.scalars(select(AuditRecord).order_by(AuditRecord.sequence.desc())).first()
    assert despite == [None, "already_used"]
    assert last
    assert last.details == {"kind": "did", "despite": ["already_used"]}


def test_an_answer_of_its_own_and_a_short_one_are_never_warned_of(each_desk: Desk) -> None:
    for words in (
        THANKS,
        "We have mended the lift. It has run since Monday, every day.",
        "We mended it.",
        "We mended it.",
    ):
        said = each_desk.story.says("The ward is cold")
        each_desk.does(Action.PUBLISH, said)
        each_desk.does(Action.RESPOND, said, answer(words))


def test_a_template_filled_in_twice_is_two_answers(each_desk: Desk) -> None:
    with each_desk.app.app_context(), reading() as session:
        for template in session.scalars(select(AnswerTemplate)):
            filled = []
            for story in ("how cold the ward was in the night", "the long queue for the phone after supper"):
                words = template.words
                while "{{" in words:
                    start, end = words.index("{{"), words.index("}}") + 2
                    words = f"{words[:start]}{story} {len(words)}{words[end:]}"
                filled.append(sketch(words) or b"")
            assert 0 < likeness(*map(read, filled)) < NEARLY_THE_SAME, template.name


def test_a_sketch_says_how_much_two_texts_share(each_desk: Desk) -> None:
    with each_desk.app.app_context():
        one, same = sketch(THANKS), sketch(THANKS.upper().replace(",", " -"))
        other = sketch("We bought forty blankets and keep them in the cupboard beside the stairs for anybody.")
        assert one
        assert other
        assert one == same
        assert likeness(read(one), read(other)) == 0
        assert sketch("Thank you, we have mended it now.") is None
        assert len(sketch(" ".join(str(number) for number in range(3000))) or b"") == 256
        assert likeness(read(b""), read(b"")) == 0


def test_the_warning_stands_beside_the_answer_and_nothing_typed_is_lost(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold")
    story.publishes(said)
    page = f"/staff/items/{said.reference}"
    amina.opens(page).submits("#action-respond form", kind="did", words=PALS, signed_as="Ward manager")
    assert amina.answer.status_code == 422
    warning = amina.page.select_one("#respond-confirmed").get_text(" ")
    assert "It says little more than to contact PALS" in warning
    assert amina.page.select_one("#respond-words").get_text().strip() == PALS
    assert "Nobody has answered yet" in amina.reads
    amina.submits("#action-respond form", button="Send anyway")
    assert amina.answer.status_code == 200
    assert "Sent although it says little more than to contact PALS" in amina.reads


def test_the_checklist_comes_with_the_page_after_a_failed_submit_and_while_one_types(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("The ward is cold at night", fft=5)
    page = f"/staff/items/{said.reference}"
    amina.opens(page).submits("#action-respond form", words="Thank you.")
    points = [each.get_text(" ", strip=True) for each in amina.page.select(".desk-point")]
    assert "✓ Thanks them: yes" in points
    assert "○ Says sorry: not yet" in points
    assert "✓ More than “contact PALS” : yes" in points or "✓ More than “contact PALS”: yes" in points
    typed = {"csrf_token": amina.page.select_one("input[name=csrf_token]")["value"], "words": "Sorry", "kind": "cannot"}
    amina.posts(f"{page}/checklist", typed)
    assert "Says sorry: yes" in amina.page.get_text(" ", strip=True)
    assert "Why it cannot be done" in amina.page.get_text()
    assert amina.posts("/staff/items/XXXX-XXXX/checklist", typed).answer.status_code == 404
    token = rhys.opens("/staff/").page.select_one("input[name=csrf_token]")["value"]
    assert rhys.posts(f"{page}/checklist", {"csrf_token": token}).answer.status_code == 403
