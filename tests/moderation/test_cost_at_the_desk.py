"""What a text costs, beside where it is written: worked out from exactly the words that would go."""

import pytest

from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, OutboundMessage, Response
from feedback_service.storage import reading
from feedback_service.texts.cost import Estimate
from moderation.items.wording import cost_text
from tests.conftest import JOAN
from tests.support.story import Story
from tests.support.visitor import Visitor


def estimates(visitor: Visitor, said: Accepted, **typed: str) -> dict[str, object]:
    page = visitor.opens(f"/staff/items/{said.reference}").page
    token = page.select_one("input[name=csrf_token]")["value"]
    visitor.posts(f"/staff/items/{said.reference}/estimate", {"csrf_token": token, **typed})
    assert visitor.answer.status_code == 200
    found: dict[str, object] = visitor.answer.json()
    return found


def test_the_estimate_is_of_exactly_the_text_that_goes(story: Story, amina: Visitor, app) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    story.publishes(said)
    typed = {"kind": "did", "words": "We bought heaters. " * 8, "signed_as": "Ward manager"}
    found = estimates(amina, said, **typed)
    amina.opens(f"/staff/items/{said.reference}").submits("#action-respond form", **typed)
    [sent] = story.reaches(JOAN)
    assert found["body"] == sent.replace(said.follow_token, "…")
    with app.app_context(), reading() as session:
        assert session.query(OutboundMessage).one().segments == found["segments"]
        settings = app.extensions["settings"]
    assert found["pence"] == found["segments"] * settings.text_price_pence
    assert found["summary"] == f"{found['segments']} texts of 160 characters · about {found['pence']:.0f}p"
    assert found["warning"] == ""


def test_an_estimate_keeps_nothing(story: Story, amina: Visitor, app) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    story.publishes(said)
    estimates(amina, said, words="We bought heaters.", signed_as="Ward manager")
    with app.app_context(), reading() as session:
        assert session.query(Response).count() == session.query(OutboundMessage).count() == 0
        assert "heaters" not in str([each.details for each in session.query(AuditRecord)])


def test_a_sign_that_doubles_the_cost_is_named(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    found = estimates(amina, said, words="Thank you 🙂, it’s done – truly.", signed_as="Ward manager")
    assert found["warning"] == "“🙂” makes this text cost about twice as much. Without it, it costs less."
    assert "of 70 characters" in str(found["summary"])
    plain = estimates(amina, said, words="Thank you, it’s done – truly.", signed_as="Ward manager")
    assert plain["warning"] == "", "a word processor's quotes and dashes go out as a typewriter's"
    assert "it's done - truly." in str(plain["body"])


def test_another_script_costs_what_it_costs_without_a_warning(story: Story, amina: Visitor) -> None:
    said = story.says("الجناح بارد جداً", language="ar", sender=JOAN)
    found = estimates(amina, said, words="We bought heaters.", translation="اشترينا مدافئ.", signed_as="Ward manager")
    assert "اشترينا مدافئ." in str(found["body"])
    assert "of 70 characters" in str(found["summary"])
    assert found["warning"] == ""


def test_the_translation_of_a_stored_answer_is_estimated_too(story: Story, amina: Visitor, app) -> None:
    said = story.says("Zimno", language="pl", sender=JOAN)
    story.publishes(said)
    story.answers(said, "We bought heaters.")
    with app.app_context(), reading() as session:
        number = session.query(Response).one().id
    found = estimates(amina, said, response=str(number), words="Kupiliśmy grzejniki.")
    assert "Kupiliśmy grzejniki." in str(found["body"])
    for wrong in ("0", "x", str(number + 1)):
        page = amina.opens(f"/staff/items/{said.reference}").page
        token = page.select_one("input[name=csrf_token]")["value"]
        amina.posts(f"/staff/items/{said.reference}/estimate", {"csrf_token": token, "response": wrong})
        assert amina.answer.status_code == 404


def test_where_no_text_goes_there_is_no_cost(story: Story, amina: Visitor) -> None:
    found = estimates(amina, story.says("The ward is cold"), words="We bought heaters.", signed_as="x")
    assert (found["segments"], found["summary"]) == (0, "")
    assert amina.opens(f"/staff/items/{story.says().reference}").page.select_one("[data-cost]") is None


def test_without_a_script_a_line_says_what_one_text_costs(story: Story, amina: Visitor) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    hint = amina.opens(f"/staff/items/{said.reference}").page.select_one("#action-respond [data-cost-summary]")
    assert hint.get_text() == ("A text message of 160 characters costs about 4p; in most other scripts one holds 70.")


def test_only_who_may_answer_gets_an_estimate_and_with_a_token_alone(
    story: Story, amina: Visitor, rhys: Visitor
) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    token = rhys.opens("/staff/").page.select_one("input[name=csrf_token]")["value"]
    address = f"/staff/items/{said.reference}/estimate"
    assert rhys.posts(address, {"csrf_token": token, "words": "x"}).answer.status_code == 403
    story.publishes(said)
    assert rhys.posts(address, {"csrf_token": token, "words": "x"}).answer.status_code == 200
    assert rhys.posts("/staff/items/XXXX-XXXX/estimate", {"csrf_token": token}).answer.status_code == 404
    assert amina.posts(address, {"words": "x"}).answer.status_code == 400


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (Estimate(1, 4.0, 160), "1 text of 160 characters · about 4p"),
        (Estimate(2, 7.5, 70), "2 texts of 70 characters · about 7.5p"),
        (Estimate(30, 120.0, 160), "30 texts of 160 characters · about £1.20"),
    ],
)
def test_a_cost_in_words(app, cost: Estimate, words: str) -> None:
    with app.test_request_context():
        assert cost_text(cost) == words
