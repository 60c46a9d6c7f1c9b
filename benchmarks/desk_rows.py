"""The rows of a desk of any size: nearly everything is over and done, a few hundred wait, as after years.

They are written past the use cases, a table's worth at a time; words are encrypted and search tokens are real.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.desk_texts import Text, pool
from feedback_service import references
from feedback_service.search import tokens

SPAN = timedelta(days=5 * 365)
DECIDING, ANSWERING, PROMISED, FLAGGED = 300, 200, 150, 6
BATCH = 20_000
LANGUAGES = {"en": 80, "pl": 5, "pa": 5, "ar": 4, "ro": 2, "so": 1, "ur": 1, "pt": 1, "ta": 1}
CHANNELS = {"sms": 55, "web": 30, "import": 10, "whatsapp": 5}
WARDS, TEAMS = 40, 5
COLUMNS = {
    "feedback": "id reference follow_token follow_index channel place_id language language_by consent "
    "open_to_responders status received_at decided_at answered_at reopened_at version waits_for urgency due_on "
    "due_is_set promise_due_on settled_version team_id",
    "inbound_messages": "id channel provider_reference feedback_id meaning is_public_words is_open_to_responders body "
    "media_count received_at",
    "redactions": "id message_id start end kind created_at",
    "feedback_history": "id feedback_id at action from_status to_status version",
    "responses": "id feedback_id kind words language signed_as owner due_on created_at given_at is_public",
    "outbound_messages": "id feedback_id channel kind body segments is_template status attempts created_at due_at",
    "safety_flags": "id feedback_id note raised_at cleared_at",
    "alarms": "id flag_id raised_at escalations read_at",
    "search_originals": "feedback_id tokens",
    "search_open": "feedback_id tokens",
}


@dataclass
class Rows:
    """The rows of some feedback, by table, in the order of COLUMNS."""

    of: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, *values: Any) -> None:
        """One row."""
        self.of[table].append(values)


class Writer:
    """Writes `size` feedback that were received over SPAN up to now."""

    def __init__(self, size: int, moment: Callable[[datetime], str]) -> None:
        """`moment` writes a moment as the database keeps it."""
        self._size, self._moment, self._pool = size, moment, pool()
        self._draw, self._now = random.Random(size), datetime.now(UTC)
        self._languages = self._draw.choices(list(LANGUAGES), list(LANGUAGES.values()), k=1000)
        self._channels = self._draw.choices(list(CHANNELS), list(CHANNELS.values()), k=1000)
        self._rare = {round((number + 0.5) * (size - DECIDING) / 60) for number in range(60)}
        self._waiting = set(self._draw.sample(range(size // 2, size - DECIDING), ANSWERING + PROMISED))
        self._promised = set(self._draw.sample(sorted(self._waiting), PROMISED))
        self._references: set[str] = set()

    def batches(self) -> Iterator[Rows]:
        """Everything, BATCH feedback at a time."""
        for start in range(1, self._size + 1, BATCH):
            rows = Rows()
            for number in range(start, min(start + BATCH, self._size + 1)):
                self._write(rows, number)
            yield rows

    def _write(self, rows: Rows, number: int) -> None:
        draw = self._draw
        language, channel = draw.choice(self._languages), draw.choice(self._channels)
        received = self._now - SPAN * (1 - number / self._size) - timedelta(hours=1)
        text = self._pool.rare if number in self._rare and self._pool.rare else self._pool.said(language)
        said = {"number": number, "received": received, "text": text, "language": text.language, "channel": channel}
        standing = _standing(draw, number, self._size, is_waiting=number in self._waiting - self._promised)
        promise = (self._now + timedelta(days=draw.randrange(-20, 60))).date() if number in self._promised else None
        answer = draw.choice(self._pool.answers) if standing["answered"] or promise else None
        self._feedback(rows, said, standing, promise, answer)
        self._around(rows, said, standing, promise, answer)

    def _feedback(self, rows: Rows, said: Any, standing: Any, promise: Any, answer: Text | None) -> None:
        draw, number, moment = self._draw, said["number"], self._moment
        reference = self._reference()
        place, team = draw.choice([*range(1, WARDS + 16), None]), draw.choice([*range(1, TEAMS + 1), *[None] * 5])
        consent, reopened = draw.choice([True, True, True, False, None]), draw.random() < 0.01
        is_open = standing["status"] == "private" and draw.random() < 0.5
        decided = moment(said["received"] + timedelta(days=1)) if standing["status"] != "pending" else None
        answered = moment(said["received"] + timedelta(days=6)) if answer and not promise else None
        rows.add(
            "feedback", number, reference, self._pool.token, f"{draw.getrandbits(256):064x}", said["channel"], place,
            said["language"], "detected", consent, is_open, standing["status"], moment(said["received"]), decided,
            answered, decided if reopened else None, 3, standing["waits_for"], standing["urgency"],
            (said["received"] + timedelta(days=14)).date().isoformat() if standing["waits_for"] else None, False,
            promise.isoformat() if promise else None, 3, team,
        )  # fmt: skip
        marks = {
            tokens.status(standing["status"]), tokens.channel(said["channel"]), tokens.language(said["language"]),
            tokens.place(place), tokens.team(team), tokens.consent(consent),
        }  # fmt: skip
        if standing["waits_for"]:
            marks |= {tokens.WAITING, tokens.waits_for(standing["waits_for"])}
        if promise:
            marks.add(tokens.PROMISED)
        if reopened:
            marks.add(tokens.REOPENED)
        found_by = marks | tokens.of_text(f"{reference} {reference.replace('-', '')}") | said["text"].found_by
        document = tokens.document(found_by | answer.found_by if answer else found_by)
        rows.add("search_originals", number, document)
        if standing["status"] == "published" or is_open:
            rows.add("search_open", number, document)

    def _around(self, rows: Rows, said: Any, standing: Any, promise: Any, answer: Text | None) -> None:
        number, moment, text = said["number"], self._moment, said["text"]
        at, later = moment(said["received"]), moment(said["received"] + timedelta(days=1))
        name = f"bench{number}"
        rows.add("inbound_messages", number, said["channel"], name, number, "feedback", True, False, text.body, 0, at)
        if number % 5 == 0:
            rows.add("redactions", number, number, 0, 4, "name", later)
        rows.add("feedback_history", 3 * number, number, at, "received", None, "pending", 1)
        if standing["status"] != "pending":
            rows.add(
                "feedback_history", 3 * number + 1, number, later, standing["status"], "pending", standing["status"], 2
            )
        if answer:
            rows.add(
                "feedback_history", 3 * number + 2, number, later, "answered", standing["status"], standing["status"], 3
            )
            kind = "doing" if promise else "did"
            owner, due = ("Ward manager", promise.isoformat()) if promise else (None, None)
            is_public = standing["status"] == "published"
            signed = "Ward manager"
            rows.add("responses", number, number, kind, answer.body, "en", signed, owner, due, later, later, is_public)
            status = "permanent_failure" if number % 100 == 0 else "delivered"
            rows.add(
                "outbound_messages", number, number, "sms", "answer", answer.body, 1, False, status, 1, later, later
            )
        is_flagged = number > self._size - FLAGGED
        if is_flagged or number % 60 == 0:
            rows.add("safety_flags", number, number, text.body, at, None if is_flagged else later)
            rows.add("alarms", number, number, at, 0, None if number > self._size - 2 else later)

    def _reference(self) -> str:
        while True:
            drawn = [self._draw.choice(references.ALPHABET) for _ in range(8)]
            reference = f"{''.join(drawn[:4])}-{''.join(drawn[4:])}"
            if reference not in self._references:
                self._references.add(reference)
                return reference


def _standing(draw: random.Random, number: int, size: int, *, is_waiting: bool) -> dict[str, Any]:
    """Where the feedback stands: the latest wait for a decision, a few that were decided for an answer."""
    if number > size - DECIDING:
        urgency = 0 if number > size - FLAGGED else 1 if number < size - DECIDING + 40 else 2
        return {"status": "pending", "waits_for": "decision", "urgency": urgency, "answered": False}
    if is_waiting:
        urgency = draw.choice([1, 2, 2])
        return {"status": "published", "waits_for": "answer", "urgency": urgency, "answered": False}
    status = draw.choices(["published", "private", "rejected", "withdrawn"], [60, 25, 12, 3])[0]
    return {"status": status, "waits_for": None, "urgency": 2, "answered": status in {"published", "private"}}
