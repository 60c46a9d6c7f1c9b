"""Passwords: argon2id with the library's current parameters, and which ones are too easy to guess.

One hash takes a processor some hundredths of a second, and a worker of gevent serves everybody with one thread. So
there it is computed in a thread beside it, two at a time: argon2 lets go of the interpreter meanwhile, and others are
served.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import monkey
from gevent.threadpool import ThreadPool

MIN_PASSWORD = 12
"""Characters, as NCSC and the NHS advise: length before complexity."""
MAX_PASSWORD = 1000
FEWEST_LETTERS = 5
NONE = "!"
"""Stands where somebody has no password, as who came through the trust's own sign-in: no password fits it."""
AT_ONCE = 2
_COMMON = Path(__file__).parent / "common_passwords.txt"

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return str(_aside(_hasher.hash, _utf8(password)))


def password_fits(hashed: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    return bool(_aside(_fits, hashed, _utf8(password)))


def _fits(hashed: str, password: str) -> bool:
    """Raises nothing: the pool would print what goes wrong in it."""
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(hashed: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _hasher.check_needs_rehash(hashed)


def too_easy(password: str, *about: str) -> bool:
    """Whether it is among the common ones, one letter over and over, or what is known of the person (`about`)."""
    plain = password.casefold()
    letters = "".join(each for each in plain if each.isalpha())
    known = {each.casefold() for each in about if each}
    known |= {each.split("@")[0] for each in known}
    return (
        len(set(plain)) < FEWEST_LETTERS
        or plain in _common()
        or (len(letters) >= FEWEST_LETTERS and letters in _common())
        or plain in known
        or letters in known
    )


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


def _utf8(password: str) -> str:
    """Without lone surrogates, which UTF-8 cannot carry."""
    return password.encode("utf-8", "replace").decode("utf-8")


def _aside(function: Callable[..., Any], *arguments: str) -> Any:
    if not monkey.is_module_patched("threading"):
        return function(*arguments)
    return _pool().apply(function, arguments)


@cache
def _pool() -> ThreadPool:
    return ThreadPool(AT_ONCE)
