"""The review of the translations: every text is read and confirmed by somebody with a name, in exactly its words."""

import pytest
from sqlalchemy import select

from feedback_service.languages import SPOKEN
from feedback_service.models import AuditRecord
from feedback_service.storage import reading
from feedback_service.texts import reviews, translations
from feedback_service.texts.catalogue import SAFETY, TEXTS
from feedback_service.texts.translations import is_translated
from tests.support.visitor import Visitor

KEY = "verdict_yes"


def drafts(visitor: Visitor, language: str) -> str:
    page = visitor.opens("/staff/texts").page
    row = page.select_one(f"tr:has(a[href$='/{language}'])")
    return row.select_one(".desk-number").get_text()


def test_the_list_says_how_many_texts_of_each_language_are_drafts(amina: Visitor) -> None:
    amina.opens("/staff/").opens("/staff/texts")
    links = [each["href"].rsplit("/", 1)[1] for each in amina.page.select("tbody a")]
    assert links == list(SPOKEN)
    assert drafts(amina, "pl") == str(len(TEXTS))


def test_each_text_stands_beside_the_english_in_its_own_direction_safety_first(amina: Visitor) -> None:
    amina.opens("/staff/texts/ar")
    sections = amina.page.select(".desk-text")
    assert [each["id"] for each in sections[: len(SAFETY)]] == [key for key in TEXTS if key in SAFETY]
    assert all("Safety" in each.h2.get_text() for each in sections[: len(SAFETY)])
    assert len(sections) == len(TEXTS)
    english, arabic = amina.page.select("#signpost .desk-text__words p")
    assert (english["lang"], english["dir"]) == ("en", "ltr")
    assert (arabic["lang"], arabic["dir"]) == ("ar", "rtl")
    assert "Call 999" in english.get_text()
    assert "999" in arabic.get_text()
    assert "NHS feedback" not in arabic.get_text(), "the English that goes with a draft is not to be confirmed"
    assert not any("%(" in each.get_text() for each in amina.page.select(".desk-text__words"))
    assert "draft" in amina.page.select_one("#signpost").get_text()


def test_a_text_is_confirmed_by_name_and_taken_back(amina: Visitor, app) -> None:
    amina.opens("/staff/texts/pl").submits(f"#{KEY} form", button="Confirm this text")
    assert amina.answer.url.endswith("/staff/texts/pl#" + KEY) or amina.answer.url.endswith("/staff/texts/pl")
    assert "confirmed by Amina" in amina.page.select_one(f"#{KEY}").get_text()
    assert drafts(amina, "pl") == str(len(TEXTS) - 1)
    assert drafts(amina, "ar") == str(len(TEXTS))
    amina.opens("/staff/texts/pl").submits(f"#{KEY} form", button="Take the confirmation back")
    assert "draft" in amina.page.select_one(f"#{KEY}").get_text()
    with app.app_context(), reading() as session:
        actions = session.scalars(select(AuditRecord.action).where(AuditRecord.subject == f"text:pl:{KEY}")).all()
    assert actions == ["text.confirmed", "text.confirmation_taken_back"]


def test_words_that_changed_since_they_were_read_are_not_confirmed(amina: Visitor, app) -> None:
    amina.opens("/staff/texts/pl").submits(f"#{KEY} form", button="Confirm this text", wording="0" * 64)
    assert amina.answer.status_code == 409
    assert "The words changed since you read them." in amina.page.select_one(".nhsuk-error-summary").get_text()
    assert amina.page.select_one(f".nhsuk-error-summary a[href='#{KEY}']") is not None
    with app.app_context(), reading() as session:
        assert reviews.drafts(session)["pl"] == len(TEXTS)


def test_what_is_not_translated_cannot_be_confirmed(amina: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "_catalogue", lambda _language: translations.NullTranslations())
    assert not is_translated(KEY, "pl")
    section = amina.opens("/staff/texts/pl").page.select_one(f"#{KEY}")
    assert "Not translated yet: people get it in English." in section.get_text()
    assert section.select_one("form[action$=confirm]") is None


def test_every_text_is_confirmed_by_itself(amina: Visitor) -> None:
    amina.opens("/staff/texts/pl")
    forms = amina.page.select(".desk-text form[action$=confirm]")
    assert len(forms) == len({each["action"] for each in forms})
    assert all(len(each.select("[name=wording]")) == 1 for each in forms)


def test_responders_confirm_nothing_and_no_other_language_has_a_page(amina: Visitor, rhys: Visitor) -> None:
    assert rhys.opens("/staff/texts").answer.status_code == 403
    assert "/staff/texts" not in rhys.opens("/staff/").answer.text
    token = rhys.page.select_one("input[name=csrf_token]")["value"]
    assert rhys.posts(f"/staff/texts/pl/{KEY}/confirm", {"csrf_token": token}).answer.status_code == 403
    assert amina.opens("/staff/texts/xx").answer.status_code == 404
    assert amina.opens("/staff/texts/en").page.select_one("form[action$=confirm]") is None
    token = amina.opens("/staff/").page.select_one("input[name=csrf_token]")["value"]
    data = {"csrf_token": token, "wording": "x"}
    assert amina.posts("/staff/texts/xx/nothing/confirm", data).answer.status_code == 404
    assert amina.posts(f"/staff/texts/pl/{KEY}/confirm", {"wording": "x"}).answer.status_code == 400
