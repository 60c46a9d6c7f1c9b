"""What the figures were measured on, for the head of the report."""

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from config.settings import ROOT

PYTHON_PACKAGES = ("Flask", "gunicorn", "gevent", "Flask-SocketIO", "python-socketio", "SQLAlchemy", "twilio")
INDENT = " " * 10
_CPU_INFO = Path("/proc/cpuinfo")


def machine() -> str:
    """Processor, cores that this process may use, and operating system, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {cores} cores, {platform.system()} {platform.release()} {platform.machine()}"


def versions() -> str:
    """The versions of what takes part, in two lines of which the second is indented as the head of the report."""
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    peer = json.loads((ROOT / "node_modules/socket.io/package.json").read_text(encoding="utf-8"))["version"]
    packages = ", ".join(f"{name} {version(name)}" for name in PYTHON_PACKAGES)
    python = f"Python {platform.python_version()}, {packages}, SQLite {sqlite.sqlite_version}"
    return f"{python}\n{INDENT}Node {node}, socket.io {peer}"


def _processor() -> str:
    if _CPU_INFO.exists():
        for line in _CPU_INFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
