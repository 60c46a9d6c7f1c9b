"""Passwords: which ones are too easy, and that hashing one holds nobody else up."""

import subprocess
import sys

import pytest

from feedback_service.passwords import NONE, hash_password, password_fits, too_easy
from tests.support.server import ROOT


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password123!",
        "PASSWORDPASSWORD",
        "123456789012",
        "qwertyuiop12",
        "aaaaaaaaaaaaaaa",
        "abababababab",
        "amina@example.org",
        "Administrator1",
        "welcome2026!!",
    ],
)
def test_what_many_use_is_too_easy(password: str) -> None:
    assert too_easy(password, "amina@example.org", "Amina")


@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "purple lantern seven", "żółta łódka płynie", "7f9c2e41b8d3"]
)
def test_what_nobody_guesses_is_fine(password: str) -> None:
    assert not too_easy(password, "amina@example.org", "Amina")


@pytest.mark.parametrize("password", ["", "\x00", "\ud800 lone surrogate", "🫖" * 300, "x" * 1000])
def test_every_password_can_be_hashed_and_fits_itself_alone(password: str) -> None:
    hashed = hash_password(password)
    assert password_fits(hashed, password)
    assert not password_fits(hashed, password + "x")
    assert not password_fits(NONE, password)


ASIDE = """
from gevent import monkey
monkey.patch_all()
import gevent
from feedback_service.passwords import hash_password

served, hashing = 0, gevent.spawn(hash_password, "correct horse battery staple")
while not hashing.ready():
    served += 1
    gevent.sleep(0)
print(served)
"""


def test_others_are_served_while_a_password_is_hashed() -> None:
    """Counted, not timed: on the worker's own thread nobody would have had a turn between the start and the end."""
    found = subprocess.run(
        [sys.executable, "-c", ASIDE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert int(found.stdout) > 3
