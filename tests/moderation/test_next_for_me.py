"""Twenty who press "Next for me" at one moment get twenty different items, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from feedback_service import clock, waiting
from feedback_service.models import StaffSession
from feedback_service.staff import add_staff
from feedback_service.storage import transaction
from feedback_service.vocabulary import Role
from moderation.actions.perform import Done, perform
from moderation.auth.sessions import Member
from moderation.claims import next as handing
from moderation.permissions import Action
from moderation.told.data import Private
from tests.support.story import PASSWORD, Story

MODERATORS = 20


def signed_in(app: Flask, number: int) -> Member:
    with app.app_context():
        staff_id = add_staff(f"moderator{number}@example.org", f"Moderator {number}", Role.MODERATOR, PASSWORD)
        moment = clock.now()
        with transaction() as session:
            started = StaffSession(
                token_hash=str(number), staff_id=staff_id, created_at=moment, expires_at=moment + timedelta(hours=1)
            )
            session.add(started)
            session.flush()
            return Member(staff_id, f"Moderator {number}", Role.MODERATOR, started.id, "")


def test_twenty_at_one_moment_get_twenty_different_ones(each_app: Flask) -> None:
    story = Story(each_app)
    waiting = [story.says(f"Said {number}").reference for number in range(MODERATORS)]
    crowd = [signed_in(each_app, number) for number in range(MODERATORS)]
    together = threading.Barrier(MODERATORS, timeout=120)

    def presses(member: Member) -> str | None:
        together.wait()
        with each_app.app_context():
            return handing.hand_out(member)

    with ThreadPoolExecutor(MODERATORS) as pool:
        handed_out = list(pool.map(presses, crowd))
    assert sorted(map(str, handed_out)) == sorted(waiting)


def test_what_a_colleague_proposed_is_handed_out_when_it_is_the_most_urgent_and_never_to_who_proposed_it(
    each_app: Flask,
) -> None:
    story, [amina, lena] = Story(each_app), [signed_in(each_app, number) for number in range(2)]
    with each_app.app_context():
        with clock.at(clock.now() - timedelta(days=30)):
            risky = story.says("The nurse was racist to me")
            assert perform(Action.KEEP_PRIVATE, risky.reference, 1, amina, Private(True)) == Done.PROPOSED
        fresh = story.says()
        waiting.mark_overdue()
        assert handing.hand_out(amina) == fresh.reference
        assert handing.hand_out(lena) == risky.reference
        assert handing.hand_out(amina) is None
