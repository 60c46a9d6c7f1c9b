"""Several at once, for one reason: each by itself, at the version that the page showed."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback_service import clock
from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, Feedback, Team
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Moderation
from tests.support.story import Story
from tests.support.visitor import Visitor


def boxes(visitor: Visitor) -> dict[str, str]:
    """The value of each row's box in the queue, by reference."""
    return {str(box["value"]).split(":")[0]: str(box["value"]) for box in visitor.page.select("input[name=item]")}


def chooses(visitor: Visitor, *chosen: Accepted) -> Visitor:
    values = boxes(visitor.opens("/staff/"))
    return visitor.submits("#bulk", item=[values[each.reference] for each in chosen])


def rejects(visitor: Visitor, **values: object) -> Visitor:
    return decides(visitor, "reject", **{"because": "advert", **values})


def decides(visitor: Visitor, action: str, **values: object) -> Visitor:
    """Send the form of this decision for all that are chosen."""
    chosen = [str(each["value"]) for each in visitor.page.select(f"#action-{action} [name=item]")]
    return visitor.submits(f"#action-{action} form", **{"item": chosen, **values})


def status(app: Flask, said: Accepted) -> str:
    with app.app_context(), reading() as session:
        return str(session.scalar(select(Feedback.status).where(Feedback.id == said.feedback_id)))


def on_record(app: Flask, action: str) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).where(AuditRecord.action == action)) or 0


def test_three_are_rejected_for_one_reason_each_with_its_own_record(app: Flask, story: Story, amina: Visitor) -> None:
    chosen = [story.says(f"Advert {number}") for number in range(3)]
    other = story.says("The staff were kind")
    chooses(amina, *chosen)
    assert "3 chosen" in amina.reads
    rejects(amina)
    assert "3 are done." in amina.answer.text
    assert [status(app, each) for each in chosen] == [Moderation.REJECTED] * 3
    assert status(app, other) == Moderation.PENDING
    assert on_record(app, "feedback.rejected") == 3


def test_kept_private_together_they_stay_with_moderators(app: Flask, story: Story, amina: Visitor) -> None:
    chosen = [story.says(), story.says()]
    decides(chooses(amina, *chosen), "keep-private", because="own", words="Too personal")
    with app.app_context(), reading() as session:
        found = session.execute(select(Feedback.status, Feedback.open_to_responders)).all()
    assert [tuple(each) for each in found] == [(Moderation.PRIVATE, False)] * 2


def test_several_are_given_to_a_team_together(app: Flask, story: Story, amina: Visitor) -> None:
    with app.app_context(), transaction() as session:
        session.add(Team(name="Maple Ward", created_at=clock.now()))
    decides(chooses(amina, story.says(), story.says()), "assign", team="1")
    assert "2 are done." in amina.answer.text
    with app.app_context(), reading() as session:
        assert list(session.scalars(select(Feedback.team_id))) == [1, 1]


def test_what_was_rejected_is_put_back_together(app: Flask, story: Story, amina: Visitor) -> None:
    chosen = [story.says(), story.says()]
    rejects(chooses(amina, *chosen))
    values = boxes(amina.opens("/staff/?tab=rejected"))
    decides(amina.submits("#bulk", item=list(values.values())), "return")
    assert [status(app, each) for each in chosen] == [Moderation.PENDING] * 2


