"""The helpers of a measurement, each a process of its own that is spoken to in lines."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import ROOT


@contextmanager
def helper(command: list[str], environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run `command` in the checkout with pipes; it is gone at the end of the block."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def tell(process: subprocess.Popen[str]) -> None:
    """Send an empty line: go on."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def line(process: subprocess.Popen[str]) -> str:
    """The next line; raises RuntimeError when the process ended without one."""
    assert process.stdout
    found = process.stdout.readline()
    if not found:
        raise RuntimeError(f"{process.args!r} ended too early")
    return found
