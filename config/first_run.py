"""Writes fresh secrets to `.env` when there are none: `python -m config.first_run`.

Run by `make run`, so that a newcomer needs no manual step and no two installations share a
secret. An existing `.env` is never changed; a secret given in the environment is not repeated.
"""

import os
import secrets
import sys
from pathlib import Path

from cryptography.fernet import Fernet

from config.settings import ROOT


def write_secrets(path: Path) -> bool:
    """Create `path` (mode 0600) with fresh secrets; returns whether it was written."""
    if path.exists():
        return False
    lines = []
    if not os.environ.get("SECRET_KEY"):
        lines.append(f"SECRET_KEY={secrets.token_urlsafe(48)}")
    if not os.environ.get("FIELD_KEYS"):
        lines.append(f"FIELD_KEYS={Fernet.generate_key().decode()}")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# Written on the first start. Keep FIELD_KEYS safe: without it stored text cannot be read.\n")
        file.write("".join(f"{line}\n" for line in lines))
    return True


if __name__ == "__main__":
    if write_secrets(ROOT / ".env"):
        print("Wrote fresh secrets to .env", file=sys.stderr)
