"""Searching at the desk: who finds what, what the row shows of it, and what stands in the address and on record."""

import pytest
from flask import Flask
from sqlalchemy import select

from feedback_service.models import AuditRecord
from feedback_service.storage import current_cipher, reading
from tests.conftest import JOAN
from tests.moderation.test_queue import says, shown
from tests.support.story import Story
from tests.support.visitor import Visitor


def searches(visitor: Visitor, typed: str, **more: str) -> list[str]:
    return shown(visitor.opens("/staff/", params={"q": typed, **more}))


def marked(visitor: Visitor) -> list[str]:
    return [each.get_text() for each in visitor.page.select("mark")]


@pytest.mark.parametrize(
    ("words", "language", "typed", "found"),
    [
        ("The nurses were waiting", "en", "nurse wait", ["nurses", "waiting"]),
        ("Pielęgniarka była miła", "pl", "pielegniarka byla", ["Pielęgniarka", "była"]),
        ("كانت المُمَرِّضة لطيفة", "ar", "الممرضة", ["المُمَرِّضة"]),
        ("كانت الممرضة لطيفة", "ar", "المُمَرِّضة", ["الممرضة"]),
        ("ਨਰਸ ਬਹੁਤ ਚੰਗੀ ਸੀ", "pa", "ਚੰਗੀ", ["ਚੰਗੀ"]),
        ("Waxaan la hadlay Xaawo Maxamed", "so", "xaawo maxamed", ["Xaawo", "Maxamed"]),
    ],
)
def test_words_are_found_in_any_spelling_and_marked(
    story: Story, amina: Visitor, words: str, language: str, typed: str, found: list[str]
) -> None:
    said = says(story, words, language=language)
    says(story, "Something else")
    assert searches(amina, typed) == [said.reference]
    assert marked(amina) == found
    assert amina.page.select_one(".desk-row__excerpt [lang]")["lang"] == language


def test_a_search_goes_through_everything_and_a_tab_narrows_it(story: Story, amina: Visitor) -> None:
    waits, done = says(story, "The piano is broken"), says(story, "The piano is back")
    story.publishes(done)
    story.answers(done)
    assert searches(amina, "piano") == [done.reference, waits.reference]
    assert searches(amina, "piano", tab="decide") == [waits.reference]
    assert searches(amina, "piano back", tab="decide") == []
    assert searches(amina, "piano", tab="published") == [done.reference]
    amina.opens("/staff/?q=piano").opens(amina.page.select_one("#tab-decide")["href"])
    assert shown(amina) == [waits.reference]
    assert amina.page.select_one("#q")["value"] == "piano"


def test_a_far_word_shows_with_what_stands_around_it(story: Story, amina: Visitor) -> None:
    says(story, f"{'and so on ' * 60}the marmalade was good {'and more ' * 60}")
    searches(amina, "marmalade")
    excerpt = amina.page.select_one(".desk-row__excerpt").get_text()
    assert "the marmalade was good" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(excerpt) < 200


def test_a_word_in_the_answer_is_shown_from_the_answer(story: Story, amina: Visitor) -> None:
    said = says(story, "It is cold")
    story.publishes(said)
    story.answers(said, "We mended the radiator")
    assert searches(amina, "radiators") == [said.reference]
    assert "In the answer:" in amina.reads
    assert marked(amina) == ["radiator"]


def test_a_hidden_word_is_found_by_moderators_and_shown_to_nobody(
    story: Story, amina: Visitor, rhys: Visitor, app: Flask
) -> None:
    said = says(story, "Joan likes tea")
    amina.opens(f"/staff/items/{said.reference}")
    amina.submits("#hide-form", word=[amina.page.select("input[name=word]")[0]["value"]], kind="name")
    story.publishes(said)
    assert searches(amina, "joan") == [said.reference]
    assert "It is in the words that are hidden." in amina.reads
    assert "Joan" not in amina.page.select_one("[data-rows]").get_text()
    assert searches(rhys, "joan") == searches(rhys, "name removed") == []
    assert searches(rhys, "tea") == [said.reference]


def test_a_responder_finds_nothing_that_is_not_open(story: Story, rhys: Visitor) -> None:
    said = says(story, "The piano is broken", sender=JOAN)
    for tab in ("", "all", "decide", "published", "rejected"):
        assert searches(rhys, "piano", tab=tab) == []
    story.publishes(said)
    assert searches(rhys, "piano") == [said.reference]
    story.adds(said, "and my neighbour snores")
    assert searches(rhys, "snores") == []
    story.withdraws(said)
    assert searches(rhys, "piano") == []
    assert searches(rhys, said.reference) == searches(rhys, "XXXX-XXXX") == []
    assert rhys.answer.status_code == 200


