"""Many moderators at work at once, over real HTTP and real sockets, and the proof of what came of it.

Each moderator presses "Next for me" and decides. Every few items the members of a group open one and the same item on
purpose, wait for each other, and decide it all at once: one of them wins, and every other gets a 409 with their words.
"""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from flask import Flask
from sqlalchemy import func, select

from config.settings import Settings
from feedback_service import audit_chain
from feedback_service.models import AuditRecord, BoardEvent, Feedback, FeedbackHistory
from feedback_service.staff import add_staff
from feedback_service.storage import reading
from feedback_service.vocabulary import Moderation, Role
from tests.conftest import make_settings
from tests.support import databases
from tests.support.desk_page import DeskPage
from tests.support.production import environment
from tests.support.server import Gunicorn, free_port
from tests.support.story import PASSWORD, Story
from tests.support.visitor import Visitor
from wsgi import create_app

ALONE = 4
"""Items that each decides alone between two that a group meets at."""
PATIENCE = 250
DECISIONS = {Moderation.PUBLISHED: "published", Moderation.PRIVATE: "private", Moderation.REJECTED: "rejected"}


@contextmanager
def at_work(settings: Settings, folder: Path, processes: int) -> Iterator[tuple[Story, list[str]]]:
    """The service as `processes` gunicorns; yields the story on its database and the addresses."""
    running = []
    for number in range(processes):
        (folder / str(number)).mkdir()
        running.append(Gunicorn(environment(settings), folder / str(number)))
    app = create_app(settings)
    try:
        yield Story(app), [each.start().base for each in running]
    finally:
        for each in running:
            each.stop()
        app.extensions["database"].engine.dispose()


@contextmanager
def sqlite_alone(template: Path, folder: Path) -> Iterator[tuple[Story, list[str]]]:
    """Embedded: SQLite and one process."""
    with at_work(make_settings(databases.copy_sqlite(template, folder)), folder, 1) as stage:
        yield stage


@contextmanager
def outgrown(folder: Path) -> Iterator[tuple[Story, list[str]]]:
    """PostgreSQL, Redis and two processes."""
    redis_url = databases.redis_url()
    with databases.fresh_postgresql() as url:
        settings = make_settings(url, redis_url=redis_url, public_url=f"http://127.0.0.1:{free_port()}")
        with at_work(settings, folder, 2) as stage:
            yield stage


@dataclass
class Tally:
    """What the moderators saw: who won which item, what was handed out, and how those fared who came second."""

    won: dict[str, list[int]] = field(default_factory=dict)
    handed_out: list[str] = field(default_factory=list)
    conflicts: int = 0
    words_kept: int = 0
    reconnected: int = 0
    provoked: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Moderator:
    """One of the crowd: a browser without a script, and the socket that a script would have."""

    def __init__(self, number: int, staff_id: int, base: str, tally: Tally) -> None:
        self.number, self.staff_id, self.tally = number, staff_id, tally
        self.chance = random.Random(number)
        self.visitor = Visitor(base).opens("/staff/").submits(email=email(number), password=PASSWORD)
        self.token = str(self.visitor.page.select_one("input[name=csrf_token]")["value"])
        self.page = DeskPage(self.visitor)

    def next(self) -> str | None:
        """Press "Next for me"; the reference of what opens."""
        self.visitor.posts("/staff/next", {"csrf_token": self.token})
        assert self.visitor.answer.status_code == 200, self.visitor.answer.text
        reference = self.visitor.answer.url.rsplit("/", 1)[1]
        if not reference:
            return None
        with self.tally.lock:
            self.tally.handed_out.append(reference)
        return reference

    def opens(self, reference: str) -> None:
        """Open an item that somebody else may have open as well."""
        self.visitor.opens(f"/staff/items/{reference}")
        self.has_open(reference)

    def has_open(self, reference: str) -> None:
        """What the page's script says over its socket."""
        was_lost = self.page.has_open_again(reference)
        with self.tally.lock:
            self.tally.reconnected += was_lost

    def decides(self, reference: str) -> None:
        """Send one of the decisions of the page that is open, and count what came back."""
        words = f"Words of {self.number} about {reference}, {self.chance.random()}"
        how = self.chance.randrange(3)
        if how == 0:
            self.visitor.submits("#publish form", button="Publish")
        elif how == 1:
            self.visitor.submits("#action-keep-private form", responders="no", because="own", words=words)
        else:
            self.visitor.submits("#action-reject form", because="own", words=words)
        answer = self.visitor.answer
        with self.tally.lock:
            if answer.status_code == 200:
                self.tally.won.setdefault(reference, []).append(self.staff_id)
            elif answer.status_code == 409:
                self.tally.conflicts += 1
                self.tally.words_kept += how == 0 or words in answer.text
            else:
                self.tally.wrong.append(f"{answer.status_code} for {reference}: {answer.text[:300]}")


