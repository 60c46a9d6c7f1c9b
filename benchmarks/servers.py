"""The servers that are measured: each a process of its own, on a free port of 127.0.0.1."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import requests
from cryptography.fernet import Fernet

from config.settings import ROOT
from feedback_service.storage import Database
from feedback_service.storage.migrate import upgrade

START_SECONDS = 30
STOP_SECONDS = 15
AUTH_TOKEN = "an invented token for measurements"
ACCOUNT = "AC" + "0" * 32
NUMBER = "+447700900999"


class Server:
    """`with Server(…) as server:` it answers inside the block and is stopped at its end."""

    def __init__(self, command: list[str], port: int, environment: dict[str, str], folder: Path) -> None:
        """`command` is run in the checkout; its own output goes to a log in `folder`."""
        self.port, self.environment = port, {**os.environ, **environment}
        self._command, self._log = command, folder / "server.log"

    def __enter__(self) -> "Server":
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=START_SECONDS)
                return self
            except requests.ConnectionError:
                time.sleep(0.05)
        self._stop()
        raise RuntimeError(f"{self._command} did not start:\n{self._log.read_text(errors='replace')[-4000:]}")

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def tell(self) -> None:
        """Send the server one line."""
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    @property
    def kilobytes(self) -> float | None:
        """The resident memory of the server's processes; None where the system has no /proc."""
        pages = _sum_of("statm", (1,), self.process.pid)
        return None if pages is None else pages * os.sysconf("SC_PAGE_SIZE") / 1024

    @property
    def processor_seconds(self) -> float | None:
        """The processor time that the server's processes have used; None where the system has no /proc."""
        ticks = _sum_of("stat", (11, 12), self.process.pid)
        return None if ticks is None else ticks / os.sysconf("SC_CLK_TCK")


def product(folder: Path, redis_url: str = "") -> Server:
    """The service as production runs it, on a fresh SQLite file at `folder`/feedback.sqlite3."""
    address, port = f"sqlite:///{folder / 'feedback.sqlite3'}", _free_port()
    database = Database(address)
    upgrade(database.engine)
    database.engine.dispose()
    environment = {
        "ENVIRONMENT": "development",
        "SECRET_KEY": "a secret for measurements only, long enough",
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": address,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_PROXIES": "0",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM": NUMBER,
        "TWILIO_API_BASE": "http://127.0.0.1:9",
    }
    return Server(_gunicorn("wsgi:create_app()"), port, {**environment, **_address(port)}, folder)


def minimal(folder: Path) -> Server:
    """The minimal handler under the same gunicorn configuration; its file is `folder`/minimal.sqlite3."""
    port = _free_port()
    environment = {"MINIMAL_DATABASE": str(folder / "minimal.sqlite3"), **_address(port)}
    return Server(_gunicorn("benchmarks.minimal:create_app()"), port, environment, folder)


def node(folder: Path, event: str) -> Server:
    """npm's socket.io server, which broadcasts `event` (JSON) each time it is told to."""
    port = _free_port()
    return Server(["node", "benchmarks/node_server.mjs"], port, {"EVENT": event, "PORT": str(port)}, folder)


def _gunicorn(application: str) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", application]


def _address(port: int) -> dict[str, str]:
    return {"HOST": "127.0.0.1", "PORT": str(port)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _sum_of(name: str, fields: tuple[int, ...], process_id: int) -> int | None:
    """The sum of these fields of /proc/<id>/<name>, after the name in brackets, over the process and its children."""
    process = Path("/proc") / str(process_id)
    try:
        found = (process / name).read_text().rpartition(")")[2].split()
        children = (process / "task" / str(process_id) / "children").read_text().split()
    except FileNotFoundError:
        return None
    own = sum(int(found[field]) for field in fields)
    return own + sum(_sum_of(name, fields, int(child)) or 0 for child in children)
