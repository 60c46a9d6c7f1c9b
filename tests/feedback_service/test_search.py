"""The blind index: what feedback is found by, for whom, and that nothing of it can be read."""

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import delete, select, text, update

from feedback_service import lifecycle, waiting
from feedback_service.intake import Accepted
from feedback_service.models import Counter, Feedback, Redaction, SearchOpen, SearchOriginal
from feedback_service.search import rebuilding, tokens, words
from feedback_service.search.finding import Shelf, newest
from feedback_service.storage import FieldCipher, reading, transaction
from feedback_service.vocabulary import Moderation
from tests.conftest import JOAN
from tests.support.story import Story


@pytest.fixture
def story(each_app: Flask) -> Story:
    return Story(each_app)


def finds(app: Flask, typed: str, shelf: Shelf = SearchOriginal) -> list[int]:
    """The numbers of the feedback that has all the words."""
    with app.app_context(), reading() as session:
        return newest(session, shelf, [tokens.of_word(form) for form in words.forms(typed)], None, 50)


def change(app: Flask, said: Accepted, what: Callable[[Feedback], None] = lambda _feedback: None) -> None:
    with app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        what(feedback)
        lifecycle.changed(session, feedback, "corrected")


def hide(app: Flask, said: Accepted, start: int, end: int) -> None:
    with app.app_context(), transaction() as session:
        feedback = lifecycle.locked(session, said.reference)
        assert feedback
        feedback.messages[0].redactions.append(
            Redaction(start=start, end=end, kind="name", created_at=feedback.received_at)
        )
        lifecycle.changed(session, feedback, "hidden")


def test_feedback_is_found_by_its_words_its_reference_and_its_answer(each_app: Flask, story: Story) -> None:
    said, other = story.says("The nurses waited with Cabdi"), story.says("The doctor waited")
    story.publishes(said)
    story.answers(said, "We mended the radiator")
    assert finds(each_app, "nurse") == [said.feedback_id]
    assert finds(each_app, "wait") == [other.feedback_id, said.feedback_id]
    assert finds(each_app, "waited CABDI") == [said.feedback_id]
    assert finds(each_app, "cabdi doctor") == []
    assert finds(each_app, "radiators") == [said.feedback_id]
    assert finds(each_app, said.reference) == [said.feedback_id]


def test_what_a_person_adds_is_found_at_once_and_what_is_moved_is_found_where_it_went(
    each_app: Flask, story: Story
) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    story.adds(said, "and the piano is broken")
    assert finds(each_app, "piano cold") == [said.feedback_id]


def test_what_is_erased_cannot_be_found_from_the_same_commit_on(each_app: Flask, story: Story) -> None:
    said = story.says("Marmalade every morning", sender=JOAN)
    story.publishes(said)
    story.answers(said, "We ordered more of it")
    assert finds(each_app, "marmalade") == finds(each_app, "marmalade", SearchOpen) == [said.feedback_id]
    story.texts("DELETE", JOAN)
    story.texts("DELETE", JOAN)
    for typed in ("marmalade", "morning", "ordered"):
        assert finds(each_app, typed) == finds(each_app, typed, SearchOpen) == []
    assert _occurrences(each_app, "marmalade") == 0


def test_responders_find_only_what_they_may_read(each_app: Flask, story: Story) -> None:
    said = story.says("My neighbour Maxamed was kind")
    assert finds(each_app, "kind", SearchOpen) == []
    story.publishes(said)
    assert finds(each_app, "maxamed", SearchOpen) == [said.feedback_id]
    hide(each_app, said, 13, 20)
    assert finds(each_app, "maxamed", SearchOpen) == []
    assert finds(each_app, "name removed", SearchOpen) == []
    assert finds(each_app, "kind", SearchOpen) == [said.feedback_id]
    assert finds(each_app, "maxamed") == [said.feedback_id]
    story.withdraws(said)
    assert finds(each_app, "kind", SearchOpen) == []


def test_what_was_added_after_the_decision_is_for_moderators_until_it_is_opened(each_app: Flask, story: Story) -> None:
    said = story.says("The ward is cold", sender=JOAN)
    story.publishes(said)
    story.adds(said, "my neighbour snores")
    assert finds(each_app, "snores") == [said.feedback_id]
    assert finds(each_app, "snores", SearchOpen) == []

    def opened(feedback: Feedback) -> None:
        feedback.messages[-1].is_open_to_responders = True

    change(each_app, said, opened)
    assert finds(each_app, "snores", SearchOpen) == [said.feedback_id]


