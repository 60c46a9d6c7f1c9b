"""Rules made on somebody's words: applied where they are already, erased with them, listed where no key opens one."""

import importlib
import json

import pytest
import structlog
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select, update

from feedback_service.hiding_rules import NewRule
from feedback_service.intake import Accepted
from feedback_service.models import Feedback, HidingRule
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Hidden, Reach, RuleSort
from moderation.changing import NotPossible
from moderation.hiding import rules as made_anywhere
from moderation.permissions import Action
from moderation.told.data import Hide, Leave
from tests.conftest import JOAN
from tests.moderation.conftest import Desk
from tests.moderation.test_hiding import hidden, makes, opens, preview
from tests.support.at_once import at_once
from tests.support.story import Story
from tests.support.visitor import Visitor

WORDS = "Big Mike sings. I told Big Mike so."
FIRST = (0, 8)


def hides(desk: Desk, said: Accepted, kind: Hidden = Hidden.NAME, reach: Reach = Reach.EVERYWHERE) -> None:
    message = desk.feedback(said).messages[0]
    desk.does(Action.REDACT, said, Hide(((message.id, *FIRST),), kind, reach=reach))


def texted(desk: Desk) -> Accepted:
    """What Joan wrote, by text."""
    desk.story.texts(WORDS, JOAN)
    with desk.app.app_context(), reading() as session:
        number, reference = session.execute(select(Feedback.id, Feedback.reference)).one().tuple()
    return Accepted(number, reference, "", False)


def erases_everything(desk: Desk) -> None:
    desk.story.texts("DELETE", JOAN)
    desk.story.texts("DELETE", JOAN)


def rules(desk: Desk) -> list[tuple[str, bool]]:
    """The words of every rule, and whether it holds."""
    with desk.app.app_context(), reading() as session:
        found = session.scalars(select(HidingRule).order_by(HidingRule.id)).unique()
        return [(each.words, each.retired_at is None) for each in found]


def spoils(desk_app, rule: int) -> None:  # type: ignore[no-untyped-def]
    """As if its key had been lost."""
    with desk_app.app_context(), transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE hiding_rules SET words = 'gAAAAA' WHERE id = {rule}")
    desk_app.extensions.pop("hiding_rules", None)


def test_a_rule_that_is_there_already_hides_every_occurrence_where_it_is_chosen_again(each_desk: Desk) -> None:
    said = each_desk.story.says(WORDS)
    makes(each_desk, "Big Mike")
    assert hidden(each_desk, said) == []
    hides(each_desk, said)
    assert hidden(each_desk, said) == ["Big Mike", "Big Mike"]
    assert rules(each_desk) == [("Big Mike", True)]


@pytest.mark.parametrize("kind", [Hidden.NAME, Hidden.PHONE, Hidden.ADDRESS, Hidden.DATE, Hidden.OTHER])
def test_a_rule_made_of_somebodys_words_goes_with_them_wherever_it_holds(desk: Desk, kind: Hidden) -> None:
    hides(desk, texted(desk), kind)
    erases_everything(desk)
    assert rules(desk) == [("", False)]


def test_what_they_wrote_is_readable_in_no_rule_and_the_end_of_it_is_on_record(each_desk: Desk) -> None:
    said = texted(each_desk)
    message = each_desk.feedback(said).messages[0]
    each_desk.does(Action.LEAVE, said, Leave(((message.id, *FIRST, Hidden.NAME),), reach=Reach.EVERYWHERE))
    hides(each_desk, said)
    erases_everything(each_desk)
    assert rules(each_desk) == [("", False), ("", False)]
    actions = [action for action, _ in each_desk.audit("hiding_rule:1")]
    assert actions == ["hiding_rule.added", "hiding_rule.retired"]
    assert hidden(each_desk, each_desk.story.says(WORDS)) == []


@pytest.mark.parametrize("kind", [Hidden.STAFF_NAME, Hidden.PLACE])
def test_a_rule_about_a_member_of_staff_or_a_place_stays(desk: Desk, kind: Hidden) -> None:
    hides(desk, texted(desk), kind)
    erases_everything(desk)
    assert rules(desk) == [("Big Mike", True)]


def test_a_rule_that_was_made_on_somebody_elses_words_stays(desk: Desk) -> None:
    hides(desk, desk.story.says(WORDS))
    texted_later = desk.story.texts(WORDS, JOAN)
    assert texted_later
    erases_everything(desk)
    assert rules(desk) == [("Big Mike", True)]


def test_which_words_an_older_rule_was_made_of_is_read_off_the_trail(each_desk: Desk) -> None:
    makes(each_desk, "Tom Brown")
    said = each_desk.story.says(WORDS)
    hides(each_desk, said)
    each_desk.does(Action.REDACT, each_desk.story.says(WORDS), Hide(((2, 17, 22),), Hidden.NAME))
    with each_desk.app.app_context(), transaction() as session:
        session.execute(update(HidingRule).values(made_on_id=None))
        migration = importlib.import_module("migrations.versions.0017_the_feedback_that_a_hiding_rule_was_made_on")
        with Operations.context(MigrationContext.configure(session.connection())):
            migration._fill()
    with each_desk.app.app_context(), reading() as session:
        found = select(HidingRule.made_on_id).order_by(HidingRule.id)
        assert session.scalars(found).all() == [None, said.feedback_id]


def test_one_rule_that_no_key_opens_leaves_the_others_at_work(each_desk: Desk) -> None:
    rule = makes(each_desk, "Tom Brown")
    makes(each_desk, "Big Mike")
    spoils(each_desk.app, rule)
    with structlog.testing.capture_logs() as lines:
        said = each_desk.story.says("Big Mike sings")
    assert hidden(each_desk, said) == ["Big Mike"]
    unreadable = [line for line in lines if line["event"] == "hiding_rule_unreadable"]
    assert [line["rule"] for line in unreadable] == [rule]
    assert "Big Mike" not in json.dumps(unreadable)


def test_the_list_says_which_rule_no_key_opens_and_lets_it_be_retired(story: Story, amina: Visitor) -> None:
    form = "section form[action$='/hiding-rules']"
    for words in ("Big Mike", "Tom Brown"):
        amina.opens("/staff/hiding-rules").submits(form, sort=str(RuleSort.HIDE), words=words)
    spoils(story.app, 2)
    amina.opens("/staff/hiding-rules")
    assert amina.answer.status_code == 200
    assert "no key opens the words" in amina.reads
    assert "Big Mike" in amina.reads
    amina.submits(".desk-rules form[action$='/2/retire']")
    assert "The rule is retired" in amina.answer.text
    assert "no key opens the words" not in amina.opens("/staff/hiding-rules").reads
    assert "Big Mike" not in preview(opens(amina, story.says(WORDS)))


def test_of_four_who_make_the_same_rule_at_once_one_makes_it(each_desk: Desk) -> None:
    def adds() -> bool:
        with each_desk.app.app_context():
            try:
                made_anywhere.add(NewRule(RuleSort.HIDE, "Zorblax", Hidden.NAME), each_desk.story.amina)
            except NotPossible:
                return False
        return True

    assert sorted(at_once(4, adds)) == [False, False, False, True]
