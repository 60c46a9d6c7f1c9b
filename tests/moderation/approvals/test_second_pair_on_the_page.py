"""The item page of what two people decide: the first proposes, the second sees what would happen and confirms it."""

from collections.abc import Callable

import pytest

from feedback_service.vocabulary import Role
from tests.moderation.conftest import Story
from tests.support.visitor import Visitor

WORDS = "Nurse Comfort laughed at my accent"


@pytest.fixture
def two(sign_in: Callable[[Role], Visitor]) -> tuple[Visitor, Visitor]:
    """Amina, who moderates, and Grace, who administers."""
    return sign_in(Role.MODERATOR), sign_in(Role.ADMINISTRATOR)


def proposed(story: Story, amina: Visitor) -> str:
    """Amina proposes to publish Joan's words; the item's address."""
    page = f"/staff/items/{story.says(WORDS).reference}"
    amina.opens(page)
    assert "Two people decide this" in amina.reads
    amina.submits("#publish form", button="Propose to publish it")
    return page


def test_the_first_is_told_who_else_can_and_the_second_sees_what_would_happen(
    story: Story, two: tuple[Visitor, Visitor]
) -> None:
    amina, grace = two
    page = proposed(story, amina)
    assert "Nothing happens before a second member of staff has confirmed it" in amina.answer.text
    assert "You proposed it, so somebody else confirms it" in amina.reads
    assert amina.page.select_one("form[action$='/confirm']") is None
    grace.opens(page)
    shown = grace.page.select_one("#approval")
    assert shown is not None
    assert "Amina" in shown.get_text()
    assert "what stands under “The public will read”" in shown.get_text()
    assert WORDS in grace.page.select_one(".desk-preview").get_text()
    grace.submits("form[action$='/confirm']")
    assert "You confirmed it: it is done." in grace.answer.text
    assert WORDS in grace.opens("/").reads


def test_a_forged_form_of_the_first_is_refused(story: Story, two: tuple[Visitor, Visitor]) -> None:
    amina, _ = two
    page = proposed(story, amina)
    amina.opens(page)
    fields = {
        name: str(amina.page.select_one(f"form input[name={name}]")["value"]) for name in ("csrf_token", "version")
    }  # type: ignore[index]
    assert amina.posts(f"{page}/confirm", fields).answer.status_code == 403
    assert WORDS not in amina.opens("/").reads


def test_it_comes_back_with_the_note(story: Story, two: tuple[Visitor, Visitor]) -> None:
    amina, grace = two
    page = proposed(story, amina)
    grace.opens(page).submits("#action-send-back form", words="")
    assert grace.answer.status_code == 422
    assert "Write why, for who proposed it" in grace.reads
    grace.submits("#action-send-back form", words="Her name must go first")
    amina.opens(page)
    assert "Grace sent back what Amina proposed" in amina.reads
    assert "Her name must go first" in amina.reads


def test_somebody_faster_ends_in_409_and_the_note_is_kept(story: Story, two: tuple[Visitor, Visitor]) -> None:
    amina, grace = two
    page = proposed(story, amina)
    grace.opens(page)
    amina.submits("form[action$='/send-back']")
    grace.submits("#action-send-back form", words="Her name must go first")
    assert grace.answer.status_code == 409
    assert "Her name must go first" in grace.answer.text
