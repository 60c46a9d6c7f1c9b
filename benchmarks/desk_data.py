"""A desk's database of any size for measuring: rows written past the use cases, with real encryption and real tokens.

Nearly everything is over and done, a few hundred wait, whatever the size: that is what a desk looks like after years. The
words are put together from lists of our own; a few thousand texts are written, and the ciphertext of one may stand for
many people. Three words are there to be searched for: RARE in 60 items of any size, MEDIUM in one of a hundred, COMMON in
one of three.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from feedback_service import references
from feedback_service.search import tokens
from feedback_service.storage import Database, current_cipher, current_database

RARE, MEDIUM, COMMON, OTHER = "marmalade", "parking", "nurse", "waited"
SPAN = timedelta(days=5 * 365)
DECIDING, ANSWERING, PROMISED, FLAGGED, FAILED = 300, 200, 150, 6, 120
TEXTS, ANSWERS = 3000, 300
BATCH = 20_000
LANGUAGES = {"en": 80, "pl": 5, "pa": 5, "ar": 4, "ro": 2, "so": 1, "ur": 1, "pt": 1, "ta": 1}
CHANNELS = {"sms": 55, "web": 30, "import": 10, "whatsapp": 5}
WARDS, TEAMS = 40, 5

_OPENINGS = (
    "On the ward", "At the clinic", "When I rang the team", "During my stay", "After the appointment", "At the front desk",
    "In the waiting room", "Before I went home", "At the day centre", "When the crisis team came",
)  # fmt: skip
_PEOPLE = (
    "the doctor",
    "a nurse",
    "the receptionist",
    "my care coordinator",
    "the night staff",
    "an interpreter",
    "the therapist",
)
_DEEDS = (
    "listened to me", "explained every tablet", "was in a hurry", "rang my mother", "lost my letter", "found a quiet room",
    "waited with me", "forgot my name", "wrote the plan down", "came when I called", "changed the time again",
    "spoke slowly", "brought tea", "did not look up", "asked what would help",
)  # fmt: skip
_FEELINGS = (
    "I felt heard",
    "I felt small",
    "it gave me hope",
    "it made me cross",
    "nobody told me why",
    "I was glad",
    "I cried",
)
_WISHES = (
    "please keep the garden open", "the heating needs mending", "more evening groups would help", "the food should be warm",
    "signs in Panjabi would help", "one more telephone line is needed", "the toilets were clean", "visiting was too short",
    "the bus stops too far away", "the leaflet was hard to read", "we need a prayer room", "the chairs are broken",
)  # fmt: skip
_THINGS = (
    "curtain", "kettle", "window", "corridor", "radiator", "letter", "tablet", "injection", "blanket", "garden", "piano",
    "breakfast", "bathroom", "lift", "ramp", "telephone", "television", "wardrobe", "mirror", "notice", "library", "kitchen",
)  # fmt: skip
_ELSEWHERE = {
    "pl": (
        "Pielęgniarka była bardzo miła",
        "Czekałem długo na wizytę",
        "Proszę o więcej rozmów",
        "Jedzenie było zimne",
    ),
    "pa": ("ਨਰਸ ਬਹੁਤ ਚੰਗੀ ਸੀ", "ਮੈਨੂੰ ਬਹੁਤ ਉਡੀਕ ਕਰਨੀ ਪਈ", "ਖਾਣਾ ਠੰਡਾ ਸੀ", "ਡਾਕਟਰ ਨੇ ਮੇਰੀ ਗੱਲ ਸੁਣੀ"),
    "ar": ("كانت الممرضة لطيفة جدا", "انتظرت وقتا طويلا", "الطعام كان باردا", "الطبيب استمع إلي"),
    "so": ("Kalkaalisadu aad bay u fiicnayd", "Waqti dheer baan sugay", "Cuntadu way qaboobayd"),
    "ro": ("Asistenta a fost foarte amabilă", "Am așteptat mult timp"),
    "ur": ("نرس بہت اچھی تھی", "مجھے بہت انتظار کرنا پڑا"),
    "pt": ("A enfermeira foi muito simpática", "Esperei muito tempo"),
    "ta": ("செவிலியர் மிகவும் அன்பாக இருந்தார்", "நீண்ட நேரம் காத்திருந்தேன்"),
}
_SAID_BACK = (
    "We have talked about it in the team",
    "We have mended it",
    "We are sorry that you waited",
    "Thank you, we passed it on",
)


@dataclass(frozen=True)
class Text:
    """A text of the pool: encrypted, and what it is found by."""

    language: str
    body: str
    found_by: frozenset[str]


@dataclass
class Pool:
    """What everything is made of; the same for every size."""

    draw: random.Random
    texts: dict[str, list[Text]] = field(default_factory=dict)
    rare: Text | None = None
    answers: list[Text] = field(default_factory=list)
    token: str = ""

    def said(self, language: str) -> Text:
        """A text in this language."""
        return self.draw.choice(self.texts[language])


def pool() -> Pool:
    """Written anew, and the same each time."""
    made = Pool(random.Random(4))
    draw, cipher = made.draw, current_cipher()
    made.texts["en"] = [_text("en", _english(draw)) for _ in range(TEXTS)]
    for language, sentences in _ELSEWHERE.items():
        both = [f"{first}. {second}." for first in sentences for second in sentences]
        made.texts[language] = [_text(language, words) for words in both]
    made.rare = _text("en", f"{_english(draw)} They had {RARE}.")
    made.answers = [_text("en", f"{draw.choice(_SAID_BACK)}: the {draw.choice(_THINGS)}.") for _ in range(ANSWERS)]
    made.token = cipher.encrypt(references.new_token())
    return made


def _english(draw: random.Random) -> str:
    things = draw.sample(_THINGS, 2)
    parts = [f"{draw.choice(_OPENINGS)} {draw.choice(_PEOPLE)} {draw.choice(_DEEDS)} and {draw.choice(_FEELINGS)}."]
    parts.append(f"{draw.choice(_PEOPLE).capitalize()} {draw.choice(_DEEDS)}; {draw.choice(_WISHES)}.")
    parts.append(f"The {things[0]} by the {things[1]}, room {draw.randrange(400)}.")
    if draw.random() < 0.01:
        parts.append(f"The {MEDIUM} costs too much.")
    return " ".join(parts)


def _text(language: str, words: str) -> Text:
    return Text(language, current_cipher().encrypt(words), frozenset(tokens.of_text(words)))


COLUMNS = {
    "feedback": "id reference follow_token follow_index channel place_id language language_by consent open_to_responders "
    "status received_at decided_at answered_at reopened_at version waits_for urgency due_on due_is_set promise_due_on "
    "settled_version team_id",
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
        self._failed = set(self._draw.sample(range(1, size - DECIDING), FAILED))
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
        rows.add(
            "inbound_messages", number, said["channel"], f"bench{number}", number, "feedback", True, False, text.body, 0, at
        )  # fmt: skip
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
            rows.add(
                "responses", number, number, kind, answer.body, "en", "Ward manager", owner, due, later, later, is_public
            )  # fmt: skip
            status = "permanent_failure" if number in self._failed else "delivered"
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


def fill(app: Flask, size: int, staff: Callable[[], None]) -> None:
    """Fill the application's empty, migrated database. `staff` adds who signs in."""
    with app.app_context():
        database = current_database()
        staff()
        if database.is_sqlite:
            _fill_sqlite(database, size)
        else:
            _fill_postgresql(database, size)


