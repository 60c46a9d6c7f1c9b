"""From the wish for a new model to the model.

It is asked for on the administrators' page, or once enough was decided, and made in a process of its own, because
learning takes a minute or more of one core and the service must not stand still meanwhile.

scikit-learn is an extra (`requirements-themes.txt`): without it nothing is learned, and everything else works.
"""

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import ROOT, Settings
from feedback_service import audit, clock, preferences
from feedback_service.models import ThemeModel
from feedback_service.storage import reading, transaction
from feedback_service.themes import decided
from feedback_service.themes.examples import Example, NotLabelled, from_csv

LONGEST_SECONDS = 3600
COMMAND = "themes learn"
log = structlog.get_logger()


class CannotLearn(Exception):
    """Why no model was made, in one line for the person who asked."""


def is_installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("sklearn") is not None


def ask(staff_id: int | None) -> bool:
    """Ask for a new model; False where one is being made already."""
    with transaction() as session:
        if _wish(session) is not None:
            return False
        wish = ThemeModel(asked_at=clock.now(), asked_by=staff_id, decided=decided.count(session))
        session.add(wish)
        session.flush()
        audit.record(session, "themes.learning_asked", f"theme_model:{wish.id}", staff_id=staff_id)
        return True


def learn_when_due() -> bool:
    """Make the model that was asked for, or a new one once enough was decided since the last; returns whether one was
    to be made. An idempotent sweep."""
    if not is_installed():
        return False
    with reading() as session:
        wish, is_enough = _wish(session), _is_enough(session)
    if wish is None and not (is_enough and ask(None)):
        return False
    # A process of its own: what it learns from is read there, and what is left of it ends with it.
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *COMMAND.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=LONGEST_SECONDS, check=False)  # noqa: S603
    log.info("themes_learned", exit_status=done.returncode)
    return True


def learn() -> dict[str, Any]:
    """Make the model that was asked for, from the CSV file of the settings and what was decided; the measures, for
    showing. Raises CannotLearn, which the row says as well."""
    with reading() as session:
        wish = _wish(session)
        decisions = list(decided.from_decisions(session))
    if wish is None:
        raise CannotLearn("no model was asked for")
    try:
        learned = learn_from([*labelled(), *decisions])
    except CannotLearn as error:
        with transaction() as session:
            row = session.get_one(ThemeModel, wish.id)
            row.failed_at, row.failure = clock.now(), str(error)[:200]
        raise
    with transaction() as session:
        row = session.get_one(ThemeModel, wish.id)
        row.made_at, row.model = clock.now(), learned.model.to_bytes()
        row.measured = learned.measured.as_json()
        audit.record(session, "themes.learned", f"theme_model:{wish.id}")
        return row.measured


def labelled() -> Sequence[Example]:
    """The labelled comments of the settings' CSV file, none where none is set. Raises CannotLearn."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.themes_csv:
        return []
    try:
        return from_csv(Path(settings.themes_csv))
    except (NotLabelled, OSError) as error:
        raise CannotLearn(str(error)) from error


def learn_from(examples: Sequence[Example], seed: int = 0) -> Any:
    """`training.learn`; raises CannotLearn where there is too little, or the extra is missing."""
    if not is_installed():
        raise CannotLearn("scikit-learn is not installed: pip install -r requirements-themes.txt")
    training = importlib.import_module("feedback_service.themes.training")
    try:
        return training.learn(examples, seed)
    except training.TooFew as error:
        raise CannotLearn(str(error)) from error


def _wish(session: Session) -> ThemeModel | None:
    open_wish = select(ThemeModel).where(ThemeModel.made_at.is_(None), ThemeModel.failed_at.is_(None))
    return session.scalars(open_wish.order_by(ThemeModel.id).limit(1)).one_or_none()


def _is_enough(session: Session) -> bool:
    last = session.scalar(select(ThemeModel.decided).order_by(ThemeModel.id.desc()).limit(1)) or 0
    return decided.count(session) - last >= preferences.read(session).learn_themes_after
