"""Encryption of personal fields and the blind index that finds them again.

A value is encrypted with the first of FIELD_KEYS (Fernet: AES-128-CBC with HMAC-SHA256 and a
random IV) and decrypted with any of them. Equal values therefore have different ciphertexts; to
look a phone number up, a keyed HMAC-SHA256 of it stands in a column of its own. A keyed hash of a
phone number is still personal data and is erased with it.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

_INDEX_LABEL = b"feedback-service blind index v1"


class FieldCipher:
    """Encrypts and indexes with a list of Fernet keys; the first one writes."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys`: Fernet keys, url-safe base64 of 32 bytes. Raises ValueError when empty."""
        if not keys:
            raise ValueError("at least one field key is needed")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._index_keys = [
            hmac.new(base64.urlsafe_b64decode(key), _INDEX_LABEL, hashlib.sha256).digest() for key in keys
        ]

    def encrypt(self, value: str) -> str:
        """Lone surrogates, which UTF-8 cannot carry, are replaced."""
        return self._fernet.encrypt(value.encode("utf-8", "replace")).decode("ascii")

    def decrypt(self, token: str) -> str:
        """Raises `cryptography.fernet.InvalidToken` when no key fits."""
        return self._fernet.decrypt(token.encode("ascii")).decode("utf-8")

    def rotate(self, token: str) -> str:
        """The same value under the first key."""
        return self._fernet.rotate(token.encode("ascii")).decode("ascii")

    def index(self, purpose: str, value: str) -> str:
        """The blind index to store: 64 hexadecimal digits under the first key."""
        return self._hmac(self._index_keys[0], purpose, value)

    def indexes(self, purpose: str, value: str) -> list[str]:
        """The blind indexes under which the value may be stored, the first key's first."""
        return [self._hmac(key, purpose, value) for key in self._index_keys]

    def all_indexes(self, purposes: Iterable[str], value: str) -> list[str]:
        """The blind indexes of the value under every key for each of these purposes."""
        return [index for purpose in purposes for index in self.indexes(purpose, value)]

    @staticmethod
    def _hmac(key: bytes, purpose: str, value: str) -> str:
        message = f"{purpose}:{value}".encode("utf-8", "replace")
        return hmac.new(key, message, hashlib.sha256).hexdigest()


def current_cipher() -> FieldCipher:
    """The running application's cipher."""
    cipher: FieldCipher = current_app.extensions["field_cipher"]
    return cipher


__all__ = ["FieldCipher", "InvalidToken", "current_cipher"]
