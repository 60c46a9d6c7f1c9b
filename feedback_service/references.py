"""The names that a feedback goes by outside: a reference to say aloud, a link nobody can guess."""

import secrets

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
"""No vowels, so that no word appears; no 0/O, 1/I/L, 5/S or 2/Z pairs to mix up when read aloud."""


def new_reference() -> str:
    """Like `K7M4-QX9D`: 25^8, about 150 thousand million, so a clash is a matter for a unique constraint."""
    return f"{_half()}-{_half()}"


def _half() -> str:
    """Four letters, one at least no digit: among right-to-left words, digits alone would change places."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(4))
        if not letters.isdecimal():
            return letters


def new_token() -> str:
    """128 random bits for a follow link, 22 characters."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """Six letters for an entry point, short enough to type from a poster."""
    return "".join(secrets.choice(ALPHABET) for _ in range(6))
