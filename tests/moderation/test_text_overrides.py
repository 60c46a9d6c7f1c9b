"""Better words for a text: one member proposes them, a second confirms them, and one click goes back."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback_service.models import AuditRecord, TextOverride
from feedback_service.storage import reading, transaction
from feedback_service.texts import overrides, reviews, wording
from feedback_service.texts.catalogue import TEXTS
from feedback_service.texts.overrides import NotPossible, OwnProposal, Problem
from feedback_service.vocabulary import Role
from tests.moderation.conftest import Desk
from tests.support.at_once import at_once
from tests.support.story import Story
from tests.support.visitor import Visitor

KEY = "consent_yes"
BETTER = "Dziękujemy bardzo. Ktoś najpierw to przeczyta. Odpowiedz %(private)s, aby zmienić zdanie."


def says(app: Flask, key: str, language: str) -> str:
    with app.app_context(), reading() as session:
        return wording.say(wording.voice(session, language), key)


def test_words_are_used_once_a_second_member_confirmed_them_and_one_click_goes_back(
    amina: Visitor, grace: Visitor, app: Flask
) -> None:
    before = says(app, KEY, "pl")
    amina.opens("/staff/texts/pl").submits(f"#{KEY} form[action$=propose]", words=BETTER)
    assert "wait for a second member" in amina.answer.text
    assert says(app, KEY, "pl") == before
    assert amina.page.select_one(f"#{KEY} [formaction$=confirm]") is None, "nobody confirms their own words"
    grace.opens("/staff/texts/pl")
    assert "proposed by Amina" in grace.page.select_one(f"#{KEY}").get_text()
    grace.submits(f"#{KEY} form[action$=refuse]", button="Use these words")
    assert says(app, KEY, "pl").startswith("Dziękujemy bardzo.")
    section = grace.page.select_one(f"#{KEY}").get_text()
    assert "confirmed by Grace" in section
    assert "not the words that came with the service" in section
    grace.submits(f"#{KEY} form[action$=shipped]")
    assert says(app, KEY, "pl") == before
    with app.app_context(), reading() as session:
        actions = session.scalars(
            select(AuditRecord.action).where(AuditRecord.subject == f"text:pl:{KEY}").order_by(AuditRecord.sequence)
        )
        assert list(actions) == ["text.override_proposed", "text.override_confirmed", "text.override_ended"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", Problem.EMPTY),
        ("\u200b", Problem.EMPTY),
        ("Thank you.", Problem.BLANKS),
        ("Thank you %(private)s %(reference)s", Problem.BLANKS),
        ("100% %(private)s", Problem.PERCENT),
        ("%(private)s %d", Problem.PERCENT),
        ("%(private)s" + "a" * 400, Problem.LONG),
        ("%(private)s “curly”", Problem.LETTERS),
    ],
)
def test_words_that_could_not_be_sent_are_refused_with_a_reason(
    amina: Visitor, app: Flask, words: str, problem: Problem
) -> None:
    amina.opens("/staff/texts/en").submits(f"#{KEY} form[action$=propose]", words=words)
    assert amina.answer.status_code == 422
    assert amina.page.select_one(f"#{KEY} details").has_attr("open")
    assert (
        amina.page.select_one(f"#words-{KEY}").get_text().strip() == words.strip("\u200b") or problem == Problem.EMPTY
    )
    with app.app_context(), pytest.raises(NotPossible) as refused:
        overrides.propose("en", KEY, words, 1)
    assert refused.value.problem == problem


def test_the_english_can_be_bettered_too_and_stands_beside_drafts(each_desk: Desk) -> None:
    app, people = each_desk.app, each_desk.people
    key = "erase_waits"
    with app.app_context():
        overrides.propose("en", key, "We erase it all as soon as we know that you are safe.", people[Role.MODERATOR].id)
        with reading() as session:
            [waiting] = overrides.current(session, "en")
        with pytest.raises(OwnProposal):
            overrides.confirm(waiting.id, people[Role.MODERATOR].id)
        overrides.confirm(waiting.id, people[Role.RESPONDER].id)
        with pytest.raises(overrides.Overtaken):
            overrides.confirm(waiting.id, people[Role.RESPONDER].id)
    assert says(app, key, "en") == "We erase it all as soon as we know that you are safe."
    assert says(app, key, "pl").endswith("\nWe erase it all as soon as we know that you are safe.")


def test_a_newer_proposal_replaces_the_words_in_force_and_a_confirmed_safety_text_stands_alone(
    each_desk: Desk,
) -> None:
    app, people = each_desk.app, each_desk.people
    key = "erase_waits"
    with app.app_context():
        for words in ("Najpierw sprawdzimy.", "Najpierw sprawdzimy to."):
            overrides.propose("pl", key, words, people[Role.MODERATOR].id)
            with reading() as session:
                waiting = [each for each in overrides.current(session, "pl") if each.confirmed_at is None]
            overrides.confirm(waiting[0].id, people[Role.RESPONDER].id)
        with reading() as session:
            assert [each.words for each in overrides.current(session, "pl")] == ["Najpierw sprawdzimy to."]
            assert reviews.drafts(session)["pl"] == len(TEXTS) - 1
    assert says(app, key, "pl") == "Najpierw sprawdzimy to."


def test_of_several_words_for_a_text_that_are_confirmed_at_the_same_moment_one_is_used(each_desk: Desk) -> None:
    app, people = each_desk.app, each_desk.people
    words = [f"Najpierw sprawdzimy to {number}." for number in range(4)]
    with app.app_context():
        for each in words:
            overrides.propose("pl", "erase_waits", each, people[Role.MODERATOR].id)
        with reading() as session:
            waiting = [each.id for each in overrides.current(session, "pl")]

    def confirms() -> object:
        with app.app_context():
            try:
                return overrides.confirm(waiting.pop(), people[Role.RESPONDER].id).words
            except overrides.Overtaken:
                return None

    used = at_once(4, confirms)
    assert len(used) == 4
    assert says(app, "erase_waits", "pl") in used


def test_words_for_other_english_than_the_present_are_left_aside(each_desk: Desk) -> None:
    app, people = each_desk.app, each_desk.people
    before = says(app, KEY, "pl")
    with app.app_context():
        overrides.propose("pl", KEY, BETTER, people[Role.MODERATOR].id)
        with reading() as session:
            [waiting] = overrides.current(session, "pl")
        overrides.confirm(waiting.id, people[Role.RESPONDER].id)
        with transaction() as session:
            session.execute(update(TextOverride).values(english="0" * 64))
    assert says(app, KEY, "pl") == before


def test_what_was_decided_before_is_said_and_no_other_text_has_words(
    amina: Visitor, grace: Visitor, app: Flask, story: Story
) -> None:
    amina.opens("/staff/texts/pl").submits(f"#{KEY} form[action$=propose]", words=BETTER)
    grace.opens("/staff/texts/pl")
    amina.submits(f"#{KEY} form[action$=refuse]")
    grace.submits(f"#{KEY} form[action$=refuse]", button="Use these words")
    assert grace.answer.status_code == 409
    assert "somebody decided before you" in grace.reads
    token = grace.page.select_one("input[name=csrf_token]")["value"]
    for address in (
        "pl/nothing/propose",
        "xx/receipt/propose",
        "xx/receipt/shipped",
        "pl/reason_unkind/propose",
        "pl/proposals/1/burn",
    ):
        assert grace.posts(f"/staff/texts/{address}", {"csrf_token": token, "words": "x"}).answer.status_code == 404
