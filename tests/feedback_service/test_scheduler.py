"""One scheduler: however many processes, a job runs in one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from feedback_service import clock, scheduler
from feedback_service.storage.migrate import expected_head
from tests.conftest import make_settings
from wsgi import create_app

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

    timed = scheduler.Scheduler(app, [scheduler.Job("fails", 1, fails), scheduler.Job("runs", 1, ran.set)])
    timed.start()
    try:
        assert failed.wait(10)
        assert ran.wait(10)
    finally:
        timed.stop()


def test_a_scheduler_that_stops_lets_its_job_end_and_gives_the_lease_back(each_app: Flask) -> None:
    started, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def takes_long() -> None:
        started.set()
        assert go_on.wait(10)
        ended.set()

    timed = scheduler.Scheduler(each_app, [scheduler.Job("job", 1, takes_long)])
    timed.start()
    assert started.wait(10)
    with each_app.app_context():
        assert not scheduler.take_lease("job", "another process", LASTS)
    with ThreadPoolExecutor(1) as stopping:
        stopped = stopping.submit(timed.stop)
        go_on.set()
        stopped.result(10)
    assert ended.is_set()
    with each_app.app_context():
        assert scheduler.take_lease("job", "another process", LASTS)


def test_a_scheduler_that_never_started_can_be_stopped(app: Flask) -> None:
    scheduler.Scheduler(app, []).stop()


def test_the_command_refuses_a_database_that_is_not_ready(tmp_path: Path) -> None:
    empty = create_app(make_settings(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    refused = empty.test_cli_runner().invoke(args=["scheduler"])
    assert refused.exit_code == 1
    assert refused.output.splitlines() == [
        f"Error: The database is at migration none, not {expected_head()}: run `db upgrade` first."
    ]


def test_the_command_refuses_a_database_that_could_forget(app: Flask) -> None:
    engine = app.extensions["database"].engine
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    refused = app.test_cli_runner().invoke(args=["scheduler"])
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: synchronous is 0")