@pytest.mark.parametrize(
    "typed",
    ["...", "the", "'; DROP TABLE feedback; --", '"', "NEAR(a b)", "-x OR y", "x:*", "()", "&|!", "😀", "\x00"],
)
def test_what_is_no_word_breaks_nothing(story: Story, amina: Visitor, typed: str) -> None:
    says(story, "Words")
    searches(amina, typed)
    assert amina.answer.status_code == 200


def test_words_that_say_nothing_are_said_to_be_so(story: Story, amina: Visitor) -> None:
    says(story, "Words")
    assert searches(amina, "the and of") == []
    assert "“<bdi>the and of</bdi>” is too common to search for" in amina.answer.text
    assert "Nothing was found" not in amina.reads


def test_two_hundred_words_are_no_error(story: Story, amina: Visitor) -> None:
    said = says(story, "one two three four five six seven eight nine ten eleven")
    assert searches(amina, "one two three four five six seven eight nine ten nothing " * 20) == [said.reference]


def test_whose_words_were_shown_is_on_record_and_what_was_searched_for_is_not(
    story: Story, amina: Visitor, app: Flask
) -> None:
    said = says(story, "The piano is broken")
    searches(amina, "piano")
    with app.app_context(), reading() as session:
        record = session.scalars(select(AuditRecord).order_by(AuditRecord.sequence.desc())).first()
    assert record
    assert (record.action, record.subject, record.details) == (
        "queue.viewed",
        "queue:all",
        {"references": [said.reference]},
    )


def addresses(visitor: Visitor) -> str:
    """Where the visitor is and came through, and every address that the page leads to."""
    through = [each.url for each in (*visitor.answer.history, visitor.answer)]
    leads = [str(each[name]) for name in ("href", "action", "data-query") for each in visitor.page.select(f"[{name}]")]
    return " ".join([*through, *leads])


def test_the_words_stand_in_no_address(story: Story, amina: Visitor) -> None:
    said = says(story, "Maxamed was kind")
    amina.opens("/staff/").submits("#search", q="Maxamed kind")
    assert shown(amina) == [said.reference]
    assert marked(amina) == ["Maxamed", "kind"]
    assert "maxamed" not in addresses(amina).casefold()
    amina.opens(amina.page.select_one("#tab-decide")["href"])
    assert shown(amina) == [said.reference]
    assert amina.page.select_one("#q")["value"] == "Maxamed kind"
    kept = amina.answer.url
    amina.submits("#save-filter", name="Him", shared="1")
    assert amina.page.select_one("#delete-filter") is not None
    assert "maxamed" not in addresses(amina).casefold()
    assert shown(amina.opens(kept)) == [said.reference]


def test_a_sealed_address_finds_the_same_for_a_colleague_and_live(story: Story, amina: Visitor, grace: Visitor) -> None:
    said = says(story, "Maxamed was kind")
    address = amina.opens("/staff/").submits("#search", q="Maxamed").answer.url
    assert shown(grace.opens(address)) == [said.reference]
    query = grace.page.select_one("[data-query]")["data-query"]
    assert said.reference in grace.opens(f"/staff/queue/fragment?{query}").answer.text


def test_an_old_bookmark_leads_on_and_the_sign_in_page_drops_its_words(story: Story, base: str) -> None:
    says(story, "Maxamed was kind")
    lena = Visitor(base).opens("/staff/?tab=all&q=Maxamed&consent=yes")
    assert "maxamed" not in lena.answer.url.casefold()
    assert "maxamed" not in lena.answer.text.casefold()
    lena.submits(email=story.email, password=story.password)
    assert lena.answer.url.endswith("/staff/?tab=all&consent=yes")
    lena.opens("/staff/?tab=all&q=Maxamed")
    assert "maxamed" not in lena.answer.url.casefold()
    assert marked(lena) == ["Maxamed"]


@pytest.mark.parametrize("words", ["nonsense", "gAAAAA", "é", "\x00", "x" * 3000])
def test_what_was_never_sealed_is_left_out(story: Story, amina: Visitor, words: str) -> None:
    says(story, "Words")
    amina.opens("/staff/", params={"words": words})
    assert amina.answer.status_code == 200
    assert amina.page.select_one("#q")["value"] == ""


def test_nothing_else_that_is_encrypted_is_opened_as_words(app: Flask, amina: Visitor) -> None:
    with app.app_context():
        number = current_cipher().encrypt(JOAN)
    amina.opens("/staff/", params={"words": number})
    assert JOAN not in amina.answer.text
