"""Who has what open: seen by the others at once, gone with the page, and never in anybody's way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service import clock
from feedback_service.intake import Accepted
from feedback_service.models import AuditRecord, Claim, Feedback
from feedback_service.storage import reading, transaction
from moderation.claims import holding
from tests.support.desk_page import DeskPage
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor


def opens_item(visitor: Visitor, said: Accepted) -> Visitor:
    return visitor.opens(f"/staff/items/{said.reference}")


def takes(visitor: Visitor, said: Accepted) -> Visitor:
    return opens_item(visitor, said).submits(".desk-claim form", button="Take it")


def held(visitor: Visitor, said: Accepted) -> str:
    """What the row of the queue says about who has it."""
    row = visitor.opens("/staff/").page.select_one(f"[data-claims='{said.reference}']")
    assert row is not None
    return row.get_text(" ", strip=True)


def records(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        wanted = AuditRecord.action.startswith("claim.")
        return list(session.scalars(select(AuditRecord.action).where(wanted).order_by(AuditRecord.sequence)))


def claims(app: Flask) -> list[Claim]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(Claim).order_by(Claim.id)))


def test_opening_is_seen_by_the_others_without_any_script(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    said, other = story.says(), story.says()
    opens_item(amina, said)
    assert held(grace, said) == "Amina has this open"
    assert held(grace, other) == ""
    assert held(amina, said) == ""
    assert "Amina has this open" in opens_item(grace, said).page.select_one(".desk-claim").get_text()
    assert "Grace has this open" in opens_item(amina, said).page.select_one(".desk-claim").get_text()
    assert records(app) == []


def test_a_page_without_a_socket_is_forgotten_after_a_time(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    said = story.says()
    opens_item(amina, said)
    with app.app_context(), transaction() as session:
        session.execute(update(Claim).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert held(grace, said) == ""
    with app.app_context():
        assert holding.forget() == 1
    assert claims(app) == []


def test_the_others_hear_of_it_over_their_sockets_and_of_its_end(
    story: Story, amina: Visitor, grace: Visitor, opens: Callable[..., DeskPage]
) -> None:
    said = story.says()
    watching = opens(grace)
    page = opens(opens_item(amina, said))
    watching.sees(("Amina", "open"))
    page.has_open(said.reference)
    page.leaves()
    watching.sees()


def test_what_amina_took_stays_hers_after_she_showed_once_more_who_she_is(
    story: Story, amina: Visitor, grace: Visitor
) -> None:
    said = story.says()
    takes(amina, said)
    amina.opens("/staff/account/prove").submits("form[action$='/prove']", password=PASSWORD)
    assert held(grace, said) == "Amina has taken this"
    grace.submits("form[action$='/next']")
    assert "Nothing waits that nobody has open" in grace.answer.text


def test_what_amina_took_stays_hers_with_a_new_password_and_ends_when_she_leaves(
    story: Story, amina: Visitor, grace: Visitor
) -> None:
    said = story.says()
    takes(amina, said)
    new = "purple lantern seven"
    form = "form[action$='/account/password']"
    amina.opens("/staff/account").submits(form, present=PASSWORD, password=new, again=new)
    assert held(grace, said) == "Amina has taken this"
    amina.submits(".desk-nav__out")
    assert held(grace, said) == ""


def test_two_tabs_hold_it_until_both_are_closed(
    story: Story, amina: Visitor, grace: Visitor, opens: Callable[..., DeskPage], app: Flask
) -> None:
    said = story.says()
    watching, first, second = opens(grace), opens(amina), opens(amina)
    first.has_open(said.reference)
    watching.sees(("Amina", "open"))
    second.has_open(said.reference)
    assert len(claims(app)) == 2
    first.leaves()
    assert held(grace, said) == "Amina has this open"
    second.leaves()
    watching.sees()


def test_a_page_that_shows_another_one_lets_the_first_go(
    story: Story, amina: Visitor, grace: Visitor, opens: Callable[..., DeskPage]
) -> None:
    first, second = story.says(), story.says()
    watching, page = opens(grace), opens(amina)
    page.has_open(first.reference)
    watching.sees(("Amina", "open"))
    page.has_open(second.reference)
    while watching.claims.get(timeout=30)["claims"] != [
        {"reference": second.reference, "who": 2, "name": "Amina", "deliberate": False}
    ]:
        pass


@pytest.mark.parametrize("said", [None, 7, "x" * 3000, "AAAA-AAA", "aaaa-aaaa", {"a": 1}, ["AAAA-AAAA"], "ÀÀÀÀ-ÀÀÀÀ"])
def test_nothing_else_is_taken_from_a_socket(
    app: Flask, story: Story, amina: Visitor, opens: Callable[..., DeskPage], said: object
) -> None:
    real = story.says()
    page = opens(amina)
    page.has_open(said)
    page.client.emit("open", namespace="/staff")
    page.client.emit("queue_changed", {"revision": 1}, namespace="/staff")
    page.client.emit("open", ([real.reference], real.reference), namespace="/staff")
    page.has_open(real.reference)
    page.sees(("Amina", "open"))
    assert [each.page != "" for each in claims(app)] == [True]


def test_rhys_learns_of_claims_on_what_he_may_open_only(
    app: Flask, story: Story, amina: Visitor, rhys: Visitor, opens: Callable[..., DeskPage]
) -> None:
    secret, public = story.says(), story.says()
    story.publishes(public)
    watching = opens(rhys)
    opens_item(amina, secret)
    opens_item(amina, public)
    watching.sees(("Amina", "open"))
    assert [each["reference"] for each in rhys.opens("/staff/claims").answer.json()["claims"]] == [public.reference]
    page = opens(rhys)
    page.has_open(secret.reference)
    page.has_open(public.reference)
    watching.sees(("Amina", "open"), ("Rhys", "open"))
    assert rhys.posts(f"/staff/items/{secret.reference}/claim", {"do": "take"}).answer.status_code == 400


def test_taking_letting_go_and_taking_over_are_on_record_and_not_in_the_history(
    app: Flask, story: Story, amina: Visitor, grace: Visitor
) -> None:
    said = story.says()
    assert "It is yours" in takes(amina, said).answer.text
    assert held(grace, said) == "Amina has taken this"
    assert held(amina, said) == "You have taken this"
    opens_item(grace, said).submits(".desk-claim form", button="Take it over from Amina")
    assert "Grace has taken this" in held(amina, said)
    opens_item(grace, said).submits(".desk-claim form", button="Let go")
    assert "taken" not in held(amina, said)
    assert records(app) == ["claim.taken", "claim.taken_over", "claim.let_go"]
    with app.app_context(), reading() as session:
        assert session.scalar(select(Feedback.version).where(Feedback.id == said.feedback_id)) == 1


def test_who_wanted_to_take_it_and_came_second_is_told_who_has_it(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says()
    opens_item(amina, said)
    takes(grace, said)
    amina.submits(".desk-claim form", button="Take it")
    assert "Grace took it meanwhile" in amina.answer.text
    assert "Grace has taken this" in held(amina, said)


def test_a_claim_stops_nobody_and_ends_with_the_decision(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says()
    takes(amina, said)
    opens_item(grace, said)
    assert "Amina has taken this" in grace.page.select_one(".desk-claim").get_text()
    grace.submits("#publish form", button="Publish")
    assert grace.answer.status_code == 200
    assert "taken" not in opens_item(amina, said).page.select_one(".desk-claim").get_text()


def test_signing_out_lets_everything_go(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says()
    takes(amina, said)
    amina.submits(".desk-nav__out")
    assert held(grace, said) == ""


def test_next_for_me_is_the_most_urgent_that_nobody_has_open(story: Story, amina: Visitor, grace: Visitor) -> None:
    first, second = story.says(), story.says()
    opens_item(amina, first)
    grace.opens("/staff/").submits(".desk-next", button="Next for me")
    assert grace.answer.url.endswith(second.reference)
    amina.opens("/staff/").submits(".desk-next")
    assert "Nothing waits that nobody has open" in amina.answer.text


def test_a_decision_can_open_the_next_one(story: Story, amina: Visitor) -> None:
    first, second = story.says(), story.says()
    opens_item(amina, first).submits("#action-reject form", button="open the next one", because="advert")
    assert amina.answer.url.endswith(second.reference)
    assert f"{first.reference}: It is not published" in amina.answer.text


def test_an_open_page_is_told_what_a_colleague_decided(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = story.says()
    address = f"/staff/items/{said.reference}/standing?version=1"
    assert amina.opens(address).answer.status_code == 204
    opens_item(grace, said).submits("#publish form", button="Publish")
    news = amina.opens(address).answer.json()
    assert news["news"] == ["Grace decided this: Published"]
    assert news["decided"]
    assert "withdraw" in news["allowed"]
    assert "publish" not in news["allowed"]
    for version in ("", "x", "-1", "9" * 30, "²"):
        assert amina.opens(address.replace("=1", f"={version}")).answer.status_code == 400


def test_rhys_is_not_told_of_what_was_never_his(story: Story, rhys: Visitor) -> None:
    said = story.says()
    assert rhys.opens(f"/staff/items/{said.reference}/standing?version=0").answer.status_code == 404
