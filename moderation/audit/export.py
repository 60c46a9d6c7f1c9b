"""The trail as a CSV file, in parts, so that a long one needs no memory; the export itself is on record first."""

import csv
import io
import json
from collections.abc import Iterator

from feedback_service import audit
from feedback_service.storage import transaction
from moderation.audit import queries
from moderation.audit.queries import Line, Wanted
from moderation.audit.wording import audit_text

MOST = 100_000
"""Records in one file; the filters by day divide what is longer."""
HEADER = ("number", "at", "member", "member_number", "action", "in_words", "subject", "reference", "details", "hash")
_OTHER = "other"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def on_record(wanted: Wanted, by: int) -> None:
    """Who exported what, by the codes of the filters; whatever else was typed stays out of the trail."""
    with transaction() as session:
        subject = queries.subject_of(session, wanted.subject) if wanted.subject else None
        details = {
            "member": wanted.staff,
            "action": wanted.action if not wanted.action or queries.is_recorded(session, wanted.action) else _OTHER,
            "subject": subject if not subject or queries.is_code(subject) else _OTHER,
            "from": wanted.first_day.isoformat() if wanted.first_day else None,
            "to": wanted.last_day.isoformat() if wanted.last_day else None,
        }
        given = {name: value for name, value in details.items() if value is not None}
        audit.record(session, "audit.exported", "audit", staff_id=by, details=given)


def as_csv(wanted: Wanted) -> Iterator[str]:
    """The file, a piece at a time."""
    yield _line(HEADER)
    for each in queries.every(wanted, MOST):
        yield _line(_cells(each))


def _cells(line: Line) -> tuple[object, ...]:
    record = line.record
    details = json.dumps(record.details, sort_keys=True)
    return (
        record.sequence,
        record.at.isoformat(),
        line.name or "",
        record.staff_id if record.staff_id is not None else "",
        record.action,
        audit_text(record.action),
        record.subject,
        line.reference or "",
        details,
        record.hash,
    )


def _line(cells: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_safe(each) for each in cells])
    return buffer.getvalue()


def _safe(cell: object) -> object:
    """A spreadsheet runs what begins like a formula: a quotation mark before it makes it words."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
