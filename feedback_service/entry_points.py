"""QR codes, links and keywords that lead to a place, and how often each was opened.

A scan is a number on a day and nothing else: neither who nor when. A retired entry point is only
marked, because its posters stay on walls: it still leads to its place.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit, clock
from feedback_service.models import EntryPoint, EntryPointScan, Place
from feedback_service.references import new_code
from feedback_service.storage import transaction

MAX_LABEL = 120
RECENT_DAYS = 30
_CODE = re.compile(r"[A-Z0-9-]{1,20}")


class NotPossible(Exception):
    """The entry point cannot be made or retired so; the message says why in plain words."""


class Overtaken(Exception):
    """Somebody changed it since the page was made; nothing was done."""


@dataclass(frozen=True)
class Usage:
    """An entry point with its scans, all of them and those of the last RECENT_DAYS days."""

    entry_point: EntryPoint
    scans: int
    recent_scans: int


def find(session: Session, code: str) -> EntryPoint | None:
    """The entry point with this code, retired ones too; case and white space around it do not matter."""
    wanted = code.strip().upper()
    if not _CODE.fullmatch(wanted):
        return None
    return session.scalars(select(EntryPoint).where(EntryPoint.code == wanted)).unique().one_or_none()


def entry_url(code: str) -> str:
    """The full address that a poster shows and its QR code holds."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}/q/{code}"


def count_scan(session: Session, entry_point: EntryPoint, day: date) -> None:
    """Add one to the count of `day`."""
    # Locking the entry point lets concurrent first scans of a day take turns; feedback that refers to it may go on.
    session.execute(select(EntryPoint.id).where(EntryPoint.id == entry_point.id).with_for_update(key_share=True))
    scan = session.get(EntryPointScan, (entry_point.id, day))
    if scan is None:
        session.add(EntryPointScan(entry_point_id=entry_point.id, day=day, count=1))
    else:
        scan.count += 1


def listing(session: Session) -> list[Usage]:
    """Every entry point with its scans: those in use first, then by label."""
    settings: Settings = current_app.extensions["settings"]
    since = clock.today(settings.timezone) - timedelta(days=RECENT_DAYS)
    recent = case((EntryPointScan.day > since, EntryPointScan.count), else_=0)
    totals = (
        select(
            EntryPointScan.entry_point_id,
            func.sum(EntryPointScan.count).label("scans"),
            func.sum(recent).label("recent"),
        )
        .group_by(EntryPointScan.entry_point_id)
        .subquery()
    )
    statement = (
        select(EntryPoint, func.coalesce(totals.c.scans, 0), func.coalesce(totals.c.recent, 0))
        .outerjoin(totals, totals.c.entry_point_id == EntryPoint.id)
        .order_by(EntryPoint.retired_at.is_not(None), EntryPoint.label, EntryPoint.id)
    )
    return [Usage(found, int(scans), int(latest)) for found, scans, latest in session.execute(statement).unique()]


def by_id(session: Session, entry_point_id: int) -> EntryPoint | None:
    """The entry point with this number, retired or not."""
    return session.get(EntryPoint, entry_point_id)


def create(label: str, place_id: int, staff_id: int) -> EntryPoint:
    """Make an entry point with a code of its own. Raises NotPossible for a label or place that will not do."""
    label = label.strip()
    if not 0 < len(label) <= MAX_LABEL:
        raise NotPossible(f"a label of 1 to {MAX_LABEL} characters is needed")
    with transaction() as session:
        if session.get(Place, place_id) is None:
            raise NotPossible("there is no such place")
        made = EntryPoint(code=_unused_code(session), label=label, place_id=place_id, created_at=clock.now())
        session.add(made)
        session.flush()
        audit.record(
            session,
            "entry_point.created",
            f"entry_point:{made.id}",
            staff_id=staff_id,
            details={"code": made.code, "place_id": place_id},
        )
        session.refresh(made)
        return made


def retire(entry_point_id: int, staff_id: int) -> None:
    """Mark it as old; twice is once. Raises NotPossible for an unknown one."""
    with transaction() as session:
        found = session.get(EntryPoint, entry_point_id)
        if found is None:
            raise NotPossible("there is no such entry point")
        if found.retired_at is None:
            found.retired_at = clock.now()
            audit.record(session, "entry_point.retired", f"entry_point:{found.id}", staff_id=staff_id)


def change(entry_point_id: int, version: int, label: str, place_id: int, staff_id: int) -> None:
    """Give it another label, or lead it to another place from now on; the code on the posters stays.

    Raises NotPossible for a label or place that will not do, Overtaken where its version is another one by now.
    """
    label = label.strip()
    if not 0 < len(label) <= MAX_LABEL:
        raise NotPossible(f"a label of 1 to {MAX_LABEL} characters is needed")
    with transaction() as session:
        found = _locked(session, entry_point_id, version)
        place = session.get(Place, place_id)
        if place is None or (place.retired_at is not None and place_id != found.place_id):
            raise NotPossible("there is no such place in use")
        details = {
            **({"relabelled": True} if label != found.label else {}),
            **({"place_id": place_id, "was": found.place_id} if place_id != found.place_id else {}),
        }
        found.label, found.place_id = label, place_id
        audit.record(session, "entry_point.changed", f"entry_point:{found.id}", staff_id=staff_id, details=details)


def bring_back(entry_point_id: int, staff_id: int) -> None:
    """It is in use again; twice is once. Raises NotPossible for an unknown one."""
    with transaction() as session:
        found = session.get(EntryPoint, entry_point_id)
        if found is None:
            raise NotPossible("there is no such entry point")
        if found.retired_at is not None:
            found.retired_at = None
            audit.record(session, "entry_point.brought_back", f"entry_point:{found.id}", staff_id=staff_id)


def _locked(session: Session, entry_point_id: int, version: int) -> EntryPoint:
    wanted = select(EntryPoint).where(EntryPoint.id == entry_point_id).with_for_update(of=EntryPoint, key_share=True)
    found = session.scalars(wanted.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotPossible("there is no such entry point")
    if found.version != version:
        raise Overtaken
    found.version += 1
    return found


def _unused_code(session: Session) -> str:
    while find(session, code := new_code()) is not None:
        pass
    return code
