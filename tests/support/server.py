"""The service as a server: in this process for most tests, gunicorn as in production for the journeys."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[2]
SEES_ITS_END_EVERY = 0.02
"""Seconds: an idle server looks whether it is to end."""


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        pass


@contextmanager
def in_process(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve `app` over real HTTP from a thread, at this port or any; yields its address, `localhost` where it is given.

    Passkeys work for a name only, not for a number.
    """
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=[SEES_ITS_END_EVERY], daemon=True)
    thread.start()
    try:
        yield f"http://{'localhost' if port else '127.0.0.1'}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        _stop_what_is_live(app)


def _stop_what_is_live(app: Flask) -> None:
    """A service's live pages ask its database as long as they are not stopped; a stand-in has none."""
    if "socketio" in app.extensions:
        app.extensions["board_feed"].stop()
        app.extensions["desk_watch"].stop()
        app.extensions["socketio"].server.shutdown()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Gunicorn:
    """The server that production runs, as a process that can be stopped and killed."""

    def __init__(self, environment: dict[str, str], folder: Path, port: int | None = None) -> None:
        """`environment`: settings by their environment names; the log goes to `folder`."""
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")},
            "PUBLIC_URL": self.base,
            **environment,
            "PORT": str(self.port),
        }
        self._log = folder / "gunicorn.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Gunicorn":
        """Start and return once it answers; raises RuntimeError with the log when it does not."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "wsgi:create_app()"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if requests.get(f"{self.base}/healthz", timeout=1).ok:
                    return self
            except requests.RequestException:
                threading.Event().wait(0.05)
        raise RuntimeError(f"the server did not start:\n{self.log[-4000:]}")

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def kill(self) -> None:
        """kill -9, the master and its worker at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, and wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
