"""Running the numbered migrations, from the command line and before a test."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to `to`. SQLite's foreign keys are off meanwhile and checked afterwards.

    Alembic rebuilds a SQLite table to alter it, and with foreign keys on, dropping the old one
    empties its children. Raises RuntimeError when a migration left a reference broken.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, on=False)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            connection.rollback()
            _foreign_keys(connection, on=True)
            if broken:
                raise RuntimeError(f"a migration left {len(broken)} broken references, the first in {broken[0][0]}")


def _foreign_keys(connection, *, on: bool) -> None:  # type: ignore[no-untyped-def]
    # The pragma does nothing inside a transaction, so it goes past SQLAlchemy's.
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


@cache
def expected_head() -> str | None:
    """The newest migration in the code, read once: the code of a process does not change."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current_head(engine: Engine) -> str | None:
    """The migration that the database is at, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
