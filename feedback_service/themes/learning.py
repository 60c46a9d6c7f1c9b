"""From the wish for a new model to the model.

It is asked for on the administrators' page, or once enough was decided, and made in a process of its own, because
learning takes a minute or more of one core and the service must not stand still meanwhile.

scikit-learn is an extra (`requirements-themes.txt`): without it nothing is learned, and everything else works.
"""

import importlib
import importlib.util
import signal
import subprocess
import sys
import time
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
from feedback_service.scheduler import told_to_stop
from feedback_service.storage import reading, transaction
from feedback_service.themes import decided
from feedback_service.themes.examples import Example, NotLabelled, from_csv

LONGEST_SECONDS = 3600
"""What a process may take to learn; the job's lease holds a little longer, so that no second one learns meanwhile."""
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
    ended = _in_a_process()
    log.info("themes_learned", how=ended)
    if ended is not None:
        _fail_what_is_open(ended)
    return True


def _in_a_process() -> str | None:
    """Learn in a process of its own: what it learns from is read there, and what is left of it ends with it.

    Returns how it ended, in one line; None where it was ended because the service stops.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *COMMAND.split()]
    quiet = subprocess.DEVNULL
    # A session of its own: Ctrl+C at a terminal is for us, and we end it.
    with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True) as process:  # noqa: S603
        until = time.monotonic() + LONGEST_SECONDS
        try:
            while process.poll() is None:
                if told_to_stop(within=1.0):
                    return None
                if time.monotonic() > until:
                    return f"it took longer than {LONGEST_SECONDS} seconds"
        finally:
            process.kill()
    # Who stops every process of the service stops this one as well, maybe before us.
    return None if process.returncode == -signal.SIGTERM else f"it ended with the status {process.returncode}"


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
        _fail_what_is_open(str(error))
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


def _fail_what_is_open(why: str) -> None:
    """Without a model there was something wrong: the row says so, and nobody tries again until somebody asks."""
    with transaction() as session:
        wish = _wish(session)
        if wish is not None:
            wish.failed_at, wish.failure = clock.now(), why[:200]


def _is_enough(session: Session) -> bool:
    last = session.scalar(select(ThemeModel.decided).order_by(ThemeModel.id.desc()).limit(1)) or 0
    return decided.count(session) - last >= preferences.read(session).learn_themes_after
