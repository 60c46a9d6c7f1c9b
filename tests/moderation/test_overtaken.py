"""Two people at one piece of feedback: whoever comes second is told by what, and keeps every word."""

from feedback_service.vocabulary import Moderation
from tests.moderation.test_item_page import WORDS, answers, chooses, opens
from tests.support.story import Story
from tests.support.visitor import Visitor

LONG = "Words that took\ntwenty minutes <to write>"


def typed(visitor: Visitor) -> dict[str, str]:
    names = [each.get_text() for each in visitor.page.select(".desk-typed dt")]
    return dict(zip(names, [each.get_text() for each in visitor.page.select(".desk-typed dd")], strict=True))


def test_rhys_keeps_his_answer_when_the_feedback_is_taken_from_him(story: Story, rhys: Visitor) -> None:
    said = story.says()
    story.publishes(said)
    opens(rhys, said)
    story.withdraws(said, "It named Joan")
    answers(rhys, words=LONG, kind="did")
    assert rhys.answer.status_code == 409
    assert typed(rhys) == {"What is the answer?": "We did", "The answer": LONG, "Signed as": "Ward manager"}
    assert "Amina: Taken off the board" in rhys.page.select_one(".desk-changed").get_text()
    assert "Joan" not in rhys.answer.text
    assert "The staff were kind" not in rhys.answer.text


def test_rhys_keeps_it_with_something_missing_too(story: Story, rhys: Visitor) -> None:
    said = story.says()
    story.publishes(said)
    opens(rhys, said)
    story.withdraws(said)
    answers(rhys, words=LONG, signed_as="")
    assert rhys.answer.status_code == 409
    assert typed(rhys)["The answer"] == LONG


def test_a_made_up_version_shows_rhys_nothing_of_what_was_never_his(story: Story, rhys: Visitor) -> None:
    mine, said = story.says(), story.says()
    story.publishes(mine)
    story.moves(said, Moderation.REJECTED, reason="It is an advert")
    token = opens(rhys, mine).page.select_one("input[name=csrf_token]")["value"]
    values = {"csrf_token": token, "kind": "did", "words": LONG, "signed_as": "Ward manager"}
    for version in ("0", "1", "2", "3", "999999999", ""):
        rhys.posts(f"/staff/items/{said.reference}/respond", {**values, "version": version})
        assert rhys.answer.status_code == 403, version
    assert opens(rhys, said).answer.status_code == 403


def test_what_was_typed_for_a_decision_that_is_gone_is_still_to_be_read(
    story: Story, amina: Visitor, grace: Visitor
) -> None:
    said = story.says()
    opens(amina, said)
    opens(grace, said).submits("#action-reject form", because="advert")
    answers(amina, words=LONG)
    assert amina.answer.status_code == 409
    assert typed(amina)["The answer"] == LONG
    assert "is still in the form" not in amina.reads


def test_the_words_chosen_for_hiding_are_still_to_be_read(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says("Joan likes tea")
    opens(amina, said)
    chosen = chooses(amina, "Joan", "tea")
    opens(grace, said).submits("#action-reject form", because="own", words="x")
    amina.submits(WORDS, word=chosen, kind="name")
    assert amina.answer.status_code == 409
    assert typed(amina) == {"The words that you had chosen": "Joan · tea"}


def test_a_button_that_is_gone_promises_nothing(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says()
    opens(amina, said)
    opens(grace, said).submits("#action-reject form", because="advert")
    amina.submits("#publish form")
    assert amina.answer.status_code == 409
    assert "It is not possible any more." in amina.reads
    assert "had typed" not in amina.reads
