"""The short name of something that is managed, made from its name once and kept when that changes."""

import re
import unicodedata
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

NUMBER = 10
"""Letters of the column that are left for a number."""


def free_slug(session: Session, column: InstrumentedAttribute[Any], name: str, otherwise: str) -> str:
    """`slug_of` the name, with a number after it where that is taken in the column already."""
    base = slug_of(name, otherwise, column.type.length - NUMBER)
    taken = set(session.scalars(select(column).where(column.startswith(base, autoescape=True))))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def slug_of(name: str, otherwise: str, longest: int) -> str:
    """`Marigold Ward` as `marigold-ward`; letters without an ASCII form are left out, and a name of such letters alone
    is called `otherwise`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or otherwise