def _places() -> tuple[Sequence[tuple[Any, ...]], Sequence[tuple[Any, ...]]]:
    boroughs = [(number, "borough", f"borough-{number}", f"Borough {number}", None) for number in range(1, 4)]
    sites = [(number, "site", f"site-{number}", f"Site {number}", number % 3 + 1) for number in range(4, 16)]
    wards = [(number, "team", f"ward-{number}", f"Ward {number}", number % 12 + 4) for number in range(16, WARDS + 16)]
    now = "2026-01-01 00:00:00"
    return [*boroughs, *sites, *wards], [(number, f"Team {number}", now) for number in range(1, TEAMS + 1)]


_FIRST = {"places": "id kind slug name parent_id", "teams": "id name created_at"}


def _fill_sqlite(database: Database, size: int) -> None:
    writer = Writer(size, lambda at: at.strftime("%Y-%m-%d %H:%M:%S.%f"))
    connection: Any = database.engine.raw_connection()
    driver = connection.driver_connection
    driver.execute("PRAGMA synchronous=OFF")

    def put(table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
        names, marks = ", ".join(f'"{each}"' for each in columns.split()), ", ".join("?" * len(columns.split()))
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)

    driver.execute("BEGIN IMMEDIATE")
    for (table, columns), rows in zip(_FIRST.items(), _places(), strict=True):
        put(table, columns, rows)
    for batch in writer.batches():
        for table, rows in batch.of.items():
            put(table, COLUMNS[table], rows)
    driver.execute("COMMIT")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _fill_postgresql(database: Database, size: int) -> None:
    writer = Writer(size, lambda at: at.strftime("%Y-%m-%d %H:%M:%S.%f+00"))
    shelves = ("search_originals", "search_open")
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")

        def put(table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
            names = ", ".join(f'"{each}"' for each in columns.split())
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

        for shelf in shelves:
            cursor.execute(f"DROP INDEX ix_{shelf}_tokens")
        for (table, columns), rows in zip(_FIRST.items(), _places(), strict=True):
            put(table, columns, rows)
        for batch in writer.batches():
            for table, rows in batch.of.items():
                put(table, COLUMNS[table], rows)
        for shelf in shelves:
            cursor.execute(f"CREATE INDEX ix_{shelf}_tokens ON {shelf} USING gin (tokens) WITH (fastupdate = off)")
        # What its own vacuum does by and by.
        cursor.execute("VACUUM ANALYZE")


def sqlite_address(folder: Path, size: int) -> str:
    """Where the database of this size is kept."""
    return f"sqlite:///{folder / f'desk-{size}.sqlite3'}"
