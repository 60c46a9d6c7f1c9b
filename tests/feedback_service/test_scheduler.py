"""One scheduler: however many processes, a job runs in one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from feedback_service import clock, scheduler

LASTS = timedelta(minutes=1)


def test_of_many_processes_one_gets_the_lease(each_app: Flask) -> None:
    def tries(name: int) -> bool:
        with each_app.app_context():
            return scheduler.take_lease("job", f"process {name}", LASTS)

    with ThreadPoolExecutor(8) as processes:
        assert sum(processes.map(tries, range(8))) == 1


def test_the_holder_renews_and_another_waits_until_the_lease_ends(each_app: Flask) -> None:
    with each_app.app_context():
        assert scheduler.take_lease("job", "one", LASTS)
        assert scheduler.take_lease("job", "one", LASTS)
        assert not scheduler.take_lease("job", "two", LASTS)
        with clock.at(clock.now() + LASTS * 2):
            assert scheduler.take_lease("job", "two", LASTS)
        assert not scheduler.take_lease("job", "one", LASTS)


def test_a_started_scheduler_runs_its_jobs_and_survives_one_that_fails(app: Flask) -> None:
    ran, failed = threading.Event(), threading.Event()

    def fails() -> None:
        failed.set()
        raise RuntimeError("this job is broken")

    running = scheduler.start(app, [scheduler.Job("fails", 1, fails), scheduler.Job("runs", 1, ran.set)])
    try:
        assert failed.wait(10)
        assert ran.wait(10)
    finally:
        running.shutdown(wait=False)
