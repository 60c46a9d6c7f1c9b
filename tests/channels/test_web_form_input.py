"""What people type into the form: mistakes named and everything kept, nothing mangled stored."""

from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from feedback_service.models import Contact, Feedback
from feedback_service.storage import reading
from feedback_service.vocabulary import KnownBy
from tests.support import server
from tests.support.visitor import Visitor

ENOUGH = {"words": "The ward was cold at night", "consent": "yes", "answer": "link"}


@pytest.fixture
def each_base(each_app: Flask) -> Iterator[str]:
    with server.in_process(each_app) as address:
        yield address


def stored(app: Flask) -> list[Feedback]:
    """Every feedback with its messages."""
    with app.app_context(), reading() as session:
        found = list(session.scalars(select(Feedback).order_by(Feedback.id)).unique())
        assert all(each.messages for each in found)
        return found


def words(feedback: Feedback) -> str:
    return feedback.messages[0].body


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"words": ""}, "Write what happened"),
        ({"words": " \n\t \u200b\u00a0 "}, "Write what happened"),
        ({"consent": None}, "Choose whether we can show"),
        ({"consent": "perhaps"}, "Choose whether we can show"),
        ({"answer": None}, "Choose how you want to get an answer"),
        ({"answer": "text", "phone": ""}, "Enter your mobile phone number"),
        ({"answer": "text", "phone": "12"}, "Enter a mobile phone number, like"),
        ({"answer": "text", "phone": "my daughter's"}, "Enter a mobile phone number, like"),
        ({"author": "king"}, "Choose one of the answers"),
        ({"fft": "7"}, "Choose one of the answers"),
        ({"fft": "１"}, "Choose one of the answers"),
        ({"place": "999999999999999999999999"}, "Choose one of the answers"),
        ({"place": "1 OR 1=1"}, "Choose one of the answers"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_everything_typed_is_kept(
    app: Flask, kofi: Visitor, wrong: dict[str, str | None], message: str
) -> None:
    typed = {**ENOUGH, "author": "patient", "fft": "2", "phone": "07700 900001", **wrong}
    kofi.opens("/feedback").submits(**typed)
    page = kofi.page
    field = next(iter(wrong)) if wrong.get("answer") != "text" else "phone"
    assert kofi.answer.status_code == 422
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    assert message in page.select_one(f".nhsuk-error-summary a[href='#{field}']").get_text()  # type: ignore[union-attr]
    assert message in page.select_one(f"#{field}-error").get_text()  # type: ignore[union-attr]
    assert page.select_one(f"#{field}") is not None
    assert stored(app) == []
    kofi.submits(**{name: ENOUGH.get(name, "") for name in wrong})
    (feedback,) = stored(app)
    assert words(feedback) == ENOUGH["words"]
    assert feedback.author == (None if "author" in wrong else "patient")
    assert feedback.fft == (None if "fft" in wrong else 2)


def test_ten_thousand_characters_are_taken_and_one_more_is_refused_with_all_of_them_kept(
    app: Flask, kofi: Visitor
) -> None:
    long = "ਪ" * 9_998 + "\r\n🙂"
    kofi.opens("/feedback").submits(**{**ENOUGH, "words": long + "x"})
    assert kofi.answer.status_code == 422
    assert "1 characters too long" in kofi.reads
    kept = kofi.page.select_one("#words").get_text()  # type: ignore[union-attr]
    assert kept.replace("\r\n", "\n") == long.replace("\r\n", "\n") + "x"
    kofi.submits(words=long)
    assert words(stored(app)[0]) == long.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "said",
    [
        "الممرضة كانت لطيفة جدا، شكرا",
        "ਨਰਸ ਬਹੁਤ ਚੰਗੀ ਸੀ",
        "👩🏾‍🤝‍👩🏻 thank you 🙏🏽",
        "First line\nsecond\tline",
        "<script>alert(1)</script> & \"quotes\" 'single'",
        "\u202eright to left override\u202c",
        "Zażółć gęślą jaźń",
        "👍",
    ],
)
def test_what_somebody_wrote_is_kept_sign_for_sign(each_app: Flask, each_base: str, said: str) -> None:
    Visitor(each_base).opens("/feedback").submits(**{**ENOUGH, "words": said})
    assert words(stored(each_app)[0]) == said


def test_characters_that_nobody_types_are_dropped(each_app: Flask, each_base: str) -> None:
    Visitor(each_base).opens("/feedback").submits(**{**ENOUGH, "words": "a\x00b\x07c\x1b[31m\x85d\r\ne\x00"})
    assert words(stored(each_app)[0]) == "abc[31md\ne"


def test_the_language_of_the_words_counts_and_the_answer_comes_in_that_of_the_page(app: Flask, base: str) -> None:
    words, page = "The nurse was kind and she listened to us", "/feedback?lang=pl"
    Visitor(base).opens(page).submits(**{**ENOUGH, "words": words, "answer": "text", "phone": "07700 900001"})
    said = stored(app)[0]
    assert said.language == "en"
    with app.app_context(), reading() as session:
        contact = session.scalars(select(Contact)).one()
    assert (contact.language, contact.language_by) == ("pl", KnownBy.PERSON)


def test_the_language_is_that_of_the_page_the_person_wrote_on(app: Flask, base: str) -> None:
    Visitor(base).opens("/feedback?lang=ar").submits(**{**ENOUGH, "words": "الممرضة كانت لطيفة"})
    assert stored(app)[0].language == "ar"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"words",
        b"words=%00&consent=yes&answer=link",
        b"words=%ff%fe%fd&consent=&answer=link",
        b"words=a&words=b&consent=yes&consent=no&answer=",
        b"words[]=a&consent[]=yes&answer=link",
        b"words=a&consent=yes&answer=text&phone=" + b"9" * 5_000,
        b"words=a&consent=yes&answer=link&place=-1",
        b"words=a&consent=yes&answer=link&fft=1e3",
        b"words=a&consent=yes&answer=link&author=%F0%9F%98%80",
        b"words=" + b"a" * 400_000 + b"&consent=yes&answer=link",
        b"words=" + b"a" * 600_000,
        b"&".join(b"words=a" for _ in range(2_000)),
        b'{"words": "a"}',
        b"\x00\x01\x02\xff=\xfe&&&===%%%",
    ],
)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"])
def test_mangled_input_is_refused_and_stores_nothing(app: Flask, base: str, body: bytes, kind: str) -> None:
    answer = requests.post(f"{base}/feedback", body, headers={"Content-Type": kind}, allow_redirects=False, timeout=30)
    assert answer.status_code in {400, 413, 422}
    assert stored(app) == []


@pytest.mark.parametrize("key", ["", "x", "0" * 5_000, "\x00", "' OR 1=1 --", None])
def test_a_bad_key_costs_nobody_their_words(app: Flask, kofi: Visitor, key: str | None) -> None:
    kofi.opens("/feedback").submits(**ENOUGH, key=key)
    assert kofi.answer.status_code == 200
    assert words(stored(app)[0]) == ENOUGH["words"]


@pytest.mark.parametrize("entry", ["", "zzz", "\x00", "🙂", "x" * 5_000, "../..", "' --"])
def test_a_bad_entry_point_costs_nobody_their_words(each_app: Flask, each_base: str, entry: str) -> None:
    kofi = Visitor(each_base).opens("/feedback", params={"entry": entry})
    assert kofi.answer.status_code == 200
    kofi.submits(**ENOUGH)
    (feedback,) = stored(each_app)
    assert feedback.entry_point_id is None
