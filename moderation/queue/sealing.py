"""Words that are searched for as they stand in an address: sealed, so that no browser's history, no link that is handed
on and no server's log says them. Whoever is at the desk opens the address and sees what it shows."""

from feedback_service.storage import current_cipher
from feedback_service.storage.crypto import InvalidToken

_PURPOSE = "search:"
"""Nothing else that was encrypted is opened as words."""


def sealed(words: str) -> str:
    """For the address; another one each time."""
    return current_cipher().encrypt(f"{_PURPOSE}{words}")


def opened(token: str) -> str:
    """The words again; empty for what is none, or was sealed with a key that is gone."""
    try:
        text = current_cipher().decrypt(token)
    except (InvalidToken, UnicodeEncodeError):
        return ""
    return text.removeprefix(_PURPOSE) if text.startswith(_PURPOSE) else ""
