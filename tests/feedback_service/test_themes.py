"""What feedback is about: the framework, learning from labelled texts, and what is suggested."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import select

from feedback_service import clock, jobs
from feedback_service.models import Feedback, FeedbackTheme, Theme, ThemeModel
from feedback_service.scheduler import Job, Scheduler
from feedback_service.storage import reading, transaction
from feedback_service.themes import decided, examples, features, learning, suggesting, training
from feedback_service.themes.examples import Example, NotLabelled
from feedback_service.themes.framework import BY_SOURCE, THEMES
from feedback_service.themes.model import Model
from tests.support.story import Story

FOOD = "the food was cold", "dinner came late and the food was bad", "lovely food and a hot dinner"
WAITING = "I waited for hours", "the waiting time was far too long", "we waited weeks for a date"
BOTH = "I waited for hours and the food was cold"


def labelled(people: int = 120) -> Iterator[Example]:
    """Every person says two things; what they say has an ending of their own, so that nothing is learned by heart."""
    for person in range(people):
        yield Example(f"person {person}", f"{FOOD[person % 3]} on day {person}", frozenset({"food"}))
        yield Example(f"person {person}", f"{WAITING[person % 3]} on day {person}", frozenset({"timeliness"}))
        if not person % 4:
            yield Example(f"person {person}", f"{BOTH} on day {person}", frozenset({"food", "timeliness"}))
            yield Example(f"person {person}", f"nothing else, thank you, number {person}", frozenset())


@pytest.fixture(scope="module")
def learned() -> training.Learned:
    return training.learn(list(labelled()))


def test_the_framework_names_every_theme_once() -> None:
    assert len({theme.slug for theme in THEMES}) == len(THEMES) == len(BY_SOURCE) == 43


def test_a_text_is_counted_in_words_pairs_and_runs_of_letters() -> None:
    found = features.pieces("The Ward, the WARD’S café")
    assert (found["w:the"], found["w:the ward"], found["w:ward's"], found["w:cafe"]) == (2, 1, 1, 1)
    assert found["c: wa"] == 2


def test_a_model_suggests_what_its_examples_were_about(learned: training.Learned) -> None:
    assert {each.slug for each in learned.model.suggest(BOTH)} == {"food", "timeliness"}
    assert [each.slug for each in learned.model.suggest("the dinner was cold")] == ["food"]
    assert learned.model.suggest("nothing else, thank you") == learned.model.suggest("") == []


def test_a_model_is_measured_on_people_it_has_not_seen(learned: training.Learned) -> None:
    measured = learned.measured
    assert measured.people == 24
    assert measured.learned_from + measured.texts == len(list(labelled()))
    assert measured.micro_f1 > 0.95
    assert {each.slug for each in measured.themes} == {"food", "timeliness"}


def test_one_seed_gives_one_measure(learned: training.Learned) -> None:
    assert training.learn(list(labelled())).measured == learned.measured


def test_a_stored_model_suggests_the_same(learned: training.Learned) -> None:
    stored = Model.from_bytes(learned.model.to_bytes())
    assert [each.slug for each in stored.suggest(BOTH)] == [each.slug for each in learned.model.suggest(BOTH)]


def test_what_one_person_alone_wrote_is_in_no_model(learned: training.Learned) -> None:
    assert "w:119" not in learned.model.vocabulary
    assert "w:dinner" in learned.model.vocabulary


def test_too_little_teaches_nothing() -> None:
    with pytest.raises(training.TooFew):
        training.learn(list(labelled(10)))


def test_a_csv_file_keeps_the_comments_of_one_person_together(tmp_path: Path) -> None:
    file = tmp_path / "labelled.csv"
    file.write_text(
        "comment_id,text,themes\nA 1 - Q1,Cold food,Food & drink provision & facilities|timeliness\n"
        "A 1 - Q2,No.,Not assigned\nA 2 - Q1,,food\n",
        encoding="utf-8",
    )
    assert examples.from_csv(file) == [
        Example("A 1", "Cold food", frozenset({"food", "timeliness"})),
        Example("A 1", "No.", frozenset()),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"comment_id,text\nA,B\n", "no column themes"),
        (b"comment_id,text,themes\nA,B,Quidditch\n", "line 2: there is no theme 'Quidditch'"),
        (b"\xff\xfe\x00", "not a CSV file"),
    ],
)
def test_a_file_that_is_not_labelled_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "labelled.csv"
    file.write_bytes(content)
    with pytest.raises(NotLabelled, match=why):
        examples.from_csv(file)


def test_the_commands_refuse_bad_files_in_one_line(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("comment_id,text,themes\n")
    runner = app.test_cli_runner()
    for file in (tmp_path / "empty.csv", tmp_path / "missing.csv", tmp_path):
        answer = runner.invoke(args=["themes", "measure", str(file)])
        assert answer.exit_code == 2
        assert len(answer.output.strip().splitlines()) == 1


def keep(app: Flask, learned: training.Learned, **changes: float) -> None:
    measured = {**learned.measured.as_json(), **changes}
    with app.app_context(), transaction() as session:
        moment = clock.now()
        session.add(ThemeModel(asked_at=moment, made_at=moment, measured=measured, model=learned.model.to_bytes()))


def suggestions(app: Flask, feedback_id: int) -> list[str]:
    with app.app_context(), reading() as session:
        feedback = session.get_one(Feedback, feedback_id)
        return [each.theme.slug for each in suggesting.suggested(session, feedback, suggesting.living(session))]


def test_a_good_model_suggests_for_english_words(each_app: Flask, learned: training.Learned) -> None:
    story = Story(each_app)
    said, polish = story.says(BOTH), story.says("Jedzenie było zimne", language="pl")
    assert suggestions(each_app, said.feedback_id) == []
    keep(each_app, learned)
    assert set(suggestions(each_app, said.feedback_id)) == {"food", "timeliness"}
    assert suggestions(each_app, polish.feedback_id) == []


def test_a_model_below_the_floor_suggests_nothing(app: Flask, learned: training.Learned) -> None:
    said = Story(app).says(BOTH)
    keep(app, learned, micro_f1=0.49)
    assert suggestions(app, said.feedback_id) == []


def test_a_theme_that_the_model_is_bad_at_is_not_suggested(app: Flask, learned: training.Learned) -> None:
    said = Story(app).says(BOTH)
    themes = [{**vars(each), "f1": 0.3 if each.slug == "food" else 0.9} for each in learned.measured.themes]
    keep(app, learned, themes=themes)  # type: ignore[arg-type]
    assert suggestions(app, said.feedback_id) == ["timeliness"]


def test_a_retired_theme_is_not_suggested(app: Flask, learned: training.Learned) -> None:
    said = Story(app).says(BOTH)
    keep(app, learned)
    with app.app_context(), transaction() as session:
        session.scalars(select(Theme).where(Theme.slug == "food")).one().retired_at = clock.now()
    assert suggestions(app, said.feedback_id) == ["timeliness"]


def decide(app: Flask, feedback_id: int, *slugs: str) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Feedback, feedback_id).themed_at = clock.now()
        for theme in session.scalars(select(Theme).where(Theme.slug.in_(slugs))):
            session.add(FeedbackTheme(feedback_id=feedback_id, theme_id=theme.id))


def test_moderators_decisions_are_examples_without_what_was_hidden(each_app: Flask) -> None:
    story = Story(each_app)
    cold, none = story.says("Cold food", sender="+447700900001"), story.says("Nothing", sender="+447700900002")
    decide(each_app, cold.feedback_id, "food")
    decide(each_app, none.feedback_id)
    story.says("Undecided")
    with each_app.app_context(), reading() as session:
        found = {each.text: each.themes for each in decided.from_decisions(session)}
        assert decided.count(session) == 2
    assert found == {"Cold food": frozenset({"food"}), "Nothing": frozenset()}


@pytest.fixture
def child(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that learns is the application of the test once more."""
    settings = app.extensions["settings"]
    for name in ("secret_key", "field_keys", "database_url"):
        monkeypatch.setenv(name.upper(), getattr(settings, name))


