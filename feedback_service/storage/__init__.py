"""Where everything is kept: the engines, the transactions, and the encryption of personal fields."""

from feedback_service.storage.base import Base, EncryptedText, UtcDateTime
from feedback_service.storage.crypto import FieldCipher, current_cipher
from feedback_service.storage.database import (
    Database,
    DurabilityError,
    after_commit,
    before_commit,
    changed,
    current_database,
    reading,
    transaction,
)

__all__ = [
    "Base",
    "Database",
    "DurabilityError",
    "EncryptedText",
    "FieldCipher",
    "UtcDateTime",
    "after_commit",
    "before_commit",
    "changed",
    "current_cipher",
    "current_database",
    "reading",
    "transaction",
]