def email(number: int) -> str:
    return f"moderator{number}@example.org"


def works(story: Story, bases: Sequence[str], moderators: int, group: int) -> tuple[Tally, list[Moderator]]:
    """Everybody works until nothing waits that nobody has open."""
    tally = Tally()
    with story.app.app_context():
        ids = [add_staff(email(n), f"Moderator {n}", Role.MODERATOR, PASSWORD) for n in range(moderators)]
    crowd = [Moderator(n, ids[n], bases[n % len(bases)], tally) for n in range(moderators)]
    groups = [_Group(crowd[at : at + group]) for at in range(0, moderators, group)]
    began = perf_counter()
    with ThreadPoolExecutor(moderators) as pool:
        running = [pool.submit(each.member_works, member) for each in groups for member in each.members]
        for each in running:
            each.result()
    tally.seconds = perf_counter() - began
    return tally, crowd


class _Group:
    """Moderators who meet at one item now and then: the first of them finds it."""

    def __init__(self, members: Sequence[Moderator]) -> None:
        self.members = members
        self._barrier = threading.Barrier(len(members), timeout=PATIENCE)
        self._contested: str | None = None

    def member_works(self, member: Moderator) -> None:
        try:
            while self._round(member):
                pass
        except BaseException:
            self._barrier.abort()
            raise

    def _round(self, member: Moderator) -> bool:
        for _ in range(ALONE):
            reference = member.next()
            if reference is not None:
                member.has_open(reference)
                member.decides(reference)
        if member is self.members[0]:
            self._contested = member.next()
        self._barrier.wait()
        contested = self._contested
        if contested is None:
            return False
        member.opens(contested)
        self._barrier.wait()
        member.decides(contested)
        with member.tally.lock:
            member.tally.provoked += member is not self.members[0]
        self._barrier.wait()
        return True


def replayed(history: Sequence[FeedbackHistory]) -> tuple[Moderation | None, int]:
    """The status and the version that the lines lead to, from the first on; fails where one does not follow."""
    status: Moderation | None = None
    version = 0
    for line in history:
        assert line.from_status == status, f"{line.action} does not follow from {status}"
        assert line.version == version + 1
        status, version = line.to_status, line.version
    return status, version


def prove(app: Flask, tally: Tally, items: int) -> dict[str, int]:
    """Check the database against what everybody saw; returns how often each decision was taken."""
    assert tally.wrong == []
    assert sorted(tally.won) == sorted(set(tally.won))
    assert all(len(winners) == 1 for winners in tally.won.values())
    assert len(tally.won) == items
    assert len(tally.handed_out) == len(set(tally.handed_out))
    assert tally.conflicts == tally.words_kept == tally.provoked
    taken: dict[str, int] = {}
    with app.app_context(), reading() as session:
        for feedback in session.scalars(select(Feedback)).unique():
            lines = session.scalars(
                select(FeedbackHistory).where(FeedbackHistory.feedback_id == feedback.id).order_by(FeedbackHistory.id)
            )
            history = list(lines.unique())
            assert [line.action for line in history[:1]] == ["received"]
            assert replayed(history) == (feedback.status, feedback.version)
            decisions = [line for line in history if line.from_status == Moderation.PENDING != line.to_status]
            assert [line.staff_id for line in decisions] == tally.won[feedback.reference]
            taken[feedback.status] = taken.get(feedback.status, 0) + 1
        actions = [f"feedback.{name}" for name in DECISIONS.values()]
        on_record = select(func.count()).select_from(AuditRecord).where(AuditRecord.action.in_(actions))
        assert session.scalar(on_record) == items
        assert audit_chain.first_broken(session) is None
        last, events = session.execute(select(func.max(BoardEvent.sequence), func.count(BoardEvent.sequence))).one()
        assert last == events == taken[Moderation.PUBLISHED]
    return taken


def act(
    stage: Callable[[], AbstractContextManager[tuple[Story, list[str]]]], moderators: int, items: int, group: int
) -> str:
    """The whole piece on one stage; returns its figures in a line."""
    with stage() as (story, bases):
        for number in range(items):
            story.says(f"The staff were kind, said number {number}")
        tally, crowd = works(story, bases, moderators, group)
        taken = prove(story.app, tally, items)
        watching = crowd[0].page
        for each in crowd[1:]:
            each.page.leaves()
        assert not watching.changes.empty()
        crowd[0].page.leaves()
    return (
        f"{moderators} moderators, {len(bases)} process(es), {items} items in {tally.seconds:.1f} s "
        f"({items / tally.seconds:.1f} a second); "
        f"{tally.conflicts} conflicts, {tally.words_kept} with every word kept; "
        f"{tally.reconnected} sockets connected anew; "
        + ", ".join(f"{number} {status}" for status, number in sorted(taken.items()))
    )
