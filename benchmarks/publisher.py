"""Publishes real feedback, one each time it is told to: `python -m benchmarks.publisher COUNT`.

A process of its own on the product's database (settings from the environment). It stores COUNT
feedback, prints `ready`, and then for each line on standard input publishes one and prints the
moment (monotonic clock, seconds) at which the commit was on disk.
"""

import sys
import time

from sqlalchemy.orm import Session

from feedback_service import audit, lifecycle, publishing
from feedback_service.intake import NewFeedback, accept
from feedback_service.staff import add_staff
from feedback_service.storage import after_commit, transaction
from feedback_service.vocabulary import Channel, Role
from wsgi import create_app

WORDS = (
    "When I rang in the morning somebody answered at once and knew my name. The nurse listened to my mother, "
    "in her own language, with an interpreter who had time. What I would change is the waiting room: it is loud, "
    "there is nowhere to sit with a child, and nobody tells you how long it will take."
)


def publish(reference: str, staff_id: int) -> float:
    """Approve the feedback; returns the moment at which that was on disk, before the doorbell rang."""
    committed: list[float] = []
    with transaction() as session:
        _approve(session, reference, staff_id, committed)
    return committed[0]


def _approve(session: Session, reference: str, staff_id: int, committed: list[float]) -> None:
    # What follows the commit runs in the order in which it was asked for: the clock before the doorbell.
    after_commit(session, lambda: committed.append(time.monotonic()))
    feedback = lifecycle.locked(session, reference)
    assert feedback
    audit.record(session, "feedback.published", f"feedback:{feedback.id}", staff_id=staff_id)
    publishing.publish(session, feedback, staff_id)


def main() -> None:
    """Store, then publish on demand until standard input ends."""
    count = int(sys.argv[1])
    with create_app().app_context():
        amina = add_staff("amina@example.org", "Amina", Role.MODERATOR, "invented, for measurements")
        stored = [
            accept(NewFeedback(Channel.WEB, f"measured-{number}", WORDS, language="en", consent=True)).reference
            for number in range(count)
        ]
        print("ready", flush=True)
        for reference in stored:
            if not sys.stdin.readline():
                return
            print(publish(reference, amina), flush=True)


if __name__ == "__main__":
    main()