def the_wish(app: Flask) -> ThemeModel:
    with app.app_context(), reading() as session:
        return session.scalars(select(ThemeModel)).one()


def test_a_model_that_was_asked_for_is_made_once(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "labelled.csv"
    rows = [
        f"{each.respondent} - Q{number},{each.text},{'|'.join(each.themes)}" for number, each in enumerate(labelled())
    ]
    rows = [row.replace("nothing else, thank you, number", "nothing else number") for row in rows]
    file.write_text("comment_id,text,themes\n" + "\n".join(rows), encoding="utf-8")
    app.extensions["settings"].themes_csv = str(file)
    with app.app_context():
        assert (learning.ask(None), learning.ask(None)) == (True, False)
        assert learning.learn()["micro_f1"] > 0.9
        with pytest.raises(learning.CannotLearn):
            learning.learn()
    said = Story(app).says(BOTH)
    assert set(suggestions(app, said.feedback_id)) == {"food", "timeliness"}


def test_a_try_that_failed_says_why_and_the_next_one_may_begin(app: Flask) -> None:
    with app.app_context():
        learning.ask(None)
        with pytest.raises(learning.CannotLearn, match="two themes"):
            learning.learn()
        with reading() as session:
            row = session.scalars(select(ThemeModel)).one()
            assert row.failed_at is not None
            assert "two themes" in (row.failure or "")
        assert learning.ask(None)


def test_a_process_that_dies_in_the_middle_fails_the_wish_and_is_not_begun_again(
    app: Flask, child: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(app, Story(app).says("Cold food").feedback_id, "food")
    monkeypatch.setenv("FIELD_KEYS", Fernet.generate_key().decode())
    with app.app_context():
        learning.ask(None)
        assert learning.learn_when_due()
        assert not learning.learn_when_due()
    assert the_wish(app).failure == "it ended with the status 1"


def test_what_stopped_a_process_from_learning_is_kept_as_it_said_it(app: Flask, child: None) -> None:
    with app.app_context():
        learning.ask(None)
        assert learning.learn_when_due()
    assert "two themes" in (the_wish(app).failure or "")


def test_a_process_that_takes_too_long_is_ended_and_fails_the_wish(
    app: Flask, child: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "LONGEST_SECONDS", 0)
    with app.app_context():
        learning.ask(None)
        assert learning.learn_when_due()
    assert the_wish(app).failure == "it took longer than 0 seconds"


def test_a_service_that_stops_waits_for_no_model_and_leaves_the_wish_to_the_next(
    app: Flask, child: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "COMMAND", "scheduler")
    with app.app_context():
        learning.ask(None)
    runs, ended = Event(), Event()

    def learn() -> bool:
        runs.set()
        found = learning.learn_when_due()
        ended.set()
        return found

    timed = Scheduler(app, [Job("learn_themes", 1, learn)])
    timed.start()
    assert runs.wait(20)
    stopping = Thread(target=timed.stop, daemon=True)
    stopping.start()
    assert ended.wait(60)
    stopping.join(60)
    assert not stopping.is_alive()
    assert the_wish(app).failed_at is None


def test_no_second_process_learns_while_one_may_still_be_at_it() -> None:
    [job] = [each for each in jobs.jobs() if each.run is learning.learn_when_due]
    assert job.lease > timedelta(seconds=learning.LONGEST_SECONDS)
