"""Jobs that run by the clock: each in one process however many there are, each an idempotent sweep.

Every process may start a scheduler; before a job runs it takes a lease row for the job, and who
does not get it does nothing this time. A process that is told to stop gives its leases back, so that the next one
goes on at once; a process that dies holds them until they expire.
"""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError

from feedback_service import clock
from feedback_service.models import Lease
from feedback_service.storage import transaction

STOPPING = "scheduler_stopping"
log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A sweep: `run` is called in an application context every `seconds`.

    `longest` is how many seconds one run may take, where that is more than a few rounds: nobody else gets the job
    before, so one that died in the middle leaves it for that long.
    """

    name: str
    seconds: int
    run: Callable[[], object]
    longest: int = 60

    @property
    def lease(self) -> timedelta:
        """How long the job is a process's own."""
        return timedelta(seconds=max(self.longest, self.seconds * 3))


class Scheduler:
    """This process's timed jobs, from `start` to `stop`."""

    def __init__(self, app: Flask, jobs: Sequence[Job]) -> None:
        """Nothing runs yet."""
        self._app = app
        self._jobs = jobs
        self._holder = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._clock: BackgroundScheduler | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Run the jobs from now on, in threads."""
        self._app.extensions[STOPPING] = self._stopping
        # A round is left out while the one before runs: that is wanted, and the scheduler's only warning.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        self._clock = BackgroundScheduler(timezone="UTC")
        for job in self._jobs:
            # The defaults skip a late run silently after one second; a sweep that is late is still wanted.
            self._clock.add_job(
                _run_alone,
                "interval",
                seconds=job.seconds,
                args=(self._app, job, self._holder),
                id=job.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._clock.start()

    def stop(self) -> None:
        """Let the jobs that are running end, then give the leases back."""
        if self._clock is None:
            return
        self._stopping.set()
        self._clock.shutdown(wait=True)
        self._clock = None
        with self._app.app_context():
            try:
                give_leases_back(self._holder)
            except Exception:
                log.exception("leases_not_given_back")


def _run_alone(app: Flask, job: Job, holder: str) -> None:
    with app.app_context():
        try:
            if take_lease(job.name, holder, job.lease):
                job.run()
        except Exception:
            log.exception("job_failed", job=job.name)


def told_to_stop(within: float) -> bool:
    """For a job that takes long: wait up to `within` seconds, and True as soon as its scheduler is told to stop."""
    stopping: threading.Event = current_app.extensions.get(STOPPING) or threading.Event()
    return stopping.wait(within)


def take_lease(name: str, holder: str, lasts: timedelta) -> bool:
    """Take or renew the lease `name` for `holder`; False while somebody else has it."""
    moment = clock.now()
    try:
        with transaction() as session:
            if session.get(Lease, name) is None:
                session.add(Lease(name=name, holder=holder, expires_at=moment + lasts))
                return True
            taken = session.execute(
                update(Lease)
                .where(Lease.name == name, or_(Lease.holder == holder, Lease.expires_at < moment))
                .values(holder=holder, expires_at=moment + lasts)
            )
            return taken.rowcount == 1
    except IntegrityError:
        return False


def give_leases_back(holder: str) -> None:
    """Another process may have the jobs of `holder` at once."""
    with transaction() as session:
        session.execute(delete(Lease).where(Lease.holder == holder))
