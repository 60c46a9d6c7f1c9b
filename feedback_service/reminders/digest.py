"""The email: how much waits, and links. It holds no word of anybody's and no name, and is in plain English."""

from collections.abc import Sequence

from feedback_service.reminders.due import ESCALATED, LATE, Due
from feedback_service.vocabulary import Reminded

MOST_LINKS = 10
HEADINGS = {
    Reminded.ANSWER_LATE: "Answers that are overdue",
    Reminded.PROMISE_LATE: "Promises that are overdue",
    Reminded.PROMISE_TODAY: "Promises due today",
    Reminded.ANSWER_SOON: "Answers due by the next working day",
    Reminded.PROMISE_SOON: "Promises due by the next working day",
    Reminded.ANSWER_ESCALATED: "Nobody has dealt with these",
    Reminded.PROMISE_ESCALATED: "Nobody has kept these promises",
}
"""In the order of the email, the latest first."""


def email(public_url: str, matters: Sequence[Due], waiting: int, after_days: int) -> str:
    """The words; the first line is the subject. `waiting` is how many wait for the reader's teams altogether."""
    late = sum(each.kind in LATE for each in matters)
    escalated = sum(each.kind in ESCALATED for each in matters)
    ours = len(matters) - escalated
    subject = []
    if ours:
        subject.append(f"{waiting} {_wait(waiting)} for your team, {late} overdue")
    if escalated:
        subject.append(f"{escalated} overdue for {after_days} working days or more")
    parts = [_section(public_url, kind, [each for each in matters if each.kind == kind]) for kind in HEADINGS]
    closing = f"The queue: {public_url}/staff/"
    return "\n\n".join(["; ".join(subject), *filter(None, parts), closing]) + "\n"


def _section(public_url: str, kind: Reminded, matters: Sequence[Due]) -> str:
    if not matters:
        return ""
    lines = [f"{each.on.day} {each.on:%B}: {public_url}/staff/items/{each.reference}" for each in matters[:MOST_LINKS]]
    more = len(matters) - len(lines)
    return "\n".join([f"{HEADINGS[kind]}: {len(matters)}", *lines, *([f"and {more} more"] if more else [])])


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