def test_what_somebody_changed_meanwhile_is_said_and_nothing_typed_is_lost(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    first, second = story.says(), story.says()
    chooses(amina, first, second)
    grace.opens(f"/staff/items/{second.reference}").submits(
        "#action-record-consent form", agreed="yes", words="Told us"
    )
    rejects(amina, because="own", words="Words that took a while")
    assert amina.answer.status_code == 409
    assert "1 is done. 1 is not." in amina.reads
    assert f"{second.reference} : Somebody changed it meanwhile" in amina.reads
    assert (status(app, first), status(app, second)) == (Moderation.REJECTED, Moderation.PENDING)
    assert amina.page.select_one("#reject-words").get_text().strip() == "Words that took a while"
    rejects(amina, because="own")
    assert "1 is done." in amina.answer.text
    assert status(app, second) == Moderation.REJECTED


def test_what_cannot_be_done_is_said_with_the_words_to_copy(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    said, waiting = story.says(), story.says()
    story.publishes(said)
    values = boxes(amina.opens("/staff/?tab=all"))
    amina.submits("#bulk", item=list(values.values()))
    rejects(amina, because="own", words="Words that took a while")
    assert amina.answer.status_code == 409
    assert "This is not possible for it as it stands. On the board · Waits for an answer" in amina.reads
    assert "Words that took a while" in amina.page.select_one(".desk-typed").get_text()
    assert (status(app, said), status(app, waiting)) == (Moderation.PUBLISHED, Moderation.REJECTED)


def test_only_what_one_of_them_allows_is_offered_and_what_cannot_be_says_where_it_stands(
    app: Flask, story: Story, amina: Visitor
) -> None:
    waiting, rejected = story.says(), story.says()
    chooses(amina, waiting)
    assert [each["id"] for each in amina.page.select("details.desk-action")] == [
        "action-reject",
        "action-keep-private",
        "action-assign",
    ]
    story.moves(rejected, Moderation.REJECTED, "An advert")
    amina.opens("/staff/?tab=all").submits("#bulk", item=list(boxes(amina).values()))
    decides(amina, "return")
    assert amina.answer.status_code == 409
    assert "1 is done. 1 is not." in amina.reads
    assert f"{waiting.reference} : This is not possible for it as it stands. Waits for a decision" in amina.reads
    assert [each["value"].split(":")[0] for each in amina.page.select("#action-reject [name=item]")] == [
        waiting.reference
    ], "it stays chosen, for what is possible"
    assert amina.page.select_one("#action-return") is None


def test_nothing_with_a_safety_flag_is_decided_with_others(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    kind, danger = story.says(), story.says("I want to kill myself")
    assert set(boxes(amina.opens("/staff/"))) == {kind.reference}
    amina.submits("#bulk", item=[f"{kind.reference}:1", f"{danger.reference}:2"])
    assert danger.reference in amina.page.select_one(".desk-danger").get_text()
    assert [each["value"] for each in amina.page.select("#action-reject [name=item]")] == [f"{kind.reference}:1"]
    rejects(amina, item=[f"{kind.reference}:1", f"{danger.reference}:2"])
    assert "It has a safety flag" in amina.reads
    assert (status(app, kind), status(app, danger)) == (Moderation.REJECTED, Moderation.PENDING)


def test_publishing_is_not_offered_and_not_taken(app: Flask, story: Story, amina: Visitor) -> None:
    said = story.says()
    chooses(amina, said)
    assert amina.page.select_one("#action-publish") is None
    token = amina.page.select_one("input[name=csrf_token]")["value"]
    amina.posts("/staff/chosen/publish", {"csrf_token": token, "item": f"{said.reference}:1"})
    assert amina.answer.status_code == 404
    assert status(app, said) == Moderation.PENDING


def test_without_a_reason_nothing_is_done_and_the_choice_is_kept(app: Flask, story: Story, amina: Visitor) -> None:
    said = story.says()
    rejects(chooses(amina, said), because="own", words="")
    assert amina.answer.status_code == 422
    assert "Write the reason in your own words" in amina.reads
    assert [each["value"] for each in amina.page.select("#action-reject [name=item]")] == [f"{said.reference}:1"]
    assert status(app, said) == Moderation.PENDING


@pytest.mark.parametrize(
    "items", [[], ["x"], ["AAAA-AAAA:²"], [f"{'A' * 400}:1"], ["AAAA-AAAA:" + "9" * 40], ["\x00:1"]]
)
def test_nonsense_chooses_nothing(story: Story, amina: Visitor, items: list[str]) -> None:
    story.says()
    amina.opens("/staff/").submits("#bulk", item=items)
    assert amina.answer.status_code == 422
    assert "Choose at least one" in amina.reads


def test_fifty_at_a_time_and_no_more(story: Story, amina: Visitor) -> None:
    story.says()
    amina.opens("/staff/").submits("#bulk", item=[f"AAAA-A{number:03d}:1" for number in range(51)])
    assert amina.answer.status_code == 422
    assert "Choose 50 at most. You chose 51." in amina.reads


def test_rhys_decides_nothing_together(story: Story, rhys: Visitor) -> None:
    story.publishes(story.says())
    assert rhys.opens("/staff/").page.select_one("#bulk, input[name=item]") is None