def test_no_word_can_be_read_in_the_index(each_app: Flask, story: Story) -> None:
    said = story.says("Marmalade marmalade żółty")
    with each_app.app_context(), reading() as session:
        document = str(
            session.scalar(select(SearchOriginal.tokens).where(SearchOriginal.feedback_id == said.feedback_id))
        )
    assert "marm" not in document
    assert "zolt" not in document
    # Each word once, without the order and the number of times: two words, the reference in its three forms.
    assert sum(not each.strip("'").startswith("z") for each in document.split()) == 5


def test_a_change_that_leaves_the_words_alone_writes_no_document(each_app: Flask, story: Story) -> None:
    said = story.says("Words")
    with each_app.app_context(), reading() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        pytest.skip("only PostgreSQL says which transaction wrote a row")
    before = _written(each_app, said)
    change(each_app, said)
    assert _written(each_app, said) == before


def test_after_a_change_of_keys_old_documents_are_found_and_written_anew(each_app: Flask, story: Story) -> None:
    old = story.says("Marmalade in the morning")
    first, second = each_app.extensions["settings"].field_key_list, Fernet.generate_key().decode()
    each_app.extensions["field_cipher"] = FieldCipher([second, *first])
    new = story.says("Marmalade at night")
    assert finds(each_app, "marmalade") == [new.feedback_id, old.feedback_id]
    with each_app.app_context():
        assert rebuilding.sweep() == 2
        assert rebuilding.sweep() == 0
    each_app.extensions["field_cipher"] = FieldCipher([second])
    assert finds(each_app, "marmalade") == [new.feedback_id, old.feedback_id]


def test_the_sweep_indexes_what_another_release_wrote(each_app: Flask, story: Story) -> None:
    said = story.says("Marmalade in the morning")
    with each_app.app_context(), transaction() as session:
        session.execute(delete(SearchOriginal))
        session.execute(update(Feedback).values(settled_version=0))
    assert finds(each_app, "marmalade") == []
    with each_app.app_context():
        waiting.settle_others()
    assert finds(each_app, "marmalade") == [said.feedback_id]


def test_the_command_indexes_everything_anew(each_app: Flask, story: Story) -> None:
    said = [story.says(f"Marmalade {number}") for number in range(3)]
    with each_app.app_context(), transaction() as session:
        session.execute(delete(SearchOriginal))
    result = each_app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert result.output == "3 feedback indexed.\n"
    assert finds(each_app, "marmalade") == [each.feedback_id for each in reversed(said)]
    with each_app.app_context(), reading() as session:
        assert session.scalars(select(Counter.value).where(Counter.name == "search")).one() == 0


def test_the_newest_come_first_page_by_page(each_app: Flask, story: Story) -> None:
    said = [story.says(f"Marmalade {'tea' if number % 2 else 'toast'}").feedback_id for number in range(9)]
    with each_app.app_context(), reading() as session:
        wanted = [tokens.of_word("tea"), [tokens.status(Moderation.PENDING), tokens.status(Moderation.PRIVATE)]]
        first = newest(session, SearchOriginal, wanted, None, 2)
        assert first == [said[7], said[5]]
        assert newest(session, SearchOriginal, wanted, first[-1], 2) == [said[3], said[1]]
        assert newest(session, SearchOriginal, wanted, said[1], 2) == []


def test_a_filter_of_many_places_is_one_lookup(each_app: Flask, story: Story) -> None:
    said = story.says("Words", place_id=story.place("ealing"))
    with each_app.app_context(), reading() as session:
        groups = [[tokens.place(number) for number in range(1, 2000)]]
        assert newest(session, SearchOriginal, groups, None, 5) == [said.feedback_id]


def _occurrences(app: Flask, word: str) -> int:
    """How often the word's token stands anywhere in the index: on SQLite in the pages of FTS5 themselves."""
    with app.app_context(), reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            documents = session.scalars(select(SearchOriginal.tokens)).all()
            return sum(tokens.of_word(word)[0] in each for each in documents)
        pages = session.scalars(text("SELECT block FROM search_originals_index_data")).all()
        # A term is written without what it shares with the one before; its end is always there.
        end = tokens.of_word(word)[0][-6:].encode()
        return sum(bytes(page).count(end) for page in pages)


def _written(app: Flask, said: Accepted) -> int:
    with app.app_context(), reading() as session:
        statement = text("SELECT xmin::text::bigint FROM search_originals WHERE feedback_id = :number")
        return int(session.scalar(statement, {"number": said.feedback_id}) or 0)
