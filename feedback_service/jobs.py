"""The core's own sweeps, and what a process makes ready before it serves."""

from feedback_service import audit_sweep, erasure, place_names, waiting
from feedback_service.conversation import telling
from feedback_service.detection import detect
from feedback_service.equality import by_text
from feedback_service.reminders import sweep
from feedback_service.safety import alarms
from feedback_service.safety.screening import screen
from feedback_service.scheduler import Job
from feedback_service.search import rebuilding
from feedback_service.themes import learning

ENOUGH_TO_LOAD = "the staff were kind to me"


def jobs() -> list[Job]:
    """Alarms that nobody reads, erasures that waited, what became overdue, words that may be kept for a day only,
    whether the audit trail is whole."""
    return [
        *alarms.jobs(),
        *audit_sweep.jobs(),
        *rebuilding.jobs(),
        *place_names.jobs(),
        Job("tell_what_waited", 60, telling.tell_what_waited),
        Job("erase_waiting", 60, erasure.erase_waiting),
        Job("settle_others", 60, waiting.settle_others),
        Job("mark_overdue", 600, waiting.mark_overdue),
        Job("learn_themes", 60, learning.learn_when_due, longest=learning.LONGEST_SECONDS + 60),
        Job("remind", 300, sweep.remind),
        Job("forget_equality_texts", 3600, by_text.forget_texts),
    ]


def prepare() -> None:
    """Load the tables that every text is read with, so that the first person does not wait for them."""
    detect(ENOUGH_TO_LOAD)
    screen(ENOUGH_TO_LOAD)
